"""Neural voices on disk: those that are there, and the list of those that could be.

The voices are Piper's (rhasspy/piper-voices at Hugging Face, version 1.0.0). Their list names every file with its size
and MD5; every voice has its own licence, which is fetched with it (``MODEL_CARD``).
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any, Final

from app.base.errors import AppError

LIST: Final = "voices.json"
_MOST_FILE_BYTES = 500_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def installed(folder: Path) -> list[str]:
    """Names of the voices that are there, complete."""
    models = folder.glob("*/*.onnx")
    return sorted(path.stem for path in models if path.with_name(f"{path.name}.json").exists())


def kept_list(folder: Path) -> dict[str, Any]:
    """The voices that could be had when somebody looked last, by name."""
    try:
        return read_list((folder / LIST).read_bytes())
    except (OSError, AppError):
        return {}


def read_list(body: bytes) -> dict[str, Any]:
    """The voices by name. Raises AppError."""
    try:
        listed = json.loads(body)
        return {name: row for name, row in listed.items() if _NAME.fullmatch(name) and files_of(row)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise not_a_list() from error


def files_of(row: Any) -> list[tuple[str, int, str]]:
    """Path, size and MD5 of every file of a voice; nothing when one of them is not what it should be."""
    found = [(path, int(file["size_bytes"]), str(file["md5_digest"])) for path, file in row["files"].items()]
    good = all(_NAME.fullmatch(PurePosixPath(path).name) and 0 <= size < _MOST_FILE_BYTES for path, size, _ in found)
    return found if good else []


def language_of(name: str) -> str:
    """The language of a voice with this name, a BCP 47 tag."""
    return name.partition("-")[0].replace("_", "-")


def title_of(name: str, row: Any) -> str:
    """What people call a voice that stands so in the list."""
    _, _, rest = name.partition("-")
    language = row.get("language", {})
    return f"{rest} ({language.get('name_native') or language.get('code') or language_of(name)})"


def not_a_list() -> AppError:
    """The error of a list that makes no sense."""
    return AppError("speech.no_list", "The list of neural voices cannot be read.", "Try again later.")
