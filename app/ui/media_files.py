"""Files as they are dragged and chosen, and which of them a host can speak."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtGui import QDropEvent

# What PyAV opens and people have; anything else can still be chosen through "All files".
_AUDIO = ("wav", "mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "wma", "aif", "aiff")
_VIDEO = ("mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "flv", "ts", "mts", "mpg", "mpeg", "3gp")
MEDIA_SUFFIXES = frozenset(_AUDIO + _VIDEO)


def first_file(event: QDropEvent, suffixes: Collection[str]) -> Path | None:
    """The first such file that is dragged. Told by its name: looking into it is the studio's work."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower().removeprefix(".") in suffixes:
            return path
    return None
