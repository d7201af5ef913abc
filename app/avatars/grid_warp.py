"""Moves a picture's points by a smooth field, and parts of it by a fine one, without getting soft."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatars.pictures import resample
from app.avatars.row_warp import dense_grid
from app.media.pool import PicturePool
from app.media.types import Pixels

cv2.setNumThreads(1)  # a host is drawn on the thread that asks for it, and leaves the other cores to the show

Plane = NDArray[np.float32]
"""One number for each of some places of a picture, shape ``(rows, columns)``."""

Moves = NDArray[np.float32]
"""Pixels to the right and down, for each of some places of a picture, shape ``(rows, columns, 2)``."""

_BAND_PX = 128
"""Rows that are moved at once: where they come from stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a picture, in pixels: all four numbers are multiples of the grid's ``step_px``."""

    left: int
    top: int
    width: int
    height: int

    def within(self, outer: Region) -> tuple[slice, slice]:
        """Where its part that is also in ``outer`` lies in an array of ``outer``."""
        top, left = self.top - outer.top, self.left - outer.left
        rows = slice(max(0, top), max(0, min(outer.height, top + self.height)))
        return rows, slice(max(0, left), max(0, min(outer.width, left + self.width)))


@dataclass(frozen=True, slots=True)
class Patch:
    """What moves finely within ``region``: added to where each of its pixels comes from."""

    region: Region
    source: Moves


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over a picture, from its pixel ``top``, ``left`` on.

    Attributes:
        colour: B G R A of 0..255 as if opaque, shape ``(rows, columns, 4)``, or one colour, ``(4,)``.
        share: how much of it is seen, 0..1, shape ``(rows, columns)``.
    """

    top: int
    left: int
    colour: NDArray[np.float32]
    share: Plane

    def lay(self, picture: Pixels) -> None:
        """Lay it over ``picture``."""
        rows, columns = self.share.shape
        part = picture[self.top : self.top + rows, self.left : self.left + columns]
        share = self.share[: part.shape[0], : part.shape[1], None]
        below = part.astype(np.float32)
        colour = self.colour if self.colour.ndim == 1 else self.colour[: part.shape[0], : part.shape[1]]
        below += (colour - below) * share
        below += np.float32(0.5)
        part[...] = below.astype(np.uint8)


class Grid:
    """Cells of ``step_px`` by ``step_px`` that cover a picture; what is known of each is said of its middle."""

    def __init__(self, width_px: int, height_px: int, step_px: int) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.step_px = step_px
        self.columns = -(-width_px // step_px)
        self.rows = -(-height_px // step_px)

    def places(self) -> tuple[Plane, Plane]:
        """How far right and down the middle of each cell is, in pixels."""
        across = (np.arange(self.columns, dtype=np.float32) + np.float32(0.5)) * np.float32(self.step_px)
        down = (np.arange(self.rows, dtype=np.float32) + np.float32(0.5)) * np.float32(self.step_px)
        right, below = np.meshgrid(across, down)
        return right, below

    def region(self, left: float, top: float, right: float, bottom: float) -> Region:
        """The smallest region around these edges, within the picture."""
        step = self.step_px
        first, above = (min(max(0, int(edge // step)), cells - 1) for edge, cells in self._axes(left, top))
        end, below = (min(max(1, int(-(-edge // step))), cells) for edge, cells in self._axes(right, bottom))
        end, below = max(end, first + 1), max(below, above + 1)
        return Region(first * step, above * step, (end - first) * step, (below - above) * step)

    def _axes(self, x: float, y: float) -> tuple[tuple[float, int], tuple[float, int]]:
        return (x, self.columns), (y, self.rows)

    def fine(self, cells: Moves, region: Region) -> Moves:
        """The moves of each pixel of ``region``, between the middles of ``cells``."""
        step = self.step_px
        first, above = region.left // step, region.top // step
        end, below = first + region.width // step, above + region.height // step
        # One cell more on each side, so that regions meet.
        left, top, right, bottom = min(1, first), min(1, above), min(1, self.columns - end), min(1, self.rows - below)
        some = cells[above - top : below + bottom, first - left : end + right]
        size = (some.shape[1] * step, some.shape[0] * step)
        out: Moves = cv2.resize(some, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
        return out[top * step : top * step + region.height, left * step : left * step + region.width]


class GridWarp:
    """A picture whose parts can be moved. Lives on one thread at a time.

    Like ``RowWarp`` it keeps its source twice as dense as it is shown, which needs four times the picture's memory:
    a slow movement neither jumps nor makes edges swim between sharp and soft. Where nothing ever moves nothing is
    calculated.

    Args:
        source: the picture.
        grid: size of what is drawn, and cells of the field.
        moving: which cells ever move, shape ``(grid.rows, grid.columns)``.
    """

    def __init__(self, source: Pixels, grid: Grid, moving: NDArray[np.bool_]) -> None:
        self.grid = grid
        self._pool = PicturePool()
        height, width, _ = source.shape
        across = dense_grid(0, 2 * grid.width_px, width / grid.width_px)
        down = dense_grid(0, 2 * grid.height_px, height / grid.height_px)
        self._dense = resample(source, across, down)
        self.rest = np.empty((grid.height_px, grid.width_px, 4), np.uint8)
        """The picture when nothing moves."""
        still = np.zeros((grid.rows, grid.columns, 2), np.float32)
        for band in _bands(grid, np.ones_like(moving)):
            self._draw(band, still, [], self.rest)
        self._moving = _bands(grid, moving)

    def draw(self, moves: Moves, patches: list[Patch]) -> Pixels:
        """A fresh picture with each cell moved by so much. Beyond its edges the picture's outermost pixels go on."""
        out = self._pool.take(self.grid.height_px, self.grid.width_px)
        out[:] = self.rest
        for band in self._moving:
            self._draw(band, moves, patches, out)
        return out

    def _draw(self, band: Region, moves: Moves, patches: list[Patch], out: Pixels) -> None:
        target = out[band.top : band.top + band.height, band.left : band.left + band.width]
        height, width, _ = target.shape
        source = self.grid.fine(moves, band) * np.float32(-2)
        for patch in patches:
            if (inside := source[patch.region.within(band)]).size:
                inside += 2 * patch.source[band.within(patch.region)]
        source[..., 0] += np.arange(band.left, band.left + band.width, dtype=np.float32) * 2 + np.float32(0.5)
        source[..., 1] += (np.arange(band.top, band.top + band.height, dtype=np.float32) * 2 + np.float32(0.5))[:, None]
        target[...] = cv2.remap(
            self._dense, source[:height, :width], None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )


def _bands(grid: Grid, moving: NDArray[np.bool_]) -> list[Region]:
    """Regions that together cover the cells that move, and their neighbours, which share what lies between."""
    step = grid.step_px
    cells = moving.copy()
    cells[1:] |= moving[:-1]
    cells[:-1] |= moving[1:]
    rows = max(1, _BAND_PX // step)
    bands = []
    for top in range(0, grid.rows, rows):
        some = cells[top : top + rows]
        columns = np.flatnonzero(some.any(axis=0))
        if len(columns):
            first, end = max(0, int(columns[0]) - 1), min(grid.columns, int(columns[-1]) + 2)
            bands.append(Region(first * step, top * step, (end - first) * step, len(some) * step))
    return bands
