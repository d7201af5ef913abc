"""Packs the standby loop for the camera helper."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat
from app.sinks import virtual_camera_wire as wire

_LEVEL, _WINDOW_BITS, _MEMORY = 6, 15, 9  # of zlib; with Z_RLE only the last is more than a matter of form


def pack_clip(
    pictures: Iterable[ProgramPicture],
    picture_ns: int,
    program: ProgramFormat,
    matrix: ColourMatrix,
    cancelled: Callable[[], bool],
) -> list[bytes] | None:
    """The messages that hand ``pictures`` over, or None as soon as ``cancelled`` says so.

    Takes 10 to 20 ms of processor a picture: not for a thread that the show waits for. ``pictures`` may be drawn while
    they are asked for, so that they need not be in memory all at once. Raises ValueError for a wrong size.
    """
    messages = [wire.CLIP_RESET]
    last = None
    for picture in pictures:
        if cancelled():
            return None
        if (picture.width_px, picture.height_px) != (program.width_px, program.height_px):
            raise ValueError(f"standby picture of {picture.width_px}x{picture.height_px} px")
        # A picture keeps its conversions; nobody needs these again, so a passing copy of it takes them along.
        planes = plane_bytes(ProgramPicture(picture.pixels).yuv420(matrix))
        messages.append(wire.CLIP_ADD + _packed(planes if last is None else planes - last))
        last = planes
    if last is None:
        raise ValueError("standby clip without pictures")
    return [*messages, wire.clip_complete(picture_ns)]


def _packed(change: NDArray[np.uint8]) -> bytes:
    """Neighbours of a loop differ by nothing or by one level nearly everywhere: a third of what the default finds."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY, zlib.Z_RLE)
    return packer.compress(change.data) + packer.flush()
