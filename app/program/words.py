"""Draws words as a picture. Any thread; takes milliseconds, so not for the pump's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from app.avatars.pictures import premultiplied
from app.base.line_breaks import pieces
from app.media.types import Pixels
from app.program.fonts import Font, font_of
from app.program.place import MOST_PX

Look = Literal["plain", "outline", "plate"]


_LINE_SHARE = 0.75  # of the height of a line: letters from the top of b to the bottom of p
_SMALLEST_PX = 8  # of a line that is made smaller
_RIM_SHARE = 0.055
_RIM = (12, 14, 20, 255)
_PLATE = (12, 14, 20, 190)


@dataclass(frozen=True, slots=True)
class Words:
    """Words as a picture.

    Attributes:
        pixels: premultiplied, as large as they need.
        missing: letters that no font of this computer has, each once.
    """

    pixels: Pixels
    missing: str


def draw_words(text: str, line_px: int, colour: str, look: Look, widest_px: int) -> Words:
    """``text``, each line in the middle, lines that are wider than ``widest_px`` broken.

    Args:
        text: as many lines as it has.
        line_px: height of a line; it is less where there would be more than ``MOST_PX``.
        colour: ``#rrggbb``.
        look: what keeps it readable on any picture.
        widest_px: of a line.
    """
    size_px = max(4, round(line_px * _LINE_SHARE))
    rim_px = max(1, round(line_px * _RIM_SHARE)) if look == "outline" else 0
    pad_px = round(line_px * 0.3) if look == "plate" else rim_px + 1
    lines = [line for given in text.splitlines() or [""] for line in _broken(given, size_px, widest_px)]
    width_px = max(1, round(max(_length(line, size_px) for line in lines))) + 2 * pad_px
    height_px = max(1, line_px) * len(lines) + 2 * (pad_px // 2)
    if width_px * height_px > MOST_PX and line_px > _SMALLEST_PX:
        smaller_px = max(_SMALLEST_PX, int(line_px * (MOST_PX / (width_px * height_px)) ** 0.5))
        return draw_words(text, min(line_px - 1, smaller_px), colour, look, widest_px)
    image = Image.new("RGBA", (width_px, height_px))
    draw = ImageDraw.Draw(image)
    if look == "plate":
        draw.rounded_rectangle((0, 0, width_px - 1, height_px - 1), line_px // 5, _PLATE)
    red, green, blue = bytes.fromhex(colour[1:])
    for number, line in enumerate(lines):
        x = (width_px - _length(line, size_px)) / 2
        y = pad_px // 2 + number * line_px + round(line_px * 0.76)
        for font, run in _runs(line, size_px):
            draw.text((x, y), run, (red, green, blue, 255), font, "ls", stroke_width=rim_px, stroke_fill=_RIM)
            x += font.getlength(run)
    straight = np.asarray(image)[..., [2, 1, 0, 3]].copy()
    missing = "".join(dict.fromkeys(c for c in text if not font_of(c, size_px)[1]))
    return Words(premultiplied(straight), missing)


def _runs(line: str, size_px: int) -> Iterator[tuple[Font, str]]:
    """Stretches of ``line`` that one font draws. Marks go with their letter."""
    fonts: list[tuple[Font, str]] = []
    for letter in line:
        goes_along = fonts and (letter.isspace() or unicodedata.category(letter) in ("Mn", "Me", "Cf"))
        fonts.append((fonts[-1][0] if goes_along else font_of(letter, size_px)[0], letter))
    for _, run in groupby(fonts, key=lambda pair: id(pair[0])):
        pairs = list(run)
        yield pairs[0][0], "".join(letter for _, letter in pairs)


def _length(line: str, size_px: int) -> float:
    return sum(font.getlength(run) for font, run in _runs(line, size_px))


def _broken(line: str, size_px: int, widest_px: int) -> list[str]:
    """``line`` as lines that are no wider, broken at spaces, and anywhere between Chinese characters."""
    lines, here = list[str](), ""
    for piece in pieces(line):
        longer = here + piece
        if here and _length(longer.rstrip(), size_px) > widest_px:
            lines.append(here.rstrip())
            here = piece.lstrip()
        else:
            here = longer
    return [*lines, here.rstrip()]
