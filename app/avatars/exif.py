"""How a camera was held: the one thing of a photograph's notes that matters here."""

from __future__ import annotations

import struct

import numpy as np

from app.media.types import Pixels

_ORIENTATION = 0x0112
_UPRIGHT = 1


def orientation(data: bytes) -> int:
    """The EXIF orientation, 1 to 8, of a JPEG, PNG or WebP file; 1 (upright) where it says nothing sensible."""
    if data.startswith(b"\xff\xd8"):
        notes = _of_jpeg(data)
    elif data.startswith(b"\x89PNG"):
        notes = _of_chunks(data, 8, ">I4s", b"eXIf", name_first=False, tail=4)
    else:
        notes = _of_chunks(data, 12, "<4sI", b"EXIF", name_first=True, tail=0)
    try:
        return _of_tiff(notes.removeprefix(b"Exif\0\0"))
    except struct.error:  # it is cut off
        return _UPRIGHT


def upright(pixels: Pixels, held: int) -> Pixels:
    """``pixels`` as they are meant to be seen, from a file with the orientation ``held``."""
    if held in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if held in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if held in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _of_jpeg(data: bytes) -> bytes:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if kind == 0xE1 and data[place + 4 : place + 10] == b"Exif\0\0":
            return data[place + 4 : place + 2 + length]
        if kind == 0xDA:  # the picture itself
            break
        place += 2 + length
    return b""


def _of_chunks(data: bytes, place: int, head: str, wanted: bytes, *, name_first: bool, tail: int) -> bytes:
    """The chunk called ``wanted`` of a file of chunks (PNG: RFC 2083; WebP: RIFF, padded to even lengths)."""
    while place + 8 <= len(data):
        first, second = struct.unpack_from(head, data, place)
        name, length = (first, second) if name_first else (second, first)
        if name == wanted:
            return data[place + 8 : place + 8 + length]
        place += 8 + length + (length % 2 if name_first else 0) + tail
    return b""


def _of_tiff(notes: bytes) -> int:
    """Raises struct.error where the notes end too early."""
    order = {b"II": "<", b"MM": ">"}.get(notes[:2])
    if order is None:
        return _UPRIGHT
    (place,) = struct.unpack_from(order + "I", notes, 4)
    (count,) = struct.unpack_from(order + "H", notes, place)
    for entry in range(place + 2, place + 2 + 12 * count, 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", notes, entry)
        if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
            return int(value)
    return _UPRIGHT
