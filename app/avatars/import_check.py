"""What will look bad of a portrait once it speaks, in plain words. Rules of thumb: they warn, and never refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.avatars.face import Points
from app.media.types import Pixels

SMALL_PX = 140
"""Height of a face below which it is soft on a 720p program."""

# Thresholds, tuned on photographs, paintings and drawings of people, sharp, blurred, bearded and masked.
_TURNED = 0.16  # how far from the middle between the cheeks the nose is, in their distance
_ASKEW_DEGREES = 25
_OPEN = 0.03  # between the lips, in heights of the face
_BLURRED = 0.85  # strongest edges' second difference over their first: a sharp edge has 1.6 or more
_BLUR_LOOK_PX = 256  # about the size at which a face is seen
_BEARD = 0.065  # texture around the mouth's corners, of their brightness
_COVER_HUE, _COVER_DARK = 0.17, 0.35

# Landmarks (see ``face.POINTS``).
_NOSE, _CHEEK_LEFT, _CHEEK_RIGHT = 1, 234, 454
_EYE_LEFT, _EYE_RIGHT = 33, 263
_LIP_ABOVE, _LIP_BELOW = 13, 14
_UPPER_SKIN = (50, 280, 5)  # cheeks and the back of the nose
_AROUND_MOUTH = (212, 432, 202, 422)
_CHIN = 199


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that will look bad.

    Attributes:
        code: stable identifier, ``import.what``.
        message: one sentence: what it is.
        hint: one sentence: what to do about it.
    """

    code: str
    message: str
    hint: str


def examine(picture: Pixels, faces: Sequence[Points]) -> tuple[Notice, ...]:
    """Look at a premultiplied picture and the faces that were found in it, the one that will speak first."""
    if not faces:
        return (NO_FACE,)
    points = faces[0]
    found = [_SEVERAL] if len(faces) > 1 else []
    height_px = float(np.ptp(points[:, 1]))
    found += [_SMALL] if height_px < SMALL_PX else []
    found += [_CUT_OFF] if _is_cut_off(picture, points) else []
    found += [_SIDE] if abs(_turn(points) - 0.5) > _TURNED else []
    found += [_ASKEW] if abs(_roll_degrees(points)) > _ASKEW_DEGREES else []
    if _is_covered(picture, points):
        found.append(_COVERED)
    else:
        gap = float(np.hypot(*(points[_LIP_BELOW] - points[_LIP_ABOVE]))) / max(1.0, height_px)
        found += [_OPEN_MOUTH] if gap > _OPEN else []
        found += [_BEARD_NOTICE] if _beard(picture, points) > _BEARD else []
    found += [_BLURRY] if _sharpness(picture, points) < _BLURRED else []
    return tuple(found)


NO_FACE = Notice(
    "import.no_face",
    "No face was found in the picture.",
    "Place it by hand: drag the points onto the eyes, the corners of the mouth and the chin.",
)
_SEVERAL = Notice(
    "import.several_faces",
    "There are several faces in the picture; the largest one will speak.",
    "Drag the points onto another face, or cut the picture to one person.",
)
_SMALL = Notice(
    "import.small_face",
    "The face is small in the picture and will look soft.",
    "Use a larger picture, or one that was taken from nearer.",
)
_CUT_OFF = Notice(
    "import.cut_off",
    "A part of the face lies outside the picture.",
    "Use a picture with the whole face, from the forehead to the chin.",
)
_SIDE = Notice(
    "import.side_face",
    "The face is seen from the side; its mouth will move unevenly.",
    "Use a picture in which the person looks into the camera.",
)
_ASKEW = Notice(
    "import.askew",
    "The head is held askew.",
    "Turn the picture so that the eyes are level.",
)
_COVERED = Notice(
    "import.mouth_covered",
    "Something seems to cover the mouth.",
    "Use a picture without a hand, mask or microphone before the mouth.",
)
_OPEN_MOUTH = Notice(
    "import.mouth_open",
    "The mouth is open; it will not close well between words.",
    "Use a picture with closed lips.",
)
_BEARD_NOTICE = Notice(
    "import.beard",
    "There seems to be a beard at the corners of the mouth; its hair will stretch with the lips.",
    "Use it if that looks right to you, or take a picture with a shorter beard.",
)
_BLURRY = Notice(
    "import.blurred",
    "The face is blurred.",
    "Use a sharper picture.",
)


def _is_cut_off(picture: Pixels, points: Points) -> bool:
    height, width, _ = picture.shape
    margin = 0.03 * float(np.ptp(points[:, 1]))
    return bool((points < -margin).any() or (points > (width + margin, height + margin)).any())


def _turn(points: Points) -> float:
    """Where the nose is between the cheeks: 0.5 is the middle."""
    along = points[_EYE_RIGHT] - points[_EYE_LEFT]
    along = along / max(1e-3, float(np.hypot(*along)))
    left, right = (points[_NOSE] - points[_CHEEK_LEFT]) @ along, (points[_CHEEK_RIGHT] - points[_NOSE]) @ along
    return float(left / max(1e-3, left + right))


def _roll_degrees(points: Points) -> float:
    across = points[_EYE_RIGHT] - points[_EYE_LEFT]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _patch(picture: Pixels, points: Points, landmark: int) -> NDArray[np.float64]:
    """The skin around a landmark, B G R, shape ``(height, width, 3)``; empty outside the picture."""
    radius = max(2, round(0.035 * float(np.ptp(points[:, 1]))))
    x, y = (int(place) for place in points[landmark])
    patch = picture[max(0, y - radius) : max(0, y + radius + 1), max(0, x - radius) : max(0, x + radius + 1), :3]
    return patch.astype(np.float64)


def _colour(picture: Pixels, points: Points, landmarks: Sequence[int]) -> NDArray[np.float64]:
    patches = [_patch(picture, points, landmark).reshape(-1, 3) for landmark in landmarks]
    seen = np.concatenate(patches)
    return seen.mean(axis=0) if len(seen) else np.zeros(3)


def _is_covered(picture: Pixels, points: Points) -> bool:
    """Whether what is around the mouth has another colour than the skin above it. A hand has the same."""
    above, below = _colour(picture, points, _UPPER_SKIN), _colour(picture, points, (*_AROUND_MOUTH, _CHIN))
    if below.mean() < _COVER_DARK * above.mean() and _beard(picture, points) < _BEARD:
        return True
    hues = [np.diff(colour) / max(20.0, float(colour.mean())) for colour in (above, below)]
    return bool(np.hypot(*(hues[0] - hues[1])) > _COVER_HUE)


def _beard(picture: Pixels, points: Points) -> float:
    """How much texture there is around the mouth's corners, when light and shade are taken away."""
    textures = []
    for landmark in _AROUND_MOUTH:
        grey = _patch(picture, points, landmark).mean(axis=2)
        if grey.size < 9:
            continue
        down, across = np.indices(grey.shape).reshape(2, -1)
        plane = np.column_stack((across, down, np.ones(grey.size)))
        slope, *_ = np.linalg.lstsq(plane, grey.ravel(), rcond=None)
        textures.append(float((grey.ravel() - plane @ slope).std()) / max(20.0, float(grey.mean())))
    return float(np.mean(textures)) if textures else 0.0


def _sharpness(picture: Pixels, points: Points) -> float:
    """Second over first differences at the strongest edges of the face, at the size at which it will be seen."""
    height, width, _ = picture.shape
    (left, top), (right, bottom) = np.clip(points.min(axis=0), 0, None), np.clip(points.max(axis=0), 0, (width, height))
    grey = picture[int(top) : int(bottom), int(left) : int(right), :3].mean(axis=2)
    if min(grey.shape) < 16:
        return _BLURRED  # nothing can be said
    step = max(1, round(min(grey.shape) / _BLUR_LOOK_PX))
    rows, columns = (side // step for side in grey.shape)
    grey = grey[: rows * step, : columns * step].reshape(rows, step, columns, step).mean(axis=(1, 3))
    middle = grey[1:-1, 1:-1]
    second = np.abs(4 * middle - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:])
    first = np.abs(np.diff(grey, axis=1))
    return float(np.percentile(second, 98) / max(1.0, float(np.percentile(first, 98))))
