"""Pictures as OmniRT sends them: JPEGs that say which chunk they belong to, and the message that carries them."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.engine.testcard.code import BLACK, COLUMNS, LOUDNESS, ROWS, WHITE, strip_top, to_bits
from app.engine.testcard.reader import Reading, read

FRAME_BITS = 8
GARBAGE = b"\xff\xd8\xff\xe0 this is no picture \xff\xd9"


class Mark(NamedTuple):
    """What a picture says of itself, in the strip of a test card (``app.engine.testcard.code``).

    Attributes:
        chunk: ``Chunk.number`` of the sound it was drawn for.
        frame: its number within that chunk.
        session: ``Init.number`` of the portrait it shows, low 8 bits.
        loudness: of the chunk's sound, ``app.engine.testcard.code.loudness_of``; a few steps off after coding.

    """

    chunk: int
    frame: int
    session: int
    loudness: int = 0

    @classmethod
    def of(cls, reading: Reading) -> Mark:
        """The mark that was read as a test card."""
        chunk, frame = divmod(reading.index, 1 << FRAME_BITS)
        return cls(chunk, frame, reading.turn, reading.loudness)


@lru_cache(maxsize=8)
def face(portrait: bytes, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """What a portrait is drawn as, ``(height_px, width_px, 3)``, read only: filling the picture, cut off at its sides
    as OmniRT does. Bytes that are no picture give one colour, another for other bytes."""
    source = cv2.imdecode(np.frombuffer(portrait or b"-", np.uint8), cv2.IMREAD_COLOR)
    if source is None:
        colour = [64 + byte // 2 for byte in hashlib.sha256(portrait).digest()[:3]]
        return np.full((height_px, width_px, 3), colour, np.uint8)
    rows, columns = source.shape[:2]
    scale = max(width_px / columns, height_px / rows)
    shown = cv2.resize(source, (max(width_px, round(columns * scale)), max(height_px, round(rows * scale))))
    left, top = (shown.shape[1] - width_px) // 2, (shown.shape[0] - height_px) // 2
    return np.asarray(shown[top : top + height_px, left : left + width_px], np.uint8)


def draw_jpeg(face: NDArray[np.uint8], mark: Mark, quality: int) -> bytes:
    """A face with a mark over its lower third."""
    return _encode(marked(face, mark), quality)


def marked(face: NDArray[np.uint8], mark: Mark) -> NDArray[np.uint8]:
    """The same before it is encoded."""
    picture = face.copy()
    height_px, width_px = face.shape[:2]
    cells = np.empty((ROWS, COLUMNS), np.uint8)
    ends = np.empty(ROWS, np.uint8)
    ends[WHITE], ends[BLACK], ends[LOUDNESS] = 255, 0, mark.loudness
    cells[:, 0], cells[:, -1] = ends, ends[::-1]
    bits = to_bits(mark.chunk << FRAME_BITS | mark.frame, mark.session)
    cells[:, 1:-1] = np.where(bits.reshape(ROWS, -1), 255, 0)
    top = strip_top(height_px)
    strip = cv2.resize(cells, (width_px, height_px - top), interpolation=cv2.INTER_NEAREST)
    picture[top:] = strip[..., None]
    return picture


@lru_cache(maxsize=4)
def solid_jpeg(width_px: int, height_px: int) -> bytes:
    """The picture of OmniRT's fake runtime: one colour."""
    return _encode(np.full((height_px, width_px, 3), (96, 64, 48), np.uint8), 85)


def read_mark(picture: NDArray[np.uint8]) -> Mark | None:
    """The mark of a decoded picture, shape ``(height, width)`` or ``(height, width, 3 or 4)``; None: it has none."""
    reading = read(picture)
    return None if reading is None else Mark.of(reading)


def jpeg_mark(jpeg: bytes) -> Mark | None:
    """The mark of an encoded picture; None: it has none."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return None if picture is None else read_mark(np.asarray(picture, np.uint8))


def vidx(jpegs: Sequence[bytes]) -> bytes:
    """The message that carries pictures."""
    return b"VIDX" + struct.pack("<I", len(jpegs)) + b"".join(struct.pack("<I", len(jpeg)) + jpeg for jpeg in jpegs)


def split_vidx(message: bytes) -> list[bytes]:
    """The pictures of a message that is as it must be; AssertionError for any other."""
    assert message[:4] == b"VIDX"
    (count,) = struct.unpack_from("<I", message, 4)
    at, jpegs = 8, []
    for _ in range(count):
        (length,) = struct.unpack_from("<I", message, at)
        jpegs.append(message[at + 4 : at + 4 + length])
        at += 4 + length
    assert at == len(message)
    return jpegs


def _encode(picture: NDArray[np.uint8], quality: int) -> bytes:
    done, jpeg = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
    assert done
    return jpeg.tobytes()
