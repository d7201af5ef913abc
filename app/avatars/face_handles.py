"""A face by five handles: what a person can place where no detector finds a face, or finds it wrongly."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.avatars.face import Points
from app.base.errors import AppError
from app.base.paths import resources_dir

Place = tuple[float, float]
"""x to the right and y down, in pixels of the picture or, where that is said, in fractions of it."""

_SMALLEST_PX = 4.0
_REACH = 0.4  # how far a handle pulls what lies around it, in sizes of the face between the handles


class Handles(NamedTuple):
    """Middle of each eye, corners of the mouth, tip of the chin. Left and right are those of the picture."""

    left_eye: Place
    right_eye: Place
    mouth_left: Place
    mouth_right: Place
    chin: Place

    def scaled(self, across: float, down: float) -> Handles:
        """The same on a picture that is so many times as wide and as high."""
        return Handles(*((x * across, y * down) for x, y in self))


# Landmarks whose middle is a handle, in the order of ``Handles``.
_LANDMARKS = ((33, 133), (263, 362), (61,), (291,), (152,))


def handles_of(points: Points) -> Handles:
    """The handles of a face with these landmarks."""
    return Handles(*((float(x), float(y)) for x, y in _places(points)))


def suggested_handles(width_px: int, height_px: int) -> Handles:
    """Where to show the handles on a picture of which nothing is known: a face in its upper middle."""
    size = 0.4 * min(width_px, height_px)
    face = mean_face()
    place = np.array((width_px / 2 - np.ptp(face[:, 0]) * size / 2, height_px * 0.4 - size / 2), np.float32)
    return handles_of(face * size + place)


def fitted(handles: Handles, face: Points | None = None) -> Points:
    """The landmarks of ``face`` (None: of a mean face), moved so that its handles are ``handles``.

    Between the handles everything is carried along; with a face given, what was found of it otherwise stays.
    Raises AppError ``face.no_room`` if the handles leave no room for a face.
    """
    target = np.array(handles, np.float64)
    between_eyes, down = target[1] - target[0], target[4] - target[:2].mean(axis=0)
    if not np.isfinite(target).all() or min(np.hypot(*between_eyes), np.hypot(*down)) < _SMALLEST_PX:
        raise AppError(
            "face.no_room",
            "The points lie too close together for a face.",
            "Put them onto the eyes, the corners of the mouth and the chin.",
            permanent=True,
        )
    points = (mean_face() if face is None else face).astype(np.float64)
    source = _places(points)
    # A map that stretches and slants as a whole, then what is missing at each handle, fading with the distance.
    whole, *_ = np.linalg.lstsq(np.column_stack((source, np.ones(5))), target, rcond=None)
    moved, there = (np.column_stack((some, np.ones(len(some)))) @ whole for some in (points, source))
    reach = _REACH * float(np.ptp(source, axis=0).max())
    pull, *_ = np.linalg.lstsq(_closeness(source, source, reach), target - there, rcond=None)
    return (moved + _closeness(points, source, reach) @ pull).astype(np.float32)


@cache
def mean_face() -> Points:
    """The mean of some faces, calm and frontal: one unit high, from its upper left. Made by tools/average_faces.py."""
    face: Points = np.load(resources_dir() / "models" / "mean_face.npy", allow_pickle=False)
    face.flags.writeable = False
    return face


def _places(points: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.array([points[list(landmarks)].mean(axis=0) for landmarks in _LANDMARKS], np.float64)


def _closeness(some: NDArray[np.float64], others: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    squares = ((some[:, None] - others[None]) ** 2).sum(axis=-1)
    return np.asarray(np.exp(-squares / reach**2), np.float64)
