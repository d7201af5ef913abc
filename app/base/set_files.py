"""Profiles and scene collections as single files, to give away and to take over. Nothing in one is trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from app.base.errors import AppError
from app.base.files import write_atomically
from app.base.named_files import checked_name

SetKind = Literal["profile", "scenes"]

VERSION = 1
LARGEST_BYTES = 4 * 2**20
SUFFIX = ".json"

_FORMAT = "flashtalk-studio"


def write_set(path: Path, kind: SetKind, name: str, content: dict[str, Any]) -> None:
    """Write the file whole or not at all. Raises AppError."""
    whole = {"format": _FORMAT, "kind": kind, "version": VERSION, "name": name, "content": content}
    try:
        write_atomically(path, json.dumps(whole, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise AppError(
            "sets.export", f"{path} cannot be written: {error.strerror or error}.", "Choose another folder."
        ) from error


def read_set(path: Path, kind: SetKind) -> tuple[str, dict[str, Any]]:
    """The name and the content of an exported file. Raises AppError."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror or error})") from error
    if len(raw) > LARGEST_BYTES:
        profile = kind == "profile"
        raise _refused(path, "it is larger than any profile" if profile else "it is larger than any scene collection")
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _refused(path, "it is damaged, or something else") from error
    match whole:
        case {"format": "flashtalk-studio", "kind": str(found), "version": int(version), "name": str(name)}:
            if found != kind:
                raise _other(path, kind)
            if version > VERSION:
                raise _refused(path, "it was made by a newer version of the studio")
            if isinstance(whole.get("content"), dict):
                return _name(name, path), whole["content"]
    raise _other(path, kind)


def _name(name: str, path: Path) -> str:
    """As it says, else as the file is called."""
    for one in (name, path.stem):
        try:
            return checked_name(one)
        except ValueError:
            continue
    return "Imported"


def _other(path: Path, kind: SetKind) -> AppError:
    return _refused(path, "it is no profile" if kind == "profile" else "it is no scene collection")


def _refused(path: Path, why: str) -> AppError:
    return AppError("sets.import", f"{path.name} cannot be imported: {why}.", "Choose a file that the studio exported.")
