"""Scenes as viewers see them: every still background, layer and place, by its pixels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.base.area import Area
from app.base.scenes import Background, Placement, Scene
from app.base.settings import ProgramSettings
from app.media.types import Pixels
from app.program.compositor import Compositor, Surroundings
from app.program.patch import Patch
from app.program.place import MOST_PX
from app.program.scenery import SceneFiles, open_scenery
from tests.helpers.avatars import bgra, plain
from tests.helpers.avatars import write_picture as write_rgba
from tests.helpers.scenery import BLUE, HOST, RED, SETTINGS, SMALL, opened, seen, write_picture

CLEAR: tuple[int, int, int, int] = (0, 0, 0, 0)


class TestBackground:
    def test_a_scene_that_says_nothing_is_the_program_of_the_settings(self, files: SceneFiles) -> None:
        settings = SETTINGS.model_copy(update={"background": "green", "avatar_scale": 0.5, "avatar_x": 0.25})
        pixels = seen(opened(files, settings))
        assert bgra(pixels, 300, 20) == (0, 255, 0, 255)
        assert bgra(pixels, 80, 170) == BLUE

    def test_green_is_the_keyers_green_exactly_whatever_the_settings_say(self, files: SceneFiles) -> None:
        pixels = seen(opened(files, background={"kind": "green"}, avatar={"shown": False}))
        assert (pixels == (0, 255, 0, 255)).all()

    def test_blur_is_made_of_the_portrait_and_soft(self, files: SceneFiles) -> None:
        half = HOST.copy()
        half[:, :40] = RED
        pixels = seen(opened(files, portrait=half, background={"kind": "blur"}, avatar={"shown": False}))
        assert bgra(pixels, 5, 90)[:3] == pytest.approx(RED[:3], abs=6)
        assert bgra(pixels, 315, 90)[:3] == pytest.approx(BLUE[:3], abs=6)
        assert np.abs(np.diff(pixels[90, :, 0].astype(int))).max() < 8

    def test_the_portraits_own_goes_on_beside_it(self, files: SceneFiles) -> None:
        half = HOST.copy()
        half[:, :40] = RED
        pixels = seen(opened(files, portrait=half, background={"kind": "portrait"}), host=half)
        assert bgra(pixels, 2, 90) == RED
        assert bgra(pixels, 317, 90) == BLUE

    def test_a_missing_picture_is_named_and_the_scene_goes_on(self, files: SceneFiles, tmp_path: Path) -> None:
        wanted = {"kind": "image", "file": tmp_path / "gone.png", "colour": "#102030"}
        scenery = opened(files, background=wanted, avatar={"shown": False})
        assert (seen(scenery) == (0x30, 0x20, 0x10, 255)).all()
        (problem,) = scenery.problems
        assert "gone.png" in problem.message

    def test_a_picture_is_read_once_however_often_its_scene_is_drawn(self, files: SceneFiles, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "room.png", plain(320, 180, RED))
        wanted = {"kind": "image", "file": path}
        assert bgra(seen(opened(files, background=wanted)), 2, 2) == RED
        content = path.stat()
        path.write_bytes(bytes(content.st_size))
        os.utime(path, ns=(content.st_atime_ns, content.st_mtime_ns))
        assert bgra(seen(opened(files, background=wanted)), 2, 2) == RED
        path.write_bytes(b"another")
        assert opened(files, background=wanted).problems


class TestHost:
    def test_it_stands_where_the_scene_says_and_is_scaled_to_it(self, files: SceneFiles) -> None:
        scenery = opened(files, avatar={"scale": 0.25, "x": 0.25, "y": 0.4})
        assert scenery.avatar == Area(60, 118, 40, 44)
        y, x = np.nonzero((seen(scenery) == BLUE).all(axis=2))
        assert (x.min(), y.min(), x.max() + 1, y.max() + 1) == (60, 118, 100, 162)

    def test_hidden_it_is_not_seen_speaking_or_not(self, files: SceneFiles) -> None:
        scenery = opened(files, avatar={"shown": False}, background={"colour": "#010203"})
        assert scenery.avatar is None
        assert not scenery.composer.shows_host
        for host in (HOST, None):
            assert (scenery.composer.compose(host, host, 0.5).pixels == (3, 2, 1, 255)).all()


class TestLayers:
    def test_a_picture_lies_where_it_should_before_or_behind_the_host(self, files: SceneFiles, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "logo.png", plain(20, 10, RED))
        layer = {"kind": "image", "file": path, "size": 0.8, "x": 0.5, "y": 0.75}
        front = opened(files, layers=[layer])
        assert front.layers == (Area(32, 71, 256, 128),)
        assert bgra(seen(front), 160, 135) == RED
        behind = seen(opened(files, layers=[layer | {"behind": True}]))
        assert bgra(behind, 160, 135) == BLUE
        assert bgra(behind, 40, 135) == RED

    def test_the_last_lies_on_top_and_a_hidden_one_is_not_seen(self, files: SceneFiles, tmp_path: Path) -> None:
        def layer(colour: tuple[int, int, int, int], **more: object) -> dict[str, object]:
            path = write_picture(tmp_path / f"{colour[2]}.png", plain(20, 10, colour))
            return {"kind": "image", "file": path, "size": 0.5} | more

        one, other = layer(RED), layer((9, 9, 9, 255))
        assert bgra(seen(opened(files, layers=[one, other])), 160, 90) == (9, 9, 9, 255)
        assert bgra(seen(opened(files, layers=[one, other | {"shown": False}])), 160, 90) == RED

    def test_a_half_clear_one_is_laid_once_where_the_host_is_and_where_it_is_not(
        self, files: SceneFiles, tmp_path: Path
    ) -> None:
        path = write_picture(tmp_path / "veil.png", plain(32, 18, (0, 0, 128, 128)))
        veil = {"kind": "image", "file": path, "size": 1.0}
        pixels = seen(opened(files, layers=[veil], background={"colour": "#000000"}))
        shade = bgra(pixels, 2, 2)
        assert bgra(pixels, 160, 150)[0] == pytest.approx(200 * 127 / 255, abs=2)
        assert shade[0] == 0
        assert shade[2] == pytest.approx(bgra(pixels, 160, 150)[2] - 50 * 127 / 255, abs=2)

    def test_half_out_of_the_picture(self, files: SceneFiles, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "logo.png", plain(20, 20, RED))
        pixels = seen(opened(files, layers=[{"kind": "image", "file": path, "size": 0.5, "x": 1.0, "y": 0.0}]))
        assert bgra(pixels, 319, 0) == RED
        assert bgra(pixels, 241, 79) == RED
        assert bgra(pixels, 238, 10) != RED

    @pytest.mark.skipif(sys.platform == "win32", reason="it has no such files")
    def test_a_pipe_is_no_picture_and_nobody_waits_for_it(self, files: SceneFiles, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.png")
        scenery = opened(files, layers=[{"kind": "image", "file": tmp_path / "pipe.png"}])
        assert "pipe.png" in scenery.problems[0].message

    def test_a_missing_one_is_named_and_the_others_are_seen(self, files: SceneFiles, tmp_path: Path) -> None:
        gone = {"kind": "image", "file": tmp_path / "gone.png"}
        broken = {"kind": "image", "file": tmp_path / "broken.png"}
        (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n junk")
        scenery = opened(files, layers=[gone, broken, {"text": "Hi", "size": 0.3}])
        assert [area is None for area in scenery.layers] == [True, True, False]
        assert ["gone.png" in scenery.problems[0].message, "broken.png" in scenery.problems[1].message] == [True, True]
        assert len({problem.code for problem in scenery.problems}) == 2


def test_without_background_the_same_picture_is_clear_where_nothing_is(files: SceneFiles, tmp_path: Path) -> None:
    logo = write_picture(tmp_path / "logo.png", plain(10, 10, (100, 0, 0, 128)))
    layer = {"kind": "image", "file": logo, "size": 0.1, "x": 0.1, "y": 0.2}
    scenery = opened(files, layers=[layer, layer | {"x": 0.5, "y": 0.8}], background={"colour": "#ffffff"})
    picture = scenery.composer.compose(HOST, None, 1.0)
    cut = picture.cutout()
    assert bgra(cut, 300, 20) == CLEAR
    assert bgra(cut, 32, 36) == (50, 0, 0, 128)
    assert bgra(cut, 160, 120) == BLUE
    assert bgra(cut, 160, 144) == bgra(picture.pixels, 160, 144)
    assert picture.cutout() is cut


def test_a_studio_without_words_and_scaled_pictures_loads_neither_fonts_nor_opencv() -> None:
    code = (
        "import sys, numpy as np\n"
        "from app.base.scenes import first_scenes\n"
        "from app.base.settings import ProgramSettings\n"
        "from app.media.types import ProgramFormat\n"
        "from app.program.scenery import SceneFiles, open_scenery\n"
        "host = np.zeros((720, 640, 4), np.uint8)\n"
        "scene = first_scenes('en').scene\n"
        "made = open_scenery(scene, ProgramFormat(), ProgramSettings(), host, SceneFiles())\n"
        "made.composer.compose(host, None, 1.0, 0)\n"
        "print(sorted({'PIL', 'cv2'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_subtitle_is_on_every_picture_until_another_takes_its_place(files: SceneFiles) -> None:
    composer = opened(files).composer
    before = composer.mark(0)
    composer.show_subtitle(Patch(SMALL, np.full((10, 20, 4), RED, np.uint8), Area(150, 165, 20, 10)))
    assert composer.mark(0) != before
    assert bgra(composer.compose(HOST, None, 1.0, 0).pixels, 160, 170) == RED
    assert bgra(composer.compose(HOST, None, 1.0).pixels, 160, 170) == BLUE, "the camera's standby loop has no words"
    composer.show_subtitle(None)
    assert bgra(composer.compose(HOST, None, 1.0, 0).pixels, 160, 170) == BLUE


def test_the_label_is_there_in_every_scene(files: SceneFiles) -> None:
    labelled, bare = (
        seen(opened(files, ProgramSettings(ai_label=label), avatar={"shown": False})) for label in (True, False)
    )
    assert (labelled != bare).any()


def test_what_is_put_together_once_looks_like_what_is_put_together_in_every_slot(
    files: SceneFiles, tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)
    host = rng.integers(0, 256, (90, 80, 4), np.uint8)
    host[..., :3] = np.minimum(host[..., :3], host[..., 3:])
    veil = write_picture(tmp_path / "veil.png", plain(10, 10, (60, 0, 0, 128)))
    layers = [
        {"kind": "image", "file": veil, "size": 0.3, "x": 0.4, "y": 0.6},
        {"text": "words", "size": 0.2, "x": 0.6, "y": 0.5, "behind": True},
        {"kind": "image", "file": veil, "size": 0.3, "x": 0.6, "y": 0.7},
    ]
    still = opened(files, background={"colour": "#646464"}, layers=layers, avatar={"scale": 0.5})

    class Moving:
        still: Pixels | None = None

        def picture(self, time_ns: int | None) -> tuple[int, Pixels]:
            return 0, np.full((180, 320, 4), (100, 100, 100, 255), np.uint8)

    patches = still.composer._behind, still.composer._before
    settings = SETTINGS.model_copy(update={"avatar_scale": 0.5})
    moving = Compositor(SMALL, settings, Surroundings(Moving(), *patches))
    assert (moving.compose(host, None, 1.0).pixels == seen(still, host)).all()


def test_places_are_those_of_the_settings_where_the_scene_leaves_them_open(files: SceneFiles) -> None:
    kept = Background(colour="#040506")
    scene = Scene(number=1, name="s", background=kept, avatar=Placement(scale=0.5))
    fit = SETTINGS.model_copy(update={"avatar_fit": "width"})
    area = open_scenery(scene, SMALL, fit, HOST, files).avatar
    assert area is not None
    assert area.width == 160


def test_a_tall_picture_takes_no_gigabytes(tmp_path: Path) -> None:
    file = write_rgba(tmp_path / "tall.png", plain(10, 1000, (200, 100, 50, 255)))
    height, width, _ = SceneFiles().picture(file, 5120).shape
    assert width * height <= MOST_PX
    assert abs(height / width - 100) < 1
