"""What the landmarks of a face mean: its features, and planes to describe them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.media.types import Pixels

if TYPE_CHECKING:
    from app.avatars.face import Points

Line = NDArray[np.float32]
"""A curve along a feature: one number for each place of a ``Ruler``."""

Numbers = NDArray[np.floating]

# MediaPipe's face mesh, from left to right as seen in the picture.
LIP_TOP = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LIP_BOTTOM = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
MOUTH_TOP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
MOUTH_BOTTOM = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
LEFT_LID_TOP = (33, 246, 161, 160, 159, 158, 157, 173, 133)
LEFT_LID_BOTTOM = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_LID_TOP = (362, 398, 384, 385, 386, 387, 388, 466, 263)
RIGHT_LID_BOTTOM = (362, 382, 381, 380, 374, 373, 390, 249, 263)
LEFT_BROW = (70, 63, 105, 66, 107, 46, 53, 52, 65, 55)
RIGHT_BROW = (336, 296, 334, 293, 300, 285, 295, 282, 283, 276)
LEFT_CHEEK, RIGHT_CHEEK = (50, 205), (280, 425)
FOREHEAD, NOSE_TIP, NOSE_BASE, CHIN, LEFT_SIDE, RIGHT_SIDE = 10, 1, 2, 152, 234, 454


@dataclass(frozen=True, slots=True)
class Axes:
    """A place and a direction in the picture: ``along`` a feature from left to right, and ``across`` it, downwards."""

    x: float
    y: float
    cos: float
    sin: float

    @classmethod
    def between(cls, left: Points, right: Points) -> Axes:
        """In the middle of two points, along the line through them."""
        (x, y), (right_by, down_by) = (left + right) / 2, right - left
        length = max(1e-3, float(np.hypot(right_by, down_by)))
        return cls(float(x), float(y), float(right_by) / length, float(down_by) / length)

    def of(self, x: Numbers, y: Numbers) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Along and across, of places in the picture."""
        right, down = x - np.float32(self.x), y - np.float32(self.y)
        cos, sin = np.float32(self.cos), np.float32(self.sin)
        return _single(right * cos + down * sin), _single(down * cos - right * sin)

    def back(self, along: Numbers, across: Numbers) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """A movement along and across, as one to the right and one down."""
        cos, sin = np.float32(self.cos), np.float32(self.sin)
        return _single(along * cos - across * sin), _single(along * sin + across * cos)

    def place(self, along: Numbers, across: Numbers) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The places in the picture that are so far along and across."""
        right, down = self.back(along, across)
        return _single(right + np.float32(self.x)), _single(down + np.float32(self.y))


class Ruler:
    """Marks from ``-reach`` to ``reach`` pixels along a feature, four on each pixel."""

    def __init__(self, reach: float) -> None:
        self.last = max(8, int(8 * reach))
        self.marks = (np.arange(self.last + 1, dtype=np.float32) - self.last // 2) / 4

    def index(self, along: NDArray[np.float32]) -> NDArray[np.intp]:
        """The mark next to each of some places, beyond the ends the outermost."""
        marks = along * np.float32(4)
        marks += np.float32(self.last // 2 + 0.5)
        np.clip(marks, 0, self.last, out=marks)
        return marks.astype(np.intp)

    def curve(self, axes: Axes, points: Points) -> Line:
        """The curve through ``points``, level beyond its ends."""
        along, across = axes.of(points[:, 0], points[:, 1])
        order = np.argsort(along)
        return np.interp(self.marks, along[order], across[order]).astype(np.float32)


def smooth(part: Numbers) -> NDArray[np.float32]:
    """From 0 to 1 without a corner, as ``part`` goes from 0 to 1; level outside."""
    part = _single(np.clip(part, 0, 1))
    return _single(part * part * (3 - 2 * part))


def _single(numbers: Numbers) -> NDArray[np.float32]:
    return numbers.astype(np.float32, copy=False)


def colours(picture: Pixels, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """B G R A at some places, 0..255, shape ``x.shape + (4,)``."""
    height, width, _ = picture.shape
    column, row = np.clip(x.astype(np.intp), 0, width - 1), np.clip(y.astype(np.intp), 0, height - 1)
    return picture[row, column].astype(np.float32)


def brightness(colour: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma of B G R A, 0..255 (BT.601)."""
    return _single(colour[..., 0] * 0.114 + colour[..., 1] * 0.587 + colour[..., 2] * 0.299)
