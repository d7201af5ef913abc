"""A still picture that lies on the program at a place of its own."""

from __future__ import annotations

import numpy as np

from app.base.area import Area
from app.media.blend import over
from app.media.types import Pixels, ProgramFormat


def around(program: ProgramFormat, x: float, y: float, width_px: int, height_px: int) -> Area:
    """Where something of this size has its middle, in widths and heights of the program."""
    left, top = round(x * program.width_px - width_px / 2), round(y * program.height_px - height_px / 2)
    return Area(left, top, width_px, height_px)


def whole(program: ProgramFormat) -> Area:
    """All of the program."""
    return Area(0, 0, program.width_px, program.height_px)


class Patch:
    """Lies on program pictures in the same pixels. Any thread.

    Args:
        program: size of the pictures.
        pixels: premultiplied.
        area: where it lies, of its size.
    """

    def __init__(self, program: ProgramFormat, pixels: Pixels, area: Area) -> None:
        seen = whole(program).common(area)
        if seen is not None:
            seen = _solid(seen.of(pixels, area.left, area.top), seen)
        self.area = seen
        """What of it is seen; None: nothing."""
        self._pixels = None if seen is None else np.ascontiguousarray(seen.of(pixels, area.left, area.top))

    def lay(self, picture: Pixels, within: Area | None = None) -> None:
        """Lay it on a program picture, or what of it lies ``within`` an area."""
        if self.area is None or self._pixels is None:
            return
        part = self.area if within is None else self.area.common(within)
        if part is not None:
            place = part.of(picture)
            over(place, part.of(self._pixels, self.area.left, self.area.top), place)


def _solid(pixels: Pixels, area: Area) -> Area | None:
    """``area`` without the edges where ``pixels``, which fill it, are clear."""
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    return Area(
        area.left + int(columns[0]),
        area.top + int(rows[0]),
        int(columns[-1] - columns[0]) + 1,
        int(rows[-1] - rows[0]) + 1,
    )
