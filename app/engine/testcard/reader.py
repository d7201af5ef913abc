"""Reads test cards: out of a program picture, a camera, or a recording that was compressed and scaled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.testcard.code import BLACK, COLUMNS, LOUDNESS, ROWS, WHITE, from_bits, strip_top

MIN_CONTRAST = 32.0
SURE = 0.3  # of the contrast: how far from the middle a bit must be; a blend of two cards is not


@dataclass(frozen=True, slots=True)
class Reading:
    """What one picture says.

    Attributes:
        turn: low 8 bits of the turn's number.
        index: number of the picture within the turn.
        loudness: root mean square of its samples, see ``code.loudness_of``; lossy coding moves it by a few steps.

    """

    turn: int
    index: int
    loudness: int


def read(picture: NDArray[np.uint8]) -> Reading | None:
    """Read the test card that fills ``picture``; None if it shows none (or two at once, in a cross-fade).

    Args:
        picture: shape ``(height, width, 3 or 4)`` in any order of colours, or ``(height, width)``: luma, of
            full or limited range. Where the card fills only a part of the program, pass that part.

    """
    height_px, width_px = picture.shape[:2]
    if height_px < 3 * ROWS or width_px < COLUMNS:
        return None
    grey = picture if picture.ndim == 2 else picture[..., 1]  # green is in the middle everywhere, and the strip is grey
    ys, xs = _points(width_px, height_px)
    cells = grey[ys, xs].mean(axis=1, dtype=np.float32).reshape(ROWS, COLUMNS)
    ends = cells[:, 0], cells[::-1, -1]
    white = float(ends[0][WHITE] + ends[1][WHITE]) / 2
    black = float(ends[0][BLACK] + ends[1][BLACK]) / 2
    if white - black < MIN_CONTRAST:
        return None
    relative = (cells - black) / (white - black)
    off_middle = relative[:, 1:-1].reshape(-1) - 0.5
    if float(np.abs(off_middle).min()) < SURE:
        return None
    message = from_bits(off_middle > 0)
    if message is None:
        return None
    loudness = float(relative[LOUDNESS, 0] + relative[::-1, -1][LOUDNESS]) / 2 * 255
    return Reading(turn=message[1], index=message[0], loudness=min(255, max(0, round(loudness))))


@lru_cache(maxsize=8)
def _points(width_px: int, height_px: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where to look: up to 5 by 5 pixels in the middle of each cell. Shapes ``(ROWS * COLUMNS, n)``."""
    top = strip_top(height_px)
    rows = _middles(top, height_px, ROWS)
    columns = _middles(0, width_px, COLUMNS)
    shape = (ROWS, COLUMNS, rows.shape[1], columns.shape[1])
    ys = np.broadcast_to(rows[:, None, :, None], shape)
    xs = np.broadcast_to(columns[None, :, None, :], shape)
    return ys.reshape(ROWS * COLUMNS, -1), xs.reshape(ROWS * COLUMNS, -1)


def _middles(begin: int, end: int, count: int) -> NDArray[np.intp]:
    """Pixel numbers around the middle of each of ``count`` cells. Shape ``(count, 1 to 5)``."""
    size = (end - begin) / count
    middles = begin + (np.arange(count) + 0.5) * size
    spread = np.linspace(-0.25, 0.25, 5) * size if size >= 8 else np.zeros(1)
    return (middles[:, None] + spread).astype(np.intp)
