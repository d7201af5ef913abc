"""Pictures at other sizes and places. Any thread; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.media.blend import BLOCK_BYTES
from app.media.types import Pixels


def is_opaque(pixels: Pixels) -> bool:
    """Whether nothing shines through ``pixels``."""
    return bool(pixels[..., 3].min() == 255)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where to sample a picture along one axis, in its own pixels: ``count`` samples, ``step`` apart.

    Attributes:
        first: place of the first sample; the picture's first pixel covers 0 to 1.
        step: distance between samples.
        count: how many.
        blur: smallest detail that survives, in source pixels; at least 1. Where samples are dense but will be used
            sparsely, it is the distance at which they will be used.
    """

    first: float
    step: float
    count: int
    blur: float = 1.0

    def moved(self, origin: float, fineness: float) -> Grid:
        """The same places in a picture that begins at ``origin`` and has ``fineness`` pixels for one of ours."""
        return Grid((self.first - origin) * fineness, self.step * fineness, self.count, self.blur * fineness)

    def taps(self, size: int, *, clear: bool) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Indices and weights of the source pixels of each sample, shapes ``(taps, count)``.

        Beyond its edge the source of ``size`` pixels is repeated, or ``clear``.
        """
        scale = max(1.0, self.blur)
        places = self.first + self.step * np.arange(self.count) - 0.5
        reach = int(np.ceil(2 * scale))
        index = np.floor(places).astype(np.intp)[None, :] + np.arange(1 - reach, reach + 1)[:, None]
        weight = _catmull_rom((index - places[None, :]) / scale)
        weight /= weight.sum(axis=0, keepdims=True)
        inside = (index >= 0) & (index < size)
        if clear:
            weight = np.where(inside, weight, 0.0)
        return np.clip(index, 0, size - 1), weight.astype(np.float32)


def _catmull_rom(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def resample(pixels: Pixels, across: Grid, down: Grid, *, clear: bool = False) -> Pixels:
    """``pixels`` at the places of two grids, cubic, shape ``(down.count, across.count, 4)``.

    Exact in colour (swscale goes through YUV) and in place to a fraction of a pixel, so that layers cut from one
    drawing still meet; meant for loading, not for every slot. ``clear``: see ``Grid.taps``.
    """
    height, width, _ = pixels.shape
    index, weight = down.taps(height, clear=clear)
    tall = _gather(pixels.reshape(height, -1), index, weight).reshape(down.count, width, 4)
    index, weight = across.taps(width, clear=clear)
    turned = np.ascontiguousarray(tall.transpose(1, 0, 2)).reshape(width, -1)
    wide = _gather(turned, index, weight).reshape(across.count, down.count, 4).transpose(1, 0, 2)
    # Cubic overshoot: where alpha is cut to 255, colour goes down with it, or soft edges would get a light line.
    wide /= np.maximum(wide[..., 3:] / 255.0, 1.0)
    np.clip(wide[..., 3], 0.0, 255.0, out=wide[..., 3])
    wide[..., :3] = np.clip(wide[..., :3], 0.0, wide[..., 3:])
    return np.ascontiguousarray((wide + 0.5).astype(np.uint8))


def _gather(
    rows: NDArray[np.uint8] | NDArray[np.float32], index: NDArray[np.intp], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    out = np.zeros((index.shape[1], rows.shape[1]), np.float32)
    step = max(1, BLOCK_BYTES // (rows.shape[1] * 4))
    for first in range(0, out.shape[0], step):
        block = out[first : first + step]
        for tap, factor in zip(index[:, first : first + step], weight[:, first : first + step], strict=True):
            block += rows[tap] * factor[:, None]
    return out


def fit(pixels: Pixels, width_px: int, height_px: int) -> Pixels:
    """``pixels`` stretched to the given size, in the quality of ``resample``."""
    height, width, _ = pixels.shape
    across, down = width / width_px, height / height_px
    return resample(
        pixels,
        Grid(across / 2, across, width_px, across),
        Grid(down / 2, down, height_px, down),
    )
