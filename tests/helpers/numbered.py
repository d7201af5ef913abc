"""Pictures that carry a number, for tests that follow them through a camera."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK_PX = 8
BITS = 32
ROW_BITS = 8


def draw_number(pixels: NDArray[np.uint8], number: int) -> None:
    """Write ``number`` as black and white blocks into the upper left 64 x 32 px of B G R A ``pixels``."""
    for bit in range(BITS):
        y_px, x_px = bit // ROW_BITS * BLOCK_PX, bit % ROW_BITS * BLOCK_PX
        pixels[y_px : y_px + BLOCK_PX, x_px : x_px + BLOCK_PX, :3] = 255 if number >> bit & 1 else 0


def read_number(luma: NDArray[np.uint8]) -> int:
    """The number in a picture's luma, shape ``(height, width)``."""
    half = BLOCK_PX // 2
    rows = luma[half : BITS // ROW_BITS * BLOCK_PX : BLOCK_PX, half : ROW_BITS * BLOCK_PX : BLOCK_PX]
    bits = rows.reshape(-1) > 128
    return int(sum(1 << index for index, bit in enumerate(bits) if bit))


def numbered_pixels(width_px: int, height_px: int, number: int, grey: int = 96) -> NDArray[np.uint8]:
    """A grey program picture with a number."""
    pixels = np.full((height_px, width_px, 4), grey, np.uint8)
    pixels[:, :, 3] = 255
    draw_number(pixels, number)
    return pixels
