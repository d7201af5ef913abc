"""The label that tells viewers that the host is made by AI."""

from __future__ import annotations

from app.avatars.pictures import load_picture
from app.avatars.resampling import fit
from app.base.area import Area
from app.base.paths import resources_dir
from app.base.settings import ProgramSettings
from app.media.types import ProgramFormat
from app.program.patch import Patch

HEIGHT_SHARES = {"small": 0.04, "medium": 0.06, "large": 0.09}
"""Height of the label, of the shorter side of the program. Its words are two thirds as high: with ``large`` above
the twentieth that GB 45438-2025 (labels on synthetic content, China) asks for."""

_MARGIN_SHARE = 0.03
_SMALLEST_PX = 8


class Label(Patch):
    """Lies on every program picture in the same pixels. Any thread; drawn once, when it is made.

    Args:
        program: size of the pictures.
        settings: its words, corner and size.

    Raises AppError if its picture is missing.
    """

    def __init__(self, program: ProgramFormat, settings: ProgramSettings) -> None:
        width_px, height_px = program.width_px, program.height_px
        picture = load_picture(resources_dir() / "labels" / f"{settings.ai_label_words}.png")
        shorter_px = min(width_px, height_px)
        high_px = max(_SMALLEST_PX, round(HEIGHT_SHARES[settings.ai_label_size] * shorter_px))
        wide_px = min(width_px, round(high_px * picture.shape[1] / picture.shape[0]))
        margin_px = min(round(_MARGIN_SHARE * shorter_px), width_px - wide_px)
        top = margin_px if settings.ai_label_corner.startswith("top") else height_px - margin_px - high_px
        left = margin_px if settings.ai_label_corner.endswith("left") else width_px - margin_px - wide_px
        super().__init__(program, fit(picture, wide_px, high_px), Area(left, top, wide_px, high_px))
