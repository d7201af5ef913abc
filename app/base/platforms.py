"""What platforms are known to ask of a host who is made by AI. Advice of mid 2026, no law; read their own pages.

Sources: TikTok Shop US (policy of 2026-05-23, from secondary sources; labels: Seller University, essay
491489038501663), Douyin (notice of 2023-05; labelling measures of 2025-09-01), European Union (Regulation 2024/1689,
Article 50, from 2026-08-02), YouTube (Help: altered or synthetic content), Twitch (no rule of its own is known).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Platform = Literal["none", "tiktok_shop", "douyin", "youtube", "twitch", "eu"]


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """What one of them asks for.

    Attributes:
        name: what it is called.
        words: what the label had best say: see ``ProgramSettings.ai_label_words``.
        size: the smallest size of the label that does.
        label: a label is asked for.
        own_voice: only a person's own live voice is allowed, no typed lines and no recordings.
        real_person: a real person must be behind the host.
        most_of_picture: the largest part of the picture that a drawn figure may cover; None: any.
    """

    name: str
    words: Literal["avatar", "generated", "zh"] = "avatar"
    size: Literal["small", "medium", "large"] = "small"
    label: bool = True
    own_voice: bool = False
    real_person: bool = False
    most_of_picture: float | None = None


RULES: dict[Platform, PlatformRules] = {
    "tiktok_shop": PlatformRules("TikTok Shop", "generated", "medium", own_voice=True, most_of_picture=0.5),
    "douyin": PlatformRules("Douyin", "zh", "large", real_person=True),
    "youtube": PlatformRules("YouTube", "generated"),
    "twitch": PlatformRules("Twitch", label=False),
    "eu": PlatformRules("the European Union", "generated"),
}
"""Of every platform but ``"none"``."""
