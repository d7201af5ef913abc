from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.settings import ProgramSettings
from app.media.blend import over
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat
from app.program.compositor import Compositor
from app.program.place import avatar_area
from tests.helpers.avatars import bgra, plain, write_picture

SMALL = ProgramFormat(320, 180, 30)
BLUE: tuple[int, int, int, int] = (200, 100, 50, 255)


def solid(width_px: int, height_px: int, colour: tuple[int, int, int, int] = BLUE) -> Pixels:
    return np.full((height_px, width_px, 4), colour, np.uint8)


def compositor(program: ProgramFormat = SMALL, **settings: object) -> Compositor:
    return Compositor(program, ProgramSettings.model_validate({"ai_label": False} | settings))


def covered(pixels: Pixels, colour: tuple[int, int, int, int] = BLUE) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what has ``colour``."""
    y, x = np.nonzero((pixels == colour).all(axis=2))
    return int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1


class TestSize:
    @pytest.mark.parametrize(
        ("fit", "aspect", "size"),
        [
            ("contain", 0.9, (648, 720)),
            ("contain", 16 / 9, (1280, 720)),
            ("contain", 3.0, (1280, 426)),
            ("cover", 0.9, (1280, 1422)),
            ("cover", 3.0, (2160, 720)),
            ("width", 0.9, (1280, 1422)),
            ("width", 3.0, (1280, 426)),
        ],
    )
    def test_follows_the_fit(self, fit: str, aspect: float, size: tuple[int, int]) -> None:
        assert compositor(ProgramFormat(), avatar_fit=fit).avatar_size(aspect) == size

    def test_follows_the_scale(self) -> None:
        assert compositor(ProgramFormat(), avatar_scale=0.5).avatar_size(0.9) == (324, 360)
        assert compositor(ProgramFormat(), avatar_scale=2).avatar_size(0.9) == (1296, 1440)

    def test_upright_programs(self) -> None:
        assert compositor(ProgramFormat(720, 1280, 30)).avatar_size(0.9) == (720, 800)

    @pytest.mark.parametrize("fit", ["contain", "cover", "width"])
    @pytest.mark.parametrize("scale", [0.1, 0.37, 1.0, 1.83, 4.0])
    @pytest.mark.parametrize("aspect", [0.3, 0.5478, 0.9, 1.0, 1.7778, 2.9])
    def test_a_picture_of_that_size_is_taken_as_it_is(self, fit: str, scale: float, aspect: float) -> None:
        one = compositor(avatar_fit=fit, avatar_scale=scale)
        width, height = one.avatar_size(aspect)
        noise = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
        noise[..., 3] = 255

        pixels = one.compose(noise, None, 1.0).pixels

        left, top = round(160 - width / 2), 180 - height if height <= 180 else (180 - height) // 2
        for x, y in ((160, 179), (160, 90 + (180 - height) // 2 if height < 180 else 90)):
            if 0 <= x - left < width and 0 <= y - top < height:
                assert bgra(pixels, x, y) == bgra(noise, x - left, y - top)


class TestPlace:
    def test_a_smaller_host_stands_on_the_lower_edge_in_the_middle(self) -> None:
        pixels = compositor(avatar_scale=0.5).compose(solid(80, 90), None, 1.0).pixels
        assert covered(pixels) == (120, 90, 200, 180)

    def test_it_can_be_moved(self) -> None:
        moved = compositor(avatar_scale=0.5, avatar_x=0.25, avatar_y=0.4)
        assert covered(moved.compose(solid(80, 90), None, 1.0).pixels) == (40, 72, 120, 162)

    def test_a_larger_host_is_centred_and_clipped(self) -> None:
        host = solid(320, 360)
        host[180] = (1, 2, 3, 255)
        pixels = compositor(avatar_scale=2).compose(host, None, 1.0).pixels
        assert bgra(pixels, 160, 90) == (1, 2, 3, 255)

    def test_half_out_of_the_picture(self) -> None:
        pixels = compositor(avatar_scale=0.5, avatar_x=1.0, avatar_y=0.75).compose(solid(80, 90), None, 1.0).pixels
        assert covered(pixels) == (280, 135, 320, 180)

    def test_wholly_out_of_the_picture_leaves_the_background(self) -> None:
        pixels = compositor(avatar_scale=0.1, avatar_x=1.5, background="green").compose(solid(16, 18), None, 1.0).pixels
        assert (pixels == (0, 255, 0, 255)).all()


class TestBackground:
    def test_colour(self) -> None:
        picture = compositor(background_colour="#102030").compose(solid(180, 180, (0, 0, 0, 0)), None, 1.0)
        assert (picture.pixels == (0x30, 0x20, 0x10, 255)).all()

    def test_green_is_the_keyers_green_exactly(self) -> None:
        picture = compositor(background="green").compose(solid(180, 180, (0, 0, 0, 0)), None, 1.0)
        assert (picture.pixels == (0, 255, 0, 255)).all()

    def test_shines_through_where_the_host_is_half_clear(self) -> None:
        pixels = compositor(background_colour="#c80000").compose(solid(180, 180, (100, 0, 0, 128)), None, 1.0).pixels
        blue, green, red, alpha = bgra(pixels, 160, 90)
        assert (blue, green, alpha) == (100, 0, 255)
        assert red == pytest.approx(100, abs=1)

    def test_is_opaque_whatever_the_host_is(self) -> None:
        rng = np.random.default_rng(2)
        host = rng.integers(0, 256, (180, 180, 4), np.uint8)
        host[..., :3] = np.minimum(host[..., :3], host[..., 3:])
        pixels = compositor().compose(host, None, 1.0).pixels
        assert (pixels[..., 3] == 255).all()

    def test_a_picture_fills_and_is_cropped_in_its_middle(self, tmp_path: Path) -> None:
        wide = plain(400, 100, (0, 0, 0, 255))
        wide[:, 111:289] = (255, 255, 255, 255)
        path = write_picture(tmp_path / "room.png", wide)

        picture = compositor(background="image", background_image=path).compose(
            solid(180, 180, (0, 0, 0, 0)), None, 1.0
        )

        assert (picture.pixels[:, 4:-4, :3] >= 253).all()
        assert (picture.pixels[..., 3] == 255).all()

    def test_a_clear_picture_lies_on_the_colour(self, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "glass.png", plain(32, 18, (0, 0, 0, 0)))
        one = compositor(background="image", background_image=path, background_colour="#010203")
        assert (one.compose(solid(180, 180, (0, 0, 0, 0)), None, 1.0).pixels == (3, 2, 1, 255)).all()

    def test_a_missing_picture_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(AppError, match=r"gone\.png"):
            compositor(background="image", background_image=tmp_path / "gone.png")
        with pytest.raises(AppError) as error:
            compositor(background="image")
        assert error.value.code == "program.no_background"


class TestFade:
    IDLE: Pixels = solid(180, 180, (0, 0, 200, 255))
    SPEECH: Pixels = solid(180, 180, (200, 0, 0, 255))

    @pytest.mark.parametrize(
        ("weight", "expected"), [(0.0, (0, 200)), (1.0, (200, 0)), (0.25, (50, 150)), (-1.0, (0, 200)), (2.0, (200, 0))]
    )
    def test_goes_by_the_weight(self, weight: float, expected: tuple[int, int]) -> None:
        blue, _, red, alpha = bgra(compositor().compose(self.SPEECH, self.IDLE, weight).pixels, 160, 90)
        assert (blue, red) == pytest.approx(expected, abs=1)
        assert alpha == 255

    def test_what_is_missing_is_replaced(self) -> None:
        assert bgra(compositor().compose(None, self.IDLE, 1.0).pixels, 160, 90)[2] == 200
        assert bgra(compositor().compose(self.SPEECH, None, 0.0).pixels, 160, 90)[0] == 200

    def test_with_nothing_at_all_there_is_the_card(self) -> None:
        picture = compositor().compose(None, None, 0.5)
        assert picture.pixels.shape == (180, 320, 4)
        assert picture.pixels[..., :3].max() > 60

    def test_between_pictures_of_different_shape_both_are_seen(self) -> None:
        pixels = (
            compositor(background_colour="#000000").compose(solid(90, 180, (200, 0, 0, 255)), self.IDLE, 0.5).pixels
        )
        assert bgra(pixels, 160, 90)[:3] == pytest.approx((100, 0, 100), abs=1)
        assert bgra(pixels, 80, 90)[:3] == pytest.approx((0, 0, 100), abs=1)  # the narrow one does not reach there


class TestCutout:
    """The same without its background, for a sink that shows something else behind the host."""

    def test_laid_over_the_background_it_is_the_picture(self) -> None:
        rng = np.random.default_rng(3)
        host = rng.integers(0, 256, (90, 80, 4), np.uint8)
        host[..., :3] = np.minimum(host[..., :3], host[..., 3:])
        one = compositor(avatar_scale=0.5, avatar_x=0.9, background_colour="#c80000", ai_label=True)

        picture = one.compose(host, None, 1.0)

        red = solid(320, 180, (0, 0, 0xC8, 255))
        over(red, picture.cutout(), red)
        assert np.abs(red.astype(int) - picture.pixels).max() <= 1, "rounded once more"
        assert picture.cutout()[80, 10].tolist() == [0, 0, 0, 0]
        assert picture.cutout()[8, 9, 3] > 0, "the label stays"

    def test_between_two_pictures_of_different_shape_it_is_both(self) -> None:
        wide, narrow = solid(180, 180, (0, 0, 200, 255)), solid(90, 180, (200, 0, 0, 255))
        cutout = compositor().compose(narrow, wide, 0.5).cutout()
        assert bgra(cutout, 160, 90) == pytest.approx((100, 0, 100, 255), abs=1)
        assert bgra(cutout, 80, 90) == pytest.approx((0, 0, 100, 128), abs=1)
        assert bgra(cutout, 2, 90) == (0, 0, 0, 0)

    def test_it_is_drawn_once_and_only_when_asked_for(self) -> None:
        drawn: list[Pixels] = []

        def draw() -> Pixels:
            drawn.append(solid(2, 2, (0, 0, 0, 0)))
            return drawn[0]

        picture = ProgramPicture(solid(2, 2), draw)
        assert not drawn
        assert picture.cutout() is picture.cutout() is drawn[0]

    def test_of_the_card_nothing_is_left(self) -> None:
        assert not compositor().compose(None, None, 0.0).cutout().any()


class TestScaling:
    def test_an_engine_with_a_size_of_its_own_fills_the_place(self) -> None:
        pixels = compositor().compose(solid(104, 176), None, 1.0).pixels
        left, top, right, bottom = covered(pixels)
        assert (top, bottom) == (0, 180)
        assert (right - left) == pytest.approx(106, abs=2)

    def test_fine_detail_is_averaged_where_a_picture_is_made_smaller(self) -> None:
        lines = solid(720, 720, (0, 0, 0, 255))
        lines[::2] = 255
        pixels = compositor().compose(lines, None, 1.0).pixels
        assert np.abs(pixels[2:-2, 160, 0].astype(int) - 128).max() <= 2

    def test_soft_edges_do_not_spill_into_other_channels(self) -> None:
        soft = np.zeros((90, 90, 4), np.uint8)
        ramp = np.linspace(0, 255, 90).astype(np.uint8)
        soft[..., 2] = soft[..., 3] = ramp[None, :]

        pixels = compositor(background="green").compose(soft, None, 1.0).pixels

        assert pixels[..., 0].max() <= 3
        assert (pixels[..., 3] == 255).all()
        assert (pixels[..., 1].astype(int) + pixels[..., 2] <= 262).all()


def test_every_picture_is_its_own(tmp_path: Path) -> None:
    one = compositor()
    host = solid(180, 180)
    first = one.compose(host, None, 1.0)
    kept = first.pixels.copy()

    host[:] = 0
    second = one.compose(host, None, 1.0)

    assert not np.shares_memory(first.pixels, second.pixels)
    assert not np.shares_memory(first.pixels, host)
    assert (first.pixels == kept).all()
    assert first.pixels.flags.c_contiguous


def test_of_a_host_larger_than_the_program_only_what_is_seen_is_scaled() -> None:
    """It looks as if the whole had been scaled and cut."""
    import cv2

    program = ProgramFormat(320, 180, 30)
    noise = np.random.default_rng(4).integers(0, 255, (180, 320, 4), np.uint8)
    host = cv2.GaussianBlur(noise, (0, 0), 4).astype(np.uint8)
    host[..., 3] = 255
    settings = ProgramSettings(ai_label=False, avatar_scale=4.0, avatar_x=0.3, avatar_y=0.7)
    compositor = Compositor(program, settings)
    shown = compositor.compose(host, None, 1.0).pixels
    size = compositor.avatar_size(320 / 180)
    area = avatar_area(program, settings, *size)
    scaled = cv2.resize(host, size, interpolation=cv2.INTER_LINEAR)
    expected = scaled[-area.top : -area.top + 180, -area.left : -area.left + 320]
    inside = np.abs(shown[..., :3].astype(int) - expected[..., :3])
    assert inside.max() <= 3
