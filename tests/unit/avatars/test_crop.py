from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import open_bundle
from app.avatars.crop import BACKGROUND_BGR, MAX_BYTES, MAX_SIDE_PX, Offset, Rest, at_rest, crop, crop_box, offset_at
from app.avatars.face_shape import CHIN, FOREHEAD
from app.base.errors import AppError
from app.media.jpeg import JpegDecoder, jpeg_size
from tests.helpers.avatars import layered_bundle, manifest, plain, still_bundle, write_json
from tests.helpers.portraits import HEIGHT, WIDTH, landmarks, lips, painted, portrait_bundle

ASPECTS = (416 / 704, 768 / 448, 1.0)


@pytest.fixture
def portrait(tmp_path: Path) -> Rest:
    """A person whose face is known."""
    return at_rest(open_bundle(portrait_bundle(tmp_path / "a", painted(), landmarks())))


def still(width_px: int, height_px: int) -> Rest:
    """A picture of which nothing is known, each pixel with its row in green and its column in red."""
    picture = np.zeros((height_px, width_px, 4), np.uint8)
    picture[..., 1] = np.linspace(0, 255, height_px)[:, None]
    picture[..., 2] = np.linspace(0, 255, width_px)
    picture[..., 3] = 255
    return Rest(picture, None)


class TestShape:
    @pytest.mark.parametrize("aspect", ASPECTS)
    @pytest.mark.parametrize("size", [(240, 400), (400, 240), (3000, 500), (33, 57)])
    def test_has_the_aspect_of_the_server_inside_the_picture(self, aspect: float, size: tuple[int, int]) -> None:
        rest = still(*size)
        made = crop(rest, aspect)
        assert made.width_px / made.height_px == pytest.approx(aspect, rel=0.06 if min(size) < 100 else 0.01)
        assert jpeg_size(made.jpeg) == (made.width_px, made.height_px)
        left, top, right, bottom = crop_box(rest, aspect)
        assert 0 <= left < right <= 1.000001
        assert 0 <= top < bottom <= 1.000001

    def test_a_large_picture_is_shrunk_and_a_small_one_is_not_enlarged(self) -> None:
        large = crop(still(600, 2500), 0.2)
        assert max(large.width_px, large.height_px) == MAX_SIDE_PX
        assert crop(still(100, 100), 1.0).width_px == 100

    @pytest.mark.slow
    def test_even_noise_stays_under_the_limit(self) -> None:
        noise = np.random.default_rng(1).integers(0, 256, (2048, 2048, 4), np.uint8)
        noise[..., 3] = 255
        assert MAX_BYTES / 2 < len(crop(Rest(noise, None), 1.0).jpeg) <= MAX_BYTES

    def test_the_same_picture_gives_the_same_bytes(self, portrait: Rest) -> None:
        assert crop(portrait, 0.6).jpeg == crop(portrait, 0.6).jpeg


class TestPlace:
    @pytest.mark.parametrize("aspect", ASPECTS)
    @pytest.mark.parametrize("left_px", [None, 0.0, 90.0])
    def test_the_whole_face_is_in_it_in_the_upper_half(self, aspect: float, left_px: float | None) -> None:
        points = landmarks(left_px)
        rest = Rest(np.ascontiguousarray(painted(points=points)[..., [2, 1, 0, 3]]), points)
        left, top, right, bottom = crop_box(rest, aspect)
        forehead, chin = points[[FOREHEAD, CHIN], 1] / HEIGHT
        assert top < forehead or bottom - top < 1.2 * (chin - forehead)  # where both do not fit, the chin is in it
        assert chin < bottom
        assert ((forehead + chin) / 2 - top) / (bottom - top) < 0.62
        assert left < points[CHIN, 0] / WIDTH < right

    def test_a_face_far_away_is_brought_near(self) -> None:
        points = landmarks() / np.float32(4)
        left, top, right, bottom = crop_box(Rest(still(WIDTH, HEIGHT).picture, points), 0.6)
        assert bottom - top < 0.5
        forehead, chin = points[[FOREHEAD, CHIN], 1] / HEIGHT
        assert 0.25 < ((forehead + chin) / 2 - top) / (bottom - top) < 0.5
        assert left <= right

    def test_without_a_face_it_is_in_the_upper_middle(self) -> None:
        left, top, right, bottom = crop_box(still(200, 400), 1.0)
        assert (left, right) == (0.0, 1.0)
        assert 0.0 < top < 0.25
        assert crop_box(still(400, 200), 1.0)[0] == pytest.approx(0.25)
        assert bottom - top == pytest.approx(0.5)

    def test_says_where_the_mouth_is(self, portrait: Rest) -> None:
        made = crop(portrait, 0.6)
        assert made.mouth is not None
        left, top, right, bottom = made.mouth
        rows, columns = np.nonzero(lips(JpegDecoder().decode(made.jpeg)))
        assert left * made.width_px < columns.min() < columns.max() < right * made.width_px
        assert top * made.height_px < rows.min() < rows.max() < bottom * made.height_px
        assert crop(still(100, 100), 1.0).mouth is None

    def test_the_offset_moves_it_to_the_edges(self, portrait: Rest) -> None:
        usual = crop_box(portrait, 1.0)
        up, down = crop_box(portrait, 1.0, Offset(down=-1)), crop_box(portrait, 1.0, Offset(down=1))
        assert up[1] == 0.0
        assert down[3] == pytest.approx(1.0)
        assert up[1] < crop_box(portrait, 1.0, Offset(down=-0.5))[1] < usual[1] < down[1]
        assert crop_box(portrait, 1.0, Offset(9, -9)) == pytest.approx(crop_box(portrait, 1.0, Offset(1, -1)))

    @pytest.mark.parametrize("offset", [Offset(), Offset(0.4, -0.7), Offset(-1, 1)])
    def test_an_offset_is_found_by_its_place(self, offset: Offset) -> None:
        rest = Rest(still(WIDTH, HEIGHT).picture, landmarks() / np.float32(4) + np.float32(60))
        left, top, *_ = crop_box(rest, 0.6, offset)
        found = offset_at(rest, 0.6, left, top)
        assert (found.across, found.down) == pytest.approx((offset.across, offset.down), abs=1e-6)

    def test_what_is_shown_is_what_is_sent(self) -> None:
        rest = still(400, 400)
        left, top, right, bottom = crop_box(rest, 0.5, Offset(0.3, 0.0))
        sent = JpegDecoder().decode(crop(rest, 0.5, Offset(0.3, 0.0)).jpeg)
        assert abs(float(sent[200, :, 2].mean()) / 255 - (left + right) / 2) < 0.01
        assert abs(float(sent[:, 50, 1].mean()) / 255 - (top + bottom) / 2) < 0.01


class TestAvatars:
    def test_what_is_clear_becomes_calm_grey(self, tmp_path: Path) -> None:
        rest = at_rest(open_bundle(still_bundle(tmp_path / "a", plain(60, 60, (255, 0, 0, 0)))))
        corner = JpegDecoder().decode(crop(rest, 1.0).jpeg)[2, 2, :3].astype(int)
        assert np.abs(corner - BACKGROUND_BGR).max() <= 2

    def test_half_clear_is_mixed_with_it(self, tmp_path: Path) -> None:
        rest = at_rest(open_bundle(still_bundle(tmp_path / "a", plain(60, 60, (255, 255, 255, 128)))))
        middle = JpegDecoder().decode(crop(rest, 1.0).jpeg)[30, 30, :3].astype(int)
        assert np.abs(middle - (np.array(BACKGROUND_BGR) + 256) / 2).max() <= 3

    def test_a_layered_drawing_is_drawn_at_rest(self, tmp_path: Path) -> None:
        rest = at_rest(open_bundle(layered_bundle(tmp_path / "a")))
        assert rest.picture.shape[0] == 1280
        assert rest.picture.shape[1] == 640
        assert rest.face is None
        assert (rest.picture[..., 3] == 255).all()
        assert np.ptp(rest.picture[900:1200, 300:700, :3]) > 30  # its face is there

    def test_one_without_a_picture_is_refused(self, tmp_path: Path) -> None:
        write_json(tmp_path / "a" / "manifest.json", manifest())
        with pytest.raises(AppError) as caught:
            at_rest(open_bundle(tmp_path / "a"))
        assert caught.value.code == "avatar.no_picture"
