"""The fonts of this computer that words in the program are drawn with. Any thread.

Only Pillow is asked: the studio draws its program without a window, too. File names are those of the systems' own
fonts (Microsoft's and Apple's lists of fonts, Debian's fonts-noto-core, fonts-dejavu-core, fonts-noto-cjk,
fonts-wqy-microhei, fonts-droid-fallback).
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FILES = (
    # Latin, Greek, Cyrillic: of middle weight where there is one, for it is read from afar.
    "seguisb.ttf", "segoeui.ttf", "SFNS.ttf", "HelveticaNeue.ttc",
    "NotoSans-Medium.ttf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf",
    # Chinese, Japanese, Korean.
    "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc",
    "NotoSansCJK-Medium.ttc", "NotoSansCJK-Regular.ttc", "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "malgun.ttf", "AppleSDGothicNeo.ttc",
    # The rest of the world.
    "arialuni.ttf", "Arial Unicode.ttf", "tahoma.ttf", "LeelawUI.ttf", "Nirmala.ttf",
    "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoSansThai-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf", "seguisym.ttf", "Apple Symbols.ttf", "NotoSansSymbols2-Regular.ttf",
)  # fmt: skip
"""The first of these that has a letter draws it."""

_LOOK_PX = 48
"""The size at which it is seen which font has a letter: drawn as large as they can be, letters took seconds."""

Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=16)
def fonts(size_px: int) -> tuple[Font, ...]:
    """Every known font of this computer at a size, in their order; the last one comes with Pillow."""
    found = _found()
    own = ImageFont.load_default(size_px)
    assert isinstance(own, Font)
    opened = list[Font]()
    for name in _FILES:
        with suppress(OSError, KeyError):  # damaged or not ours to read, or not there: another has its letters
            opened.append(ImageFont.truetype(str(found[name]), size_px))
    return (*opened, own)


def font_of(letter: str, size_px: int) -> tuple[Font, bool]:
    """The font that draws ``letter``, and whether it really has it: else it draws a box."""
    number, has_it = _owner(letter)
    return fonts(size_px)[number], has_it


@lru_cache(maxsize=8192)
def _owner(letter: str) -> tuple[int, bool]:
    for number, font in enumerate(fonts(_LOOK_PX)):
        if letter.isspace() or _shape(font, letter) != _shape(font, "\U0010fffd"):  # which no font has
            return number, True
    return 0, False


def _shape(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter, "L")
    return mask.size, bytes(mask)


@lru_cache(maxsize=1)
def _found() -> dict[str, Path]:
    wanted, found = set(_FILES), dict[str, Path]()
    for folder in _folders():
        for top, _, files in os.walk(folder):
            for name in wanted.intersection(files):
                found.setdefault(name, Path(top) / name)
    return found


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"
