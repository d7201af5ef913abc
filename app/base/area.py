"""Rectangles of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever only asks where something is needs no numpy
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the program, in its pixels; it may stick out of it."""

    left: int
    top: int
    width: int
    height: int

    def common(self, other: Area) -> Area | None:
        """What both have; None: nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        bottom = min(self.top + self.height, other.top + other.height)
        return Area(left, top, right - left, bottom - top) if left < right and top < bottom else None

    def of(self, pixels: NDArray[np.uint8], left: int = 0, top: int = 0) -> NDArray[np.uint8]:
        """This part of a picture whose own corner is at ``left`` and ``top`` of the program; not copied."""
        rows = slice(self.top - top, self.top - top + self.height)
        return pixels[rows, self.left - left : self.left - left + self.width]
