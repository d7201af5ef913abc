"""Paints a portrait for tests: a face whose features can be told apart by their colours."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatars.face import Face, Points
from app.avatars.face_handles import mean_face
from app.avatars.face_shape import (
    LEFT_BROW,
    LEFT_LID_BOTTOM,
    LEFT_LID_TOP,
    LIP_BOTTOM,
    LIP_TOP,
    MOUTH_BOTTOM,
    MOUTH_TOP,
    RIGHT_BROW,
    RIGHT_LID_BOTTOM,
    RIGHT_LID_TOP,
)
from app.media.types import Pixels
from tests.helpers.avatars import manifest, write_json, write_picture

WIDTH, HEIGHT = 240, 400
FACE_PX = 140

_WALL = (90, 110, 130, 255)
_SHIRT = (60, 60, 70, 255)
_SKIN = (236, 196, 170, 255)
_LIPS = (210, 60, 70, 255)
_TEETH = (255, 255, 255, 255)
_IRIS = (30, 60, 230, 255)
_BROW = (70, 45, 30, 255)
_MARK = (20, 200, 40, 255)

_FINE = 4  # painted so many times larger, so that edges are soft


def landmarks(left_px: float | None = None) -> Points:
    """Where the painted face is; in the middle, or with its left side at ``left_px``."""
    face = mean_face() * FACE_PX
    wide = float(np.ptp(face[:, 0]))
    left = (WIDTH - wide) / 2 if left_px is None else left_px
    return np.asarray(face - face.min(axis=0) + np.array((left, 90)), np.float32)


def painted(*, clear: bool = False, points: Points | None = None, marks: tuple[int, ...] = ()) -> NDArray[np.uint8]:
    """The portrait, R G B A, straight alpha. Where its lips are apart there are teeth.

    Args:
        clear: without the wall behind it.
        points: its landmarks.
        marks: landmarks to paint a green dot onto.
    """
    points = landmarks() if points is None else points
    picture = np.zeros((HEIGHT * _FINE, WIDTH * _FINE, 4), np.uint8)
    if not clear:
        stripes = (np.arange(WIDTH * _FINE) // (6 * _FINE) % 2 * 20).astype(np.uint8)
        picture[:] = _WALL
        picture[..., 0] += stripes
    middle = points.mean(axis=0)
    _ellipse(picture, (middle[0], HEIGHT + 20), (95, 165), _SHIRT)
    _ellipse(picture, (middle[0], middle[1] + 75), (24, 40), _SKIN)
    _ellipse(picture, (middle[0], middle[1] - 6), (62, 82), _SKIN)
    top, bottom = points[list(MOUTH_TOP)], points[list(MOUTH_BOTTOM)]
    _polygon(picture, np.concatenate((points[list(LIP_TOP)], top[::-1])), _LIPS)
    _polygon(picture, np.concatenate((bottom, points[list(LIP_BOTTOM)][::-1])), _LIPS)
    _polygon(picture, np.concatenate((top, bottom[::-1])), _TEETH if np.ptp(bottom - top) > 4 else _LIPS)
    for above, below in ((LEFT_LID_TOP, LEFT_LID_BOTTOM), (RIGHT_LID_TOP, RIGHT_LID_BOTTOM)):
        eye = np.concatenate((points[list(above)], points[list(below)][::-1]))
        _polygon(picture, eye, (250, 250, 250, 255))
        _ellipse(picture, tuple(eye.mean(axis=0)), (3.2, 3.2), _IRIS)
    for brow in (LEFT_BROW, RIGHT_BROW):
        _polygon(picture, np.asarray(cv2.convexHull(points[list(brow)])[:, 0], np.float32), _BROW)
    for mark in marks:
        _ellipse(picture, tuple(points[mark]), (2.5, 2.5), _MARK)
    small = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def open_landmarks(open_px: float) -> Points:
    """The landmarks of a face whose lips are so far apart."""
    points = landmarks().copy()
    apart = np.sin(np.linspace(0, np.pi, len(MOUTH_TOP))) * open_px / 2
    for upper, lower in ((MOUTH_TOP, MOUTH_BOTTOM), (LIP_TOP, LIP_BOTTOM)):
        for n in range(1, len(upper) - 1):
            points[upper[n], 1] -= apart[n]
            points[lower[n], 1] += apart[n]
    return points


def portrait_bundle(folder: Path, rgba: NDArray[np.uint8], points: Points) -> Path:
    """A bundle of a reference picture whose face is known."""
    face = Face.of(points, rgba.shape[1], rgba.shape[0], "detector")
    write_json(folder / "manifest.json", manifest(metadata={"face": json.loads(face.model_dump_json())}))
    write_picture(folder / "reference.png", rgba)
    return folder


# ---- what is seen


def lips(pixels: Pixels) -> NDArray[np.bool_]:
    """Which pixels are lips."""
    blue, green, red = (pixels[..., n].astype(int) for n in range(3))
    return np.asarray((red - green > 75) & (red - blue > 65) & (red > 130))


def irises(pixels: Pixels) -> NDArray[np.bool_]:
    """Which pixels are irises."""
    return np.asarray(pixels[..., 0].astype(int) - pixels[..., 2] > 80)


def brows(pixels: Pixels) -> NDArray[np.bool_]:
    """Which pixels are brows."""
    light = pixels[..., :3].astype(int).sum(axis=-1)
    return np.asarray((light < 260) & (pixels[..., 2].astype(int) - pixels[..., 0] > 15))


def mark(pixels: Pixels) -> tuple[float, float]:
    """Where the green mark is: right, down."""
    blue, green, red = (pixels[..., n].astype(int) for n in range(3))
    weight = np.clip(green - np.maximum(red, blue), 0, None)
    weight[weight < 40] = 0
    down, right = np.indices(weight.shape)
    return float((weight * right).sum() / weight.sum()), float((weight * down).sum() / weight.sum())


def lip_gap_px(pixels: Pixels) -> float:
    """How far the lips are apart in the middle of the mouth."""
    seen = lips(pixels)
    columns = np.flatnonzero(seen.any(axis=0))
    middle = (int(columns[0]) + int(columns[-1])) // 2
    gaps = []
    for column in range(middle - 2, middle + 3):
        rows = np.flatnonzero(seen[:, column])
        gaps.append(max(0, int(np.diff(rows).max()) - 1))
    return float(np.median(gaps))


def _polygon(picture: NDArray[np.uint8], points: NDArray[np.floating], colour: tuple[int, ...]) -> None:
    cv2.fillPoly(picture, [np.rint(points * _FINE).astype(np.int32)], colour)


def _ellipse(
    picture: NDArray[np.uint8], middle: tuple[float, ...], radii: tuple[float, float], colour: tuple[int, ...]
) -> None:
    centre, axes = (tuple(round(float(value) * _FINE) for value in pair) for pair in (middle, radii))
    cv2.ellipse(picture, (centre[0], centre[1]), (axes[0], axes[1]), 0, 0, 360, colour, -1)
