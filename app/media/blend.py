"""Arithmetic on whole premultiplied pictures, fast enough for every slot with numpy alone.

A picture's bytes are taken two at a time as 16-bit lanes (``& 0xFF`` and ``>> 8``), so one numpy pass does two
channels; work goes in blocks of rows that stay in the processor's cache. Any thread; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.media.types import Pixels

Lanes = NDArray[np.uint16]
"""A picture seen as 16-bit numbers, shape ``(height, width * 2)``: B + 256 G, R + 256 A, ..."""

BLOCK_BYTES = 128 * 1024
"""Size of one block of rows. A handful of them fit the second-level cache of any processor of the last ten years."""


def lanes(pixels: Pixels) -> Lanes:
    """``pixels`` as 16-bit lanes, without copying. Rows may have gaps between them, pixels may not."""
    return pixels.view(np.uint16).reshape(pixels.shape[0], -1)


def block_rows(row_bytes: int) -> int:
    """How many rows of ``row_bytes`` make one block."""
    return max(1, BLOCK_BYTES // max(1, row_bytes))


def weighted_sum(parts: Sequence[Lanes], weights: Sequence[Lanes | int], out: Lanes) -> None:
    """Write the weighted sum of ``parts`` to ``out``, all of one shape and small enough for the cache.

    The weights of each pixel must sum to 256; one that is an array must broadcast against its part.
    """
    low: Lanes = np.bitwise_and(parts[0], 0xFF)
    low *= np.uint16(weights[0]) if isinstance(weights[0], int) else weights[0]
    high: Lanes = np.right_shift(parts[0], 8)
    high *= np.uint16(weights[0]) if isinstance(weights[0], int) else weights[0]
    scratch = np.empty_like(low)
    for part, weight in zip(parts[1:], weights[1:], strict=True):
        factor = np.uint16(weight) if isinstance(weight, int) else weight
        np.bitwise_and(part, 0xFF, out=scratch)
        scratch *= factor
        low += scratch
        np.right_shift(part, 8, out=scratch)
        scratch *= factor
        high += scratch
    low >>= 8
    high &= 0xFF00
    np.bitwise_or(low, high, out=out)


def mix(parts: Sequence[Pixels], weights: Sequence[int]) -> Pixels:
    """The weighted mean of premultiplied pictures of one size, as a fresh picture. ``weights`` sum to 256."""
    out = np.empty_like(parts[0], order="C")
    out_lanes, part_lanes = lanes(out), [lanes(part) for part in parts]
    step = block_rows(out.shape[1] * 4)
    for top in range(0, out.shape[0], step):
        rows = slice(top, top + step)
        weighted_sum([part[rows] for part in part_lanes], weights, out_lanes[rows])
    return out


def over(bottom: Pixels, top: Pixels, out: Pixels) -> None:
    """Lay premultiplied ``top`` over ``bottom`` and write it to ``out`` (which may be ``bottom``). All of one size.

    Rounded to the nearest level; opaque stays opaque.
    """
    bottom_lanes, top_lanes, out_lanes = lanes(bottom), lanes(top), lanes(out)
    step = block_rows(top.shape[1] * 4)
    for first in range(0, top.shape[0], step):
        rows = slice(first, first + step)
        _over_block(bottom_lanes[rows], top_lanes[rows], out_lanes[rows])


def _over_block(bottom: Lanes, top: Lanes, out: Lanes) -> None:
    # Transparency, 0..255, repeated for both lanes of a pixel.
    clear: NDArray[np.uint32] = np.right_shift(top.view(np.uint32), 24)
    clear ^= np.uint32(0xFF)
    clear *= np.uint32(0x10001)
    factor = clear.view(np.uint16)
    low: Lanes = np.bitwise_and(bottom, 0xFF)
    low *= factor
    carry = _divide_by_255(low)
    low >>= 8
    high: Lanes = np.right_shift(bottom, 8)
    high *= factor
    _divide_by_255(high, carry)
    high &= 0xFF00
    low |= high
    np.add(low, top, out=out)


def _divide_by_255(products: Lanes, scratch: Lanes | None = None) -> Lanes:
    """Leave the rounded quotient in the upper byte of each of ``products``, 0..255 * 255. Returns the scratch."""
    products += np.uint16(128)
    carry: Lanes = np.right_shift(products, 8, out=scratch)
    products += carry
    return carry
