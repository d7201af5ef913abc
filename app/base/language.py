"""Which language the studio speaks, where there is no Qt to ask."""

from __future__ import annotations

import locale
from typing import Literal

Language = Literal["en", "zh_CN"]
ChosenLanguage = Literal["system", "en", "zh_CN"]

_SIMPLIFIED = ("zh_CN", "zh_SG", "zh_Hans", "Chinese (Simplified)")  # the last as Windows calls it


def spoken_language(chosen: ChosenLanguage) -> Language:
    """What is spoken for that; ``"system"``: what the system speaks if the studio can, else English.

    Traditional Chinese is another language, as it is for the window.
    """
    if chosen != "system":
        return chosen
    return "zh_CN" if (locale.getlocale()[0] or "").startswith(_SIMPLIFIED) else "en"
