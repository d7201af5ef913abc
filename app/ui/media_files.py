"""The files that a host can speak, as they are dragged and chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent

# What PyAV opens and people have; anything else can still be chosen through "All files".
_AUDIO = ("wav", "mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "wma", "aif", "aiff")
_VIDEO = ("mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "flv", "ts", "mts", "mpg", "mpeg", "3gp")
MEDIA_SUFFIXES = frozenset(_AUDIO + _VIDEO)


def media_file(event: QDropEvent) -> Path | None:
    """The first media file that is dragged. Told by its name: looking into it is the studio's work."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower().removeprefix(".") in MEDIA_SUFFIXES:
            return path
    return None
