from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.avatars.detector import FaceDetector
from app.avatars.face import Face
from app.avatars.pictures import load_picture
from app.avatars.resampling import fit
from app.base.errors import AppError
from app.base.paths import resources_dir
from app.media.types import Pixels

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"

# Where they are in the portrait, found by eye: outer eye corners, mouth corners, chin.
BY_EYE = {33: (132, 102), 263: (200, 105), 61: (142, 140), 291: (186, 140), 152: (162, 179)}


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector(resources_dir() / "models")


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return load_picture(PORTRAIT)


def on_canvas(picture: Pixels, width: int, height: int, left: int, top: int) -> Pixels:
    canvas = np.full((height, width, 4), 255, np.uint8)
    canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return canvas


def test_landmarks_lie_where_the_eye_sees_them(detector: FaceDetector, portrait: Pixels) -> None:
    (face,) = detector.find(portrait)
    assert face.score > 0.9
    for index, place in BY_EYE.items():
        assert np.hypot(*(face.points[index] - place)) < 0.04 * face.size_px, index


@pytest.mark.parametrize("turns", [1, -1])
def test_a_head_held_askew_is_followed(detector: FaceDetector, portrait: Pixels, turns: int) -> None:
    (straight,) = detector.find(portrait)
    angle = turns * np.radians(50)
    height, width, _ = portrait.shape
    y, x = np.mgrid[0:height, 0:width] - np.array((height / 2, width / 2))[:, None, None]
    from_x = np.clip(np.cos(angle) * x + np.sin(angle) * y + width / 2, 0, width - 1).astype(int)
    from_y = np.clip(-np.sin(angle) * x + np.cos(angle) * y + height / 2, 0, height - 1).astype(int)
    (askew,) = detector.find(np.ascontiguousarray(portrait[from_y, from_x]))
    turn = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    expected = (straight.points - (width / 2, height / 2)) @ turn + (width / 2, height / 2)
    assert np.hypot(*(askew.points - expected).T).mean() < 0.04 * straight.size_px


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_picture_that_lies_on_its_side_is_no_empty_one(
    detector: FaceDetector, portrait: Pixels, quarters: int
) -> None:
    (straight,) = detector.find(portrait)
    (lying,) = detector.find(np.ascontiguousarray(np.rot90(portrait, quarters)))
    height, width, _ = portrait.shape
    x, y = straight.points[152]
    expected = {1: (y, width - x), 2: (width - x, height - y), 3: (height - y, x)}[quarters]
    assert np.hypot(*(lying.points[152] - expected)) < 0.06 * straight.size_px


def test_a_small_face_in_a_large_picture_is_found(detector: FaceDetector, portrait: Pixels) -> None:
    (face,) = detector.find(on_canvas(fit(portrait, 168, 180), 2000, 1200, 1500, 800))
    place = (face.points[152] - (1500, 800)) * 2
    assert np.hypot(*(place - BY_EYE[152])) < 10


def test_two_faces_are_two_and_the_larger_comes_first(detector: FaceDetector, portrait: Pixels) -> None:
    group = on_canvas(portrait, 800, 500, 20, 60)
    group[100:340, 500:724] = fit(portrait, 224, 240)
    faces = detector.find(group)
    assert len(faces) == 2
    assert faces[0].points[152][0] < 400 < faces[1].points[152][0]


def test_a_face_that_fills_the_picture_is_found(detector: FaceDetector, portrait: Pixels) -> None:
    assert len(detector.find(np.ascontiguousarray(portrait[55:170, 108:225]))) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (40, 3)])
def test_where_nobody_is_nobody_is_found(detector: FaceDetector, size: tuple[int, int]) -> None:
    assert detector.find(np.full((*size, 4), 90, np.uint8)) == []


def test_a_clear_ground_does_not_hide_a_face(detector: FaceDetector, portrait: Pixels) -> None:
    cut_out = portrait.copy()
    cut_out[:, :60] = 0
    cut_out[:, 280:] = 0
    assert len(detector.find(cut_out)) == 1


def test_a_found_face_survives_the_manifest(detector: FaceDetector, portrait: Pixels) -> None:
    (found,) = detector.find(portrait)
    face = Face.of(found.points, portrait.shape[1], portrait.shape[0], "detector")
    again = Face.model_validate_json(face.model_dump_json())
    assert np.abs(again.on(portrait.shape[1], portrait.shape[0]) - found.points).max() < 0.01


def test_missing_models_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        FaceDetector(tmp_path)
    assert error.value.code == "face.no_detector"


def test_the_runtime_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, app.avatars.detector; sys.exit('ai_edge_litert' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
