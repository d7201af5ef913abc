"""What a test card says in its pixels, and where. Engine and reader share it.

The lower third of the picture is a strip of ``ROWS`` by ``COLUMNS`` cells. The first column is white, black and the
loudness as grey; the last is the same upside down. Those between carry bits, white for one: the number of the picture
(32, most significant first), the low bits of the turn (8) and a checksum of both (8).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.media.types import Samples

ROWS = 3
COLUMNS = 18
BITS = ROWS * (COLUMNS - 2)
MIN_WIDTH_PX = 64
MIN_HEIGHT_PX = 36

WHITE, BLACK, LOUDNESS = 0, 1, 2
"""Row of each fixed cell in the first column; in the last they stand in the opposite order."""

FULL_SCALE_RMS = 0.5
"""Root mean square that is shown as 255."""


def loudness_of(samples: Samples) -> int:
    """Root mean square of ``samples`` as a test card shows it, 0..255."""
    if not len(samples):
        return 0
    rms = math.sqrt(float(np.dot(samples, samples)) / len(samples))
    return min(255, round(rms / FULL_SCALE_RMS * 255))


def strip_top(height_px: int) -> int:
    """First pixel row of the strip."""
    return height_px - height_px // 3


def to_bits(index: int, turn: int) -> NDArray[np.bool_]:
    """The cells between the fixed columns, row by row. Shape ``(BITS,)``."""
    body = (index & 0xFFFFFFFF).to_bytes(4, "big") + bytes([turn & 0xFF])
    whole = np.frombuffer(body + bytes([_checksum(body)]), np.uint8)
    return np.unpackbits(whole).astype(np.bool_)


def from_bits(bits: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Number of the picture and low bits of the turn; None where the checksum is wrong."""
    whole = np.packbits(bits).tobytes()
    body = whole[:-1]
    if _checksum(body) != whole[-1]:
        return None
    return int.from_bytes(body[:4], "big"), body[4]


def _checksum(body: bytes) -> int:
    """CRC-8 (polynomial 0x07), begun with ones so that an all-black strip is no message."""
    crc = 0xFF
    for byte in body:
        crc = _CRC[crc ^ byte]
    return crc


def _crc_table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value << 1 ^ 0x07) & 0xFF if value & 0x80 else value << 1
        table.append(value)
    return tuple(table)


_CRC = _crc_table()
