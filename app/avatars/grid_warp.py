"""Moves a picture's points by a smooth field, and parts of it by a fine one, without getting soft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatars.resampling import resample
from app.avatars.row_warp import dense_grid
from app.media.pool import PicturePool
from app.media.types import Pixels

cv2.setNumThreads(1)  # a host is drawn on the thread that asks for it, and leaves the other cores to the show

Plane = NDArray[np.float32]
"""One number for each of some places of a picture, shape ``(rows, columns)``."""

Moves = NDArray[np.float32]
"""Pixels to the right and down, for each of some places of a picture, shape ``(rows, columns, 2)``."""

_STILL_PX = 0.02
"""What never moves further is taken as it is."""

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


def seen_part(share: Plane) -> tuple[slice, slice] | None:
    """The rows and columns of ``share`` that are not 0 throughout; None if there are none."""
    rows, columns = np.flatnonzero(share.any(axis=1)), np.flatnonzero(share.any(axis=0))
    if not len(rows):
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


class Grid:
    """Cells of ``step_px`` by ``step_px`` that cover a picture, and one more on every side of it.

    What is known of a cell is said of its middle; between the middles it changes steadily.
    """

    def __init__(self, width_px: int, height_px: int, step_px: int) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.step_px = step_px
        self.columns = -(-width_px // step_px) + 2
        self.rows = -(-height_px // step_px) + 2

    def places(self) -> tuple[Plane, Plane]:
        """How far right and down the middle of each cell is, in pixels. Shape ``(rows, columns)``."""
        across = (np.arange(self.columns, dtype=np.float32) - np.float32(0.5)) * np.float32(self.step_px)
        down = (np.arange(self.rows, dtype=np.float32) - np.float32(0.5)) * np.float32(self.step_px)
        right, below = np.meshgrid(across, down)
        return right, below

    def around(self, moves: Moves, x: float, y: float, reach: tuple[float, float, float, float]) -> Region:
        """Where what lies around ``x``, ``y`` at rest is after ``moves``: so far left, up, right and down of it."""
        step = self.step_px
        row, column = min(max(0, int(y // step) + 1), self.rows - 1), min(max(0, int(x // step) + 1), self.columns - 1)
        right, down = (float(move) for move in moves[row, column])
        first, width = self._whole(x + right - reach[0], x + right + reach[2], self.columns - 2)
        above, height = self._whole(y + down - reach[1], y + down + reach[3], self.rows - 2)
        return Region(first, above, width, height)

    def _whole(self, begin: float, end: float, cells: int) -> tuple[int, int]:
        first = min(max(0, int(begin // self.step_px)), cells - 1)
        last = min(max(first + 1, int(-(-end // self.step_px))), cells)
        return first * self.step_px, (last - first) * self.step_px

    def before(self, moves: Moves, region: Region, every: int = 1) -> tuple[Plane, Plane]:
        """Where what the pixels of ``region`` show after ``moves`` is at rest: how far right and down.

        With ``every`` 2 it is said of squares of two by two pixels, which is enough for what changes slowly.
        """
        x = np.arange(region.width // every, dtype=np.float32) * every + np.float32(region.left + every / 2)
        y = np.arange(region.height // every, dtype=np.float32) * every + np.float32(region.top + every / 2)
        fine = self.fine(moves, region, every)
        return x - fine[..., 0], y[:, None] - fine[..., 1]

    def fine(self, cells: Moves, region: Region, every: int = 1, memory: NDArray[np.float32] | None = None) -> Moves:
        """What is known of ``cells``, for each pixel of ``region``; in ``memory`` if that is given and large enough."""
        step = self.step_px
        first, above = region.left // step, region.top // step
        some = cells[above : above + region.height // step + 2, first : first + region.width // step + 2]
        edge = step // every
        height, width = some.shape[0] * edge, some.shape[1] * edge
        out = np.empty((height, width, 2), np.float32) if memory is None else _part(memory, height, width, 2)
        cv2.resize(some, (width, height), dst=out, interpolation=cv2.INTER_LINEAR)
        return out[edge:-edge, edge:-edge]


class GridWarp:
    """A picture whose parts can be moved. Lives on one thread at a time.

    Like ``RowWarp`` it keeps its source twice as dense as it is shown, which needs four times the picture's memory:
    a slow movement neither jumps nor makes edges swim between sharp and soft. Where nothing ever moves nothing is
    calculated.

    Args:
        dense: of ``dense_picture``.
        grid: size of what is drawn, and cells of the field.
        reach: how far each cell may move at most, in pixels.
        patch_px: how far a patch moves anything beyond that.
    """

    def __init__(self, dense: Pixels, grid: Grid, reach: Plane, patch_px: float) -> None:
        self.grid = grid
        self._pool = PicturePool()
        self._dense = dense
        self._at_rest = 2 * np.stack(grid.places(), axis=-1) - np.float32(0.5)
        self.rest = np.empty((grid.height_px, grid.width_px, 4), np.uint8)
        """The picture when nothing moves."""
        # Megabytes that are given back to the system and asked for again cost as much as what is done with them.
        most = (_BAND_PX + 2 * grid.step_px) * (grid.columns * grid.step_px)
        self._places = np.empty(most * 2, np.float32)
        self._drawn = np.empty(most * 4, np.uint8)
        for band in _bands(grid, np.ones(reach.shape, np.bool_)):
            self._draw(band, self._at_rest, [], self.rest)
        self._moving = _bands(grid, (reach > _STILL_PX) & (_from_seen(self.rest, grid) <= reach + patch_px))
        self._still = _others(grid, self._moving)

    def draw(self, moves: Moves, patches: list[Patch]) -> Pixels:
        """A fresh picture with each cell moved by so much. Beyond its edges the picture's outermost pixels go on."""
        out = self._pool.take(self.grid.height_px, self.grid.width_px)
        for still in self._still:
            out[still] = self.rest[still]
        source = self._at_rest - 2 * moves
        for band in self._moving:
            self._draw(band, source, patches, out)
        return out

    def _draw(self, band: Region, source: Moves, patches: list[Patch], out: Pixels) -> None:
        """Draw ``band`` from ``source``, the place in the dense picture of the middle of each cell."""
        target = out[band.top : band.top + band.height, band.left : band.left + band.width]
        places = self.grid.fine(source, band, memory=self._places)
        for patch in patches:
            if (inside := places[patch.region.within(band)]).size:
                inside += 2 * patch.source[band.within(patch.region)]
        height, width, _ = target.shape
        drawn = _part(self._drawn, height, width, 4)  # OpenCV writes to nothing that has gaps between its rows
        cv2.remap(  # type: ignore[call-overload]  # no second map, which the stubs do not know
            self._dense,
            places[:height, :width],
            None,
            cv2.INTER_LINEAR,
            dst=drawn,
            borderMode=cv2.BORDER_REPLICATE,
        )
        target[...] = drawn


def dense_picture(source: Pixels, width_px: int, height_px: int) -> Pixels:
    """What a ``GridWarp`` of this size draws ``source`` from."""
    height, width, _ = source.shape
    across = dense_grid(0, 2 * width_px, width / width_px)
    return resample(source, across, dense_grid(0, 2 * height_px, height / height_px))


Numbers = TypeVar("Numbers", np.float32, np.uint8)


def _part(memory: NDArray[Numbers], height: int, width: int, channels: int) -> NDArray[Numbers]:
    """The first numbers of ``memory`` as a picture."""
    return memory[: height * width * channels].reshape(height, width, channels)


def _others(grid: Grid, bands: list[Region]) -> list[tuple[slice, slice]]:
    """What of the picture ``bands``, from the top down, leave out."""
    everything = slice(0, grid.width_px)
    others, row = [], 0
    for band in bands:
        rows = slice(band.top, band.top + band.height)
        others += [(slice(row, band.top), everything), (rows, slice(0, band.left))]
        others.append((rows, slice(band.left + band.width, grid.width_px)))
        row = band.top + band.height
    return [*others, (slice(row, grid.height_px), everything)]


def _from_seen(picture: Pixels, grid: Grid) -> Plane:
    """How far each cell is, at least, from anything in ``picture`` that is not clear, in pixels."""
    height, width, _ = picture.shape
    rows, columns = np.arange(0, height, grid.step_px), np.arange(0, width, grid.step_px)
    densest = np.maximum.reduceat(np.maximum.reduceat(picture[..., 3], rows, axis=0), columns, axis=1)
    clear = np.pad((densest == 0).astype(np.uint8), 1, mode="edge")
    cells = np.asarray(cv2.distanceTransform(clear, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)
    return (cells - np.float32(2)) * np.float32(grid.step_px)  # from edge to edge, and to the samples beside it


def _bands(grid: Grid, moving: NDArray[np.bool_]) -> list[Region]:
    """Regions that together cover the cells that move, and their neighbours, which share what lies between."""
    step = grid.step_px
    cells = moving.copy()
    for one, other in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
        cells[one] |= moving[other]
    cells[:, 1:] |= cells[:, :-1].copy()
    cells[:, :-1] |= cells[:, 1:].copy()
    cells = cells[1:-1, 1:-1]
    rows = max(1, _BAND_PX // step)
    bands = []
    for top in range(0, len(cells), rows):
        some = cells[top : top + rows]
        columns = np.flatnonzero(some.any(axis=0))
        if len(columns):
            first, end = int(columns[0]), int(columns[-1]) + 1
            bands.append(Region(first * step, top * step, (end - first) * step, len(some) * step))
    return bands
