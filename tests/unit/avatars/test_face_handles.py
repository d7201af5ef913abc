from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.avatars.detector import FaceDetector
from app.avatars.face import Points
from app.avatars.face_handles import Handles, fitted, handles_of, mean_face, suggested_handles
from app.avatars.pictures import load_picture
from app.base.errors import AppError
from app.base.paths import resources_dir

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


@pytest.fixture(scope="module")
def found() -> Points:
    (face,) = FaceDetector(resources_dir() / "models").find(load_picture(PORTRAIT))
    return face.points


def test_a_fitted_face_has_the_handles_it_was_given() -> None:
    handles = Handles((120, 200), (190, 215), (130, 270), (170, 282), (140, 330))
    assert np.abs(np.array(handles_of(fitted(handles))) - handles).max() < 1


def test_a_real_face_is_met_from_its_handles_alone(found: Points) -> None:
    error = np.hypot(*(fitted(handles_of(found)) - found).T) / np.ptp(found[:, 1])
    assert error.mean() < 0.035
    assert error.max() < 0.11


def test_a_correction_keeps_what_was_found(found: Points) -> None:
    handles = handles_of(found)
    assert np.abs(fitted(handles, found) - found).max() < 0.05
    x, y = handles.chin
    moved = fitted(handles._replace(chin=(x, y + 12)), found)
    assert abs(moved[152, 1] - found[152, 1] - 12) < 0.1
    lids = [159, 145, 386, 374]
    assert np.abs(moved[lids] - found[lids]).max() < 3


@pytest.mark.parametrize("turn", [0.0, 40.0, 180.0])
def test_a_head_may_lie_askew(turn: float) -> None:
    angle = np.radians(turn)
    matrix = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle)))) * 300
    turned = Handles(*((float(x), float(y)) for x, y in np.array(handles_of(mean_face())) @ matrix))
    assert np.abs(fitted(turned) - mean_face() @ matrix).max() < 0.1


def test_a_muzzle_is_no_fold() -> None:
    """A dog's handles, far from a person's: lips stay between their corners, and lids around the eyes."""
    points = fitted(Handles((200, 200), (330, 200), (215, 370), (315, 370), (265, 400)))
    assert points[61, 0] < points[13, 0] < points[291, 0]
    assert points[159, 1] < points[145, 1]
    assert np.isfinite(points).all()
    assert np.ptp(points[:, 1]) < 500


@pytest.mark.parametrize("size", [(1, 1), (640, 480), (300, 2000)])
def test_suggested_handles_lie_in_the_picture(size: tuple[int, int]) -> None:
    assert all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in suggested_handles(*size))


@pytest.mark.parametrize(
    "handles",
    [Handles(*[(5.0, 5.0)] * 5), suggested_handles(1, 1), Handles((0, 0), (float("nan"), 0), (0, 9), (9, 9), (5, 20))],
)
def test_where_no_face_can_be_says_so(handles: Handles) -> None:
    with pytest.raises(AppError) as error:
        fitted(handles)
    assert error.value.code == "face.no_room"
