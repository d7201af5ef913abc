"""Packs the standby loop for the camera helper."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat
from app.sinks import virtual_camera_wire as wire

_FAST = 1
"""zlib level: neighbours of a loop differ in little, so that more effort saves nearly nothing."""


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
    first = None
    for picture in pictures:
        if cancelled():
            return None
        if (picture.width_px, picture.height_px) != (program.width_px, program.height_px):
            raise ValueError(f"standby picture of {picture.width_px}x{picture.height_px} px")
        # A picture keeps its conversions; nobody needs these again, so a passing copy of it takes them along.
        planes = plane_bytes(ProgramPicture(picture.pixels).yuv420(matrix))
        if first is None:
            first = planes
            packed = zlib.compress(planes.data, _FAST)
        else:
            packed = zlib.compress((planes ^ first).data, _FAST)
        messages.append(wire.CLIP_ADD + packed)
    if first is None:
        raise ValueError("standby clip without pictures")
    return [*messages, wire.clip_complete(picture_ns)]
