"""Moves every row of a picture by fractions of a pixel, smoothly and without getting soft."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from app.avatars.resampling import Grid, resample
from app.media.blend import Lanes, block_rows, lanes, weighted_sum
from app.media.pool import PicturePool
from app.media.types import Pixels

STEPS = 16
"""Places between two neighbouring samples. They are half a pixel apart, so movement goes in 1/32 px."""


class RowWarp:
    """A picture of fixed size whose rows can be shifted. Lives on one thread at a time.

    Its source is kept twice as dense as it is shown, which needs four times the picture's memory: mixing neighbours
    half a pixel apart takes away next to nothing of what one pixel can show, so a slow movement neither jumps nor
    makes edges swim between sharp and soft. Even and odd columns are kept apart, so that an output row is two
    contiguous stretches of memory, mixed.

    Args:
        rows: of ``dense_rows``; it writes to them.
    """

    def __init__(self, rows: NDArray[np.uint32], width_px: int) -> None:
        self.width_px = width_px
        self.height_px = rows.shape[1] // 2
        self._pool = PicturePool()
        self._pad = (rows.shape[2] - width_px) // 2
        self._rows = rows
        flat = self._rows.reshape(-1)
        self._stretches = as_strided(flat, (flat.size - width_px + 1, width_px), (4, 4), writeable=False)

    def read(self, left: int, top: int, width: int, height: int) -> Pixels:
        """A copy of part of the dense source; ``left`` and ``width`` are even. Shape ``(height, width, 4)``."""
        out = np.empty((height, width), np.uint32)
        columns = slice(self._pad + left // 2, self._pad + (left + width) // 2)
        for parity in (0, 1):
            out[:, parity::2] = self._rows[parity, top : top + height, columns]
        return out.view(np.uint8).reshape(height, width, 4)

    def write(self, left: int, top: int, pixels: Pixels) -> None:
        """Replace part of the dense source; ``left`` and the width are even."""
        dense = pixels.view(np.uint32)[..., 0]
        height, width = dense.shape
        columns = slice(self._pad + left // 2, self._pad + (left + width) // 2)
        for parity in (0, 1):
            self._rows[parity, top : top + height, columns] = dense[:, parity::2]

    def draw(self, right_px: NDArray[np.float64], up_px: NDArray[np.float64]) -> Pixels:
        """The picture with row ``y`` moved ``right_px[y]`` to the right and taken from ``up_px[y]`` further below.

        Both have the shape ``(height_px,)``. Beyond its edges the picture's outermost pixels go on.
        """
        out = self._pool.take(self.height_px, self.width_px)
        shift = np.clip(right_px, 2 - self._pad, self._pad - 2)
        column, across = _split(0.5 - 2.0 * shift)
        row, down = _split(2.0 * (np.arange(self.height_px) + up_px) + 0.5)
        last = 2 * self.height_px - 1
        upper, lower = np.clip(row, 0, last), np.clip(row + 1, 0, last)
        left, right = self._column_starts(column), self._column_starts(column + 1)
        stride = self._rows.shape[2]
        corners = (
            (upper * stride + left, (STEPS - across) * (STEPS - down)),
            (upper * stride + right, across * (STEPS - down)),
            (lower * stride + left, (STEPS - across) * down),
            (lower * stride + right, across * down),
        )
        starts = [start for start, _ in corners]
        weights = [weight.astype(np.uint16)[:, None] for _, weight in corners]
        target = lanes(out)
        step = block_rows(self.width_px * 4)
        for first in range(0, self.height_px, step):
            rows = slice(first, first + step)
            parts: list[Lanes] = [self._stretches[start[rows]].view(np.uint16) for start in starts]
            weighted_sum(parts, [weight[rows] for weight in weights], target[rows])
        return out

    def _column_starts(self, column: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where in ``_rows``, counted from the beginning of a row, the dense ``column`` and every second one begin."""
        parity: NDArray[np.intp] = column & 1
        start: NDArray[np.intp] = parity * self._rows[0].size + (column >> 1) + self._pad
        return start


def dense_rows(source: Pixels, width_px: int, height_px: int, reach_px: float) -> NDArray[np.uint32]:
    """The rows that ``source`` is drawn from at this size, with the longest sideways shift ``reach_px``.

    Shape ``(2, 2 * height_px, width_px and what may be shifted in)``: even and odd columns.
    """
    pad = int(np.ceil(reach_px)) + 2
    height, width, _ = source.shape
    dense = resample(
        source, dense_grid(0, 2 * width_px, width / width_px), dense_grid(0, 2 * height_px, height / height_px)
    ).view(np.uint32)[..., 0]
    rows = np.empty((2, 2 * height_px, width_px + 2 * pad), np.uint32)
    for parity in (0, 1):
        rows[parity] = np.pad(dense[:, parity::2], ((0, 0), (pad, pad)), mode="edge")
    return rows


def dense_grid(first: int, count: int, scale: float) -> Grid:
    """Samples ``first`` and following of the dense source, from a picture with ``scale`` pixels per shown pixel."""
    return Grid((first + 0.5) * scale / 2, scale / 2, count, blur=scale)


def _split(place: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    steps = np.rint(place * STEPS).astype(np.intp)
    return steps // STEPS, steps % STEPS
