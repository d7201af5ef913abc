"""What is said, as viewers read it."""

from __future__ import annotations

from app.base.area import Area
from app.base.scenes import SubtitleSize
from app.base.settings import ProgramSettings
from app.media.types import ProgramFormat
from app.program.label import HEIGHT_SHARES
from app.program.patch import Patch

_LINE_SHARES = {"off": 0.0, "small": 0.05, "medium": 0.065, "large": 0.085}
"""Height of a line, of the shorter side of the program."""

_WIDEST_SHARE = 0.8
_MARGIN_SHARE = 0.05


def subtitle(text: str, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> Patch:
    """Words in the middle of the lower edge, inside the safe area and above a label that is there."""
    from app.program.words import draw_words  # not at the top: Pillow, for which most shows have no use

    width_px, height_px = program.width_px, program.height_px
    shorter_px = min(width_px, height_px)
    line_px = max(8, round(_LINE_SHARES[size] * shorter_px))
    pixels = draw_words(text, line_px, "#ffffff", "plate", round(_WIDEST_SHARE * width_px)).pixels
    bottom = height_px - round(_MARGIN_SHARE * height_px)
    if settings.ai_label and settings.ai_label_corner.startswith("bottom"):
        bottom -= round(HEIGHT_SHARES[settings.ai_label_size] * shorter_px)
    area = Area((width_px - pixels.shape[1]) // 2, bottom - pixels.shape[0], pixels.shape[1], pixels.shape[0])
    return Patch(program, pixels, area)
