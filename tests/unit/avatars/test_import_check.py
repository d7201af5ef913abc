from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.avatars.detector import FaceDetector
from app.avatars.face import Points
from app.avatars.face_handles import fitted, handles_of, mean_face
from app.avatars.import_check import examine
from app.avatars.pictures import load_picture
from app.avatars.resampling import fit
from app.base.paths import resources_dir
from app.media.types import Pixels

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"

Portrait = tuple[Pixels, Points]


@pytest.fixture(scope="module")
def portrait() -> Portrait:
    """A smiling woman, looking into the camera, four times as large as her file."""
    picture = load_picture(PORTRAIT)
    (face,) = FaceDetector(resources_dir() / "models").find(picture)
    height, width, _ = picture.shape
    return fit(picture, 2 * width, 2 * height), face.points * 2


def codes(picture: Pixels, *faces: Points) -> set[str]:
    return {notice.code for notice in examine(picture, faces)}


def test_what_is_seen_of_the_portrait_is_said(portrait: Portrait) -> None:
    picture, points = portrait
    assert codes(picture, points) == {"import.mouth_open"}


def test_nobody(portrait: Portrait) -> None:
    assert codes(portrait[0]) == {"import.no_face"}


def test_several(portrait: Portrait) -> None:
    picture, points = portrait
    assert "import.several_faces" in codes(picture, points, points)


def test_small(portrait: Portrait) -> None:
    picture, points = portrait
    assert "import.small_face" in codes(fit(picture, 300, 320), points * (300 / picture.shape[1]))


def test_cut_off(portrait: Portrait) -> None:
    picture, points = portrait
    cut = int(points[152, 1]) - 30
    assert "import.cut_off" in codes(np.ascontiguousarray(picture[:cut]), points)


def test_blurred(portrait: Portrait) -> None:
    picture, points = portrait
    height, width, _ = picture.shape
    assert "import.blurred" in codes(fit(fit(picture, width // 8, height // 8), width, height), points)


def test_a_head_held_askew(portrait: Portrait) -> None:
    picture, points = portrait
    turn = np.array(((0.8, 0.6), (-0.6, 0.8)), np.float32)
    assert "import.askew" in codes(picture, (points - points[1]) @ turn + points[1])


def test_a_side_face(portrait: Portrait) -> None:
    picture, points = portrait
    side = points.copy()
    side[1] += 0.25 * (points[454] - points[234])
    assert "import.side_face" in codes(picture, side)


@pytest.mark.parametrize("colour", [(200, 160, 90), (235, 235, 235), (25, 25, 25)])
def test_a_mask(portrait: Portrait, colour: tuple[int, int, int]) -> None:
    picture, points = portrait[0].copy(), portrait[1]
    picture[int(points[2, 1]) :, :, :3] = colour
    assert "import.mouth_covered" in codes(picture, points)


def _hair(picture: Pixels, points: Points) -> Pixels:
    picture = picture.copy()
    top, bottom = int(points[2, 1]), int(points[152, 1])
    shade = np.random.default_rng(1).uniform(0.4, 1.0, (bottom - top, picture.shape[1], 1))
    picture[top:bottom, :, :3] = (picture[top:bottom, :, :3] * shade).astype(np.uint8)
    return picture


def test_a_beard(portrait: Portrait) -> None:
    picture, points = portrait
    assert "import.beard" in codes(_hair(picture, points), points)


@pytest.mark.parametrize("shift", [-5000.0, 0.0, 5000.0])
def test_a_face_anywhere_is_looked_at_without_a_fall(shift: float) -> None:
    for size in (1, 3, 40):
        examine(np.zeros((size, size, 4), np.uint8), [np.asarray(mean_face() * 50 + shift, np.float32)])


def test_a_calm_frontal_closed_mouth_is_left_in_peace(portrait: Portrait) -> None:
    picture, points = portrait
    calm = fitted(handles_of(points))  # the mean face's lips are closed
    assert codes(picture, calm) == set()
