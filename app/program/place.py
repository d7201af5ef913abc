"""Where the host is in the program picture. Pure."""

from __future__ import annotations

from app.base.area import Area
from app.base.settings import ProgramSettings
from app.media.types import ProgramFormat

MOST_PX = 8_000_000
"""Of a picture or of words in a scene, which are drawn smaller where they would have more: four times the largest
program. Dragged as large as a layer can be, three words took 12 seconds and 2.4 GB."""


def avatar_size(program: ProgramFormat, settings: ProgramSettings, aspect: float) -> tuple[int, int]:
    """Width and height in pixels of the place for a host that is ``aspect`` times as wide as high. Both even."""
    width, height = program.width_px, program.height_px
    wide = aspect > width / height
    if settings.avatar_fit == "width" or (settings.avatar_fit == "contain") == wide:
        across = _even(width * settings.avatar_scale)
        return across, _even(across / aspect)
    down = _even(height * settings.avatar_scale)
    return _even(down * aspect), down


def avatar_area(program: ProgramFormat, settings: ProgramSettings, width_px: int, height_px: int) -> Area:
    """Where a host of this size is. It stands on the lower edge while it is smaller than the program."""
    width, height = program.width_px, program.height_px
    left = round(settings.avatar_x * width - width_px / 2)
    top = height - height_px if height_px <= height else (height - height_px) // 2
    return Area(left, top + round((settings.avatar_y - 0.5) * height), width_px, height_px)


def _even(size: float) -> int:
    return max(2, 2 * round(size / 2))
