"""What a host is drawn from, at one size: made once, and kept in a file that the studio and its engine both map."""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HEAD = struct.Struct("<8sIIQ")  # what it is, checksum of what follows, size of the description and of the pictures
_MAGIC = b"FTSHEET1"
_PAGE_BYTES = 4096  # a picture begins on a page of its own: what is written to one copies nothing of another
_BLOCK_BYTES = 2**20
_TYPES = ("|u1", "<u4", "<f4")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was drawn of a host, and how it moves. It is for one who draws from it, and who may write to its pictures.

    Attributes:
        kind: who draws from it (see ``sheet_host``).
        plan: all that is not pictures, as JSON has it.
        pictures: by name, C-contiguous. Of a sheet from a file they are the file's pages, shared with everybody who has
            it open as long as they are not written to; what is written stays with the writer.
    """

    kind: str
    plan: Mapping[str, Any]
    pictures: Mapping[str, NDArray[Any]]


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write ``sheet``, whole or not at all. Raises OSError."""
    places, end = {}, 0
    for name, picture in sheet.pictures.items():
        places[name] = (picture.dtype.str, picture.shape, end)
        end = _aligned(end + picture.nbytes)
    said = json.dumps({"kind": sheet.kind, "plan": sheet.plan, "pictures": places}).encode()
    said = said.ljust(_aligned(_HEAD.size + len(said)) - _HEAD.size)
    blocks = [said, *(_padded(picture) for picture in sheet.pictures.values())]
    checksum = 0
    for block in blocks:
        checksum = zlib.crc32(block, checksum)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_HEAD.pack(_MAGIC, checksum, len(said), end))
            file.writelines(blocks)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def read_sheet(path: Path) -> Sheet | None:
    """The sheet in a file, its pictures mapped; None where there is none, or one that is damaged."""
    try:
        with path.open("rb") as file:
            said, first = _checked(file)
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        pictures = {
            name: _picture(memory, first + start, kind, shape)
            for name, (kind, shape, start) in said["pictures"].items()
        }
        return Sheet(said["kind"], said["plan"], pictures)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error):
        return None


def _checked(file: BufferedReader) -> tuple[Any, int]:
    """What is said of the pictures, and where they begin. Raises ValueError where the file is not as it was written."""
    magic, checksum, said_bytes, pictures_bytes = _HEAD.unpack(file.read(_HEAD.size))
    first = _HEAD.size + said_bytes
    if magic != _MAGIC or os.fstat(file.fileno()).st_size != first + pictures_bytes:
        raise ValueError("not a sheet, or cut off")
    said = file.read(said_bytes)
    found = zlib.crc32(said)
    block = bytearray(_BLOCK_BYTES)  # read and not mapped: what was only checked takes no memory of this process
    while size := file.readinto(block):
        found = zlib.crc32(memoryview(block)[:size], found)
    if found != checksum:
        raise ValueError("damaged")
    return json.loads(said), first


def _picture(memory: mmap.mmap, start: int, kind: str, shape: list[int]) -> NDArray[Any]:
    if kind not in _TYPES:
        raise ValueError(kind)
    return np.frombuffer(memory, kind, int(np.prod(shape)), start).reshape(shape)


def _aligned(size: int) -> int:
    return -(-size // _PAGE_BYTES) * _PAGE_BYTES


def _padded(picture: NDArray[Any]) -> bytes:
    return picture.tobytes().ljust(_aligned(picture.nbytes), b"\0")
