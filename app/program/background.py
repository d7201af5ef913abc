"""What is behind the host."""

from __future__ import annotations

import numpy as np

from app.avatars.pictures import load_picture
from app.avatars.resampling import Grid, resample
from app.base.errors import AppError
from app.base.settings import ProgramSettings
from app.media.blend import over
from app.media.types import Pixels, ProgramFormat

GREEN = "#00ff00"
"""The green that keyers look for."""


def background(program: ProgramFormat, settings: ProgramSettings) -> Pixels:
    """The opaque background at program size, read-only. Raises AppError if its picture is missing or unreadable.

    A colour is one row in memory, which is every row of the picture.
    """
    plain = _plain(program, GREEN if settings.background == "green" else settings.background_colour)
    if settings.background != "image":
        return plain
    if settings.background_image is None:
        raise AppError(
            "program.no_background",
            "No background picture has been chosen.",
            "Choose one in the settings, or take a colour.",
            permanent=True,
        )
    width, height = program.width_px, program.height_px
    try:
        picture = load_picture(settings.background_image, 2 * max(width, height))
    except AppError as error:
        if error.code != "picture.missing":
            raise
        raise AppError(
            "program.background_gone",
            f"The background picture {settings.background_image} is gone.",
            "Find it again, or take a colour in Settings > Video.",
            permanent=True,
        ) from error
    scale = min(picture.shape[1] / width, picture.shape[0] / height)  # source pixels per program pixel: fill and crop
    left = (picture.shape[1] - scale * width) / 2
    top = (picture.shape[0] - scale * height) / 2
    across = Grid(left + scale / 2, scale, width, scale)
    filled = resample(picture, across, Grid(top + scale / 2, scale, height, scale))
    over(np.ascontiguousarray(plain), filled, filled)
    return filled


def _plain(program: ProgramFormat, colour: str) -> Pixels:
    red, green, blue = bytes.fromhex(colour[1:])
    row = np.full((1, program.width_px, 4), (blue, green, red, 255), np.uint8)
    return np.broadcast_to(row, (program.height_px, program.width_px, 4))
