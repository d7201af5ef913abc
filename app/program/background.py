"""What is behind the host."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.avatars.pictures import load_picture
from app.base.area import Area
from app.base.errors import AppError
from app.base.scenes import Background
from app.media.blend import over
from app.media.types import Pixels, ProgramFormat

GREEN = "#00ff00"
"""The green that keyers look for."""

_OPAQUE = 0xFF
_BLUR_PX = 48
"""Width of what is left of a picture that is out of focus."""


def plain(program: ProgramFormat, colour: str) -> Pixels:
    """A picture of one colour, read-only: one row in memory, which is every row of the picture."""
    red, green, blue = bytes.fromhex(colour[1:])
    row = np.full((1, program.width_px, 4), (blue, green, red, 255), np.uint8)
    return np.broadcast_to(row, (program.height_px, program.width_px, 4))


def still_background(program: ProgramFormat, wanted: Background, portrait: Pixels | None, at: Area | None) -> Pixels:
    """The opaque background at program size, read-only, of any kind but a video.

    Args:
        program: size of it.
        wanted: what it is.
        portrait: the host, for backgrounds that are made of it; None: it is not known, and they are plain.
        at: where the portrait is.

    Raises AppError if its picture is missing or unreadable.
    """
    colour = plain(program, GREEN if wanted.kind == "green" else wanted.colour)
    if wanted.kind == "image":
        return _on(colour, cover(_load(wanted.file, program), program))
    if portrait is None or wanted.kind not in ("blur", "portrait"):
        return colour
    return _blurred(colour, portrait, program) if wanted.kind == "blur" else _spread(colour, portrait, at, program)


def cover(picture: Pixels, program: ProgramFormat) -> Pixels:
    """``picture`` at program size, filled and cropped in its middle."""
    import cv2  # not at the top: 16 MB, which most programs have no use for

    height, width, _ = picture.shape
    scale = min(width / program.width_px, height / program.height_px)
    wide, high = max(1, round(scale * program.width_px)), max(1, round(scale * program.height_px))
    left, top = (width - wide) // 2, (height - high) // 2
    part = picture[top : top + high, left : left + wide]
    smooth = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    filled = cv2.resize(part, (program.width_px, program.height_px), interpolation=smooth).astype(np.uint8, copy=False)
    np.minimum(filled[..., :3], filled[..., 3:], out=filled[..., :3])  # what cubic shoots over at soft edges
    return filled


def _load(file: Path | None, program: ProgramFormat) -> Pixels:
    if file is None:
        raise AppError(
            "program.no_background",
            "No background picture has been chosen.",
            "Choose one in the settings or in the scene, or take a colour.",
            permanent=True,
        )
    try:
        return load_picture(file, 2 * max(program.width_px, program.height_px))
    except AppError as error:
        if error.code != "picture.missing":
            raise
        raise AppError(
            "program.background_gone",
            f"The background picture {file} is gone.",
            "Find it again, or take a colour in Settings > Video.",
            permanent=True,
        ) from error


def _on(colour: Pixels, picture: Pixels) -> Pixels:
    over(np.ascontiguousarray(colour), picture, picture)
    return picture


def _blurred(colour: Pixels, portrait: Pixels, program: ProgramFormat) -> Pixels:
    import cv2

    height, width, _ = portrait.shape
    small = cv2.resize(portrait, (_BLUR_PX, max(2, _BLUR_PX * height // width)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _BLUR_PX / 24).astype(np.uint8, copy=False)
    return _on(colour, cover(soft, program))


def _spread(colour: Pixels, portrait: Pixels, at: Area | None, program: ProgramFormat) -> Pixels:
    """Its edges, drawn out to those of the program and smoothed along them. One that is cut out has no background."""
    import cv2

    if at is None or portrait[..., 3].min() < _OPAQUE:
        return colour
    fitted = cv2.resize(portrait, (at.width, at.height), interpolation=cv2.INTER_AREA)
    sides = (
        max(0, at.top),
        max(0, program.height_px - at.top - at.height),
        max(0, at.left),
        max(0, program.width_px - at.left - at.width),
    )
    drawn_out = cv2.copyMakeBorder(fitted, *sides, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(drawn_out, (0, 0), program.height_px / 60).astype(np.uint8, copy=False)
    top, left = max(0, -at.top), max(0, -at.left)
    seen = soft[top : top + program.height_px, left : left + program.width_px]
    return _on(colour, np.ascontiguousarray(seen))
