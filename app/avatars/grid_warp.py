"""Moves a picture's points by a smooth field, and parts of it by a fine one, without getting soft."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.avatars.pictures import resample
from app.avatars.row_warp import STEPS, dense_grid
from app.media.blend import lanes, weighted_sum
from app.media.pool import PicturePool
from app.media.types import Pixels

Plane = NDArray[np.float32]
"""One number for each of some places of a picture, shape ``(rows, columns)``."""

_BLOCK_PX = 24_000
"""Pixels moved at once: what is calculated for them stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a picture, in pixels: all four numbers are multiples of the grid's ``step_px``."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Where it is in an array of the whole picture."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


@dataclass(frozen=True, slots=True)
class Patch:
    """What moves finely within ``region``: added to where each of its pixels comes from, in pixels."""

    region: Region
    right: Plane
    down: Plane


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
    """Nodes every ``step_px`` over a picture; one more beyond its right and lower edge."""

    def __init__(self, width_px: int, height_px: int, step_px: int) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.step_px = step_px
        self.columns = -(-width_px // step_px) + 1
        self.rows = -(-height_px // step_px) + 1

    def places(self) -> tuple[Plane, Plane]:
        """How far right and down each node is, in pixels; a node is the middle of the pixel with its number."""
        across = np.arange(self.columns, dtype=np.float32) * self.step_px + 0.5
        down = np.arange(self.rows, dtype=np.float32) * self.step_px + 0.5
        right, below = np.meshgrid(across, down)
        return right, below

    def region(self, left: float, top: float, right: float, bottom: float) -> Region:
        """The smallest region around these edges, within the picture (or its last step)."""
        step = self.step_px
        first, above = max(0, int(left // step)), max(0, int(top // step))
        end = min(self.columns - 1, max(first + 1, int(-(-right // step))))
        below = min(self.rows - 1, max(above + 1, int(-(-bottom // step))))
        first, above = min(first, end - 1), min(above, below - 1)
        return Region(first * step, above * step, (end - first) * step, (below - above) * step)

    def fine(self, nodes: Plane, region: Region) -> Plane:
        """What lies between the nodes: a number for each pixel of ``region``."""
        step = self.step_px
        first, above = region.left // step, region.top // step
        some = nodes[above : above + region.height // step + 1, first : first + region.width // step + 1]
        part = np.arange(step, dtype=np.float32) / step
        wide = some[:, :-1, None] + (some[:, 1:] - some[:, :-1])[:, :, None] * part
        wide = wide.reshape(len(some), region.width)
        tall: Plane = (wide[1:] - wide[:-1])[:, None, :] * part[:, None]
        tall += wide[:-1, None, :]
        return tall.reshape(region.height, region.width)


class GridWarp:
    """A picture whose parts can be moved. Lives on one thread at a time.

    Like ``RowWarp`` it keeps its source twice as dense as it is shown, which needs four times the picture's memory,
    and goes in 1/32 px. Where the field is zero at all times nothing is calculated.

    Args:
        source: the picture.
        grid: size of what is drawn, and nodes of the field.
        moving: which nodes ever move, shape ``(grid.rows, grid.columns)``.
    """

    def __init__(self, source: Pixels, grid: Grid, moving: NDArray[np.bool_]) -> None:
        self.grid = grid
        self._pool = PicturePool()
        height, width, _ = source.shape
        across = dense_grid(0, 2 * grid.width_px, width / grid.width_px)
        down = dense_grid(0, 2 * grid.height_px, height / grid.height_px)
        self._dense = resample(source, across, down).view(np.uint32).reshape(-1)
        self._right, self._down = grid.places()
        self.rest = np.empty((grid.height_px, grid.width_px, 4), np.uint8)
        """The picture when nothing moves."""
        still = np.zeros_like(self._right)
        for region in _blocks(grid, np.ones_like(moving)):
            self._draw(region, *self._nodes(still, still), [], self.rest)
        self._regions = _blocks(grid, moving)

    def draw(self, right_px: Plane, down_px: Plane, patches: list[Patch]) -> Pixels:
        """A fresh picture with each node moved by so much. Beyond its edges the picture's outermost pixels go on."""
        out = self._pool.take(self.grid.height_px, self.grid.width_px)
        out[:] = self.rest
        nodes = self._nodes(right_px, down_px)
        for region in self._regions:
            self._draw(region, *nodes, patches, out)
        return out

    def _nodes(self, right_px: Plane, down_px: Plane) -> tuple[Plane, Plane]:
        """Where each node comes from, in steps between two dense pixels."""
        return (
            (2 * (self._right - 0.5 - right_px) + 0.5) * np.float32(STEPS),
            (2 * (self._down - 0.5 - down_px) + 0.5) * np.float32(STEPS),
        )

    def _draw(self, region: Region, right: Plane, down: Plane, patches: list[Patch], out: Pixels) -> None:
        across, along = self.grid.fine(right, region), self.grid.fine(down, region)
        for patch in patches:
            _add(region, patch.region, patch.right, across)
            _add(region, patch.region, patch.down, along)
        target = out[region.slices]
        height, width, _ = target.shape
        column, across_part = _split(across[:height, :width], 2 * self.grid.width_px)
        row, along_part = _split(along[:height, :width], 2 * self.grid.height_px)
        stride = 2 * self.grid.width_px
        row *= stride
        row += column
        start = row.astype(np.intp)
        parts, weights = [], []
        both = across_part * along_part
        for offset, weight in (
            (0, STEPS * (STEPS - across_part - along_part) + both),
            (1, STEPS * across_part - both),
            (stride, STEPS * along_part - both),
            (stride + 1, both),
        ):
            # Places are clipped already; "clip" only spares numpy a copy.
            parts.append(np.take(self._dense[offset:], start, mode="clip").view(np.uint16))
            weight *= 0x10001  # the same for both lanes of a pixel
            weights.append(weight.view(np.uint16))
        weighted_sum(parts, weights, lanes(target))


def _split(place: Plane, size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The dense pixel at ``place`` (in steps) and the steps beyond it, neither outside the source of ``size``."""
    np.clip(place, 0, (size - 2) * STEPS + STEPS - 1, out=place)
    steps = place.astype(np.int32)
    return steps >> 4, steps & (STEPS - 1)


def _add(region: Region, other: Region, more: Plane, to: Plane) -> None:
    """Add ``more`` pixels, which belong to ``other``, to the places of ``region`` where the two overlap."""
    left, right = max(region.left, other.left), min(region.left + region.width, other.left + other.width)
    top, bottom = max(region.top, other.top), min(region.top + region.height, other.top + other.height)
    if left < right and top < bottom:
        to[top - region.top : bottom - region.top, left - region.left : right - region.left] += (2 * STEPS) * more[
            top - other.top : bottom - other.top, left - other.left : right - other.left
        ]


def _blocks(grid: Grid, moving: NDArray[np.bool_]) -> list[Region]:
    """Regions that together cover the cells at whose corners something moves, each small enough for the cache."""
    step = grid.step_px
    cells = moving[:-1, :-1] | moving[1:, :-1] | moving[:-1, 1:] | moving[1:, 1:]
    rows = max(1, round(_BLOCK_PX / max(1, grid.width_px) / step))
    regions = []
    for top in range(0, len(cells), rows):
        some = cells[top : top + rows]
        columns = np.flatnonzero(some.any(axis=0))
        if len(columns):
            first, end = int(columns[0]), int(columns[-1]) + 1
            regions.append(Region(first * step, top * step, (end - first) * step, len(some) * step))
    return regions
