"""Where a line of text may be broken, in scripts with spaces and without."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def pieces(line: str) -> Iterator[str]:
    """``line`` in pieces: it may be broken behind spaces, and before Chinese characters."""
    piece = ""
    for letter in line:
        between_words = piece[-1:].isspace() and not letter.isspace()
        # No line begins with a full stop, Chinese or not.
        between_signs = piece and is_wide(letter) and unicodedata.category(letter) == "Lo"
        if between_words or between_signs:
            yield piece
            piece = ""
        piece += letter
    yield piece


def is_wide(letter: str) -> bool:
    """Whether it takes the room of two, as Chinese characters and their full stops do."""
    return unicodedata.east_asian_width(letter) in ("W", "F")
