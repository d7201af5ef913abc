"""Where recordings go and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import platformdirs

from app.base.paths import APP_NAME

LONGEST_NAME_BYTES = 200  # file systems allow 255, and " (2).mp4" must still fit

_STRFTIME_CODE = re.compile(r"%[A-Za-z%]")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?=\.|$)")


def recording_path(folder: Path | None, template: str, avatar: str, when: datetime) -> Path:
    """The file that a recording begun at ``when`` asks for; the recorder gives way to a file that is there already.

    Args:
        folder: from the settings; None: "FlashTalk Studio" in the system's videos folder.
        template: file name without ending: strftime codes and ``{avatar}``.
        avatar: name of the host.
        when: local time.

    """
    return recordings_folder(folder) / f"{recording_name(template, avatar, when)}.mp4"


def recordings_folder(folder: Path | None) -> Path:
    """Where recordings go; None: "FlashTalk Studio" in the system's videos folder."""
    return folder.expanduser() if folder is not None else Path(platformdirs.user_videos_dir()) / APP_NAME


def recording_name(template: str, avatar: str, when: datetime) -> str:
    """A file name without ending that Windows, macOS and Linux all accept."""
    name = _STRFTIME_CODE.sub(lambda code: _strftime(code.group(), when), template)
    name = _UNSAFE.sub("_", name.replace("{avatar}", avatar))
    name = _cut(name).strip(" .")  # Windows drops what ends in a dot or a space
    name = _RESERVED.sub(r"\1_", name, count=1) if _RESERVED.match(name) else name
    return name or "recording"


def free_names(path: Path) -> Iterator[Path]:
    """``path``, then ``path`` with (2), (3) and so on before its ending."""
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1


def _strftime(code: str, when: datetime) -> str:
    # One code at a time: what a platform's strftime does with other text, or with a code it does not know, differs.
    try:
        return when.strftime(code)
    except ValueError:
        return code


def _cut(name: str) -> str:
    return name.encode("utf-8", "replace")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")
