"""Script files on disk. Every call blocks for as long as the disk takes."""

from __future__ import annotations

from pathlib import Path

from app.base.errors import AppError
from app.base.files import write_atomically
from app.sources.script import MOST_BYTES, Script, parse_script, write_script


def read_script(path: Path) -> Script:
    """The script in a file. Raises AppError."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AppError(
            "script.unreadable",
            f"The script {path} cannot be read: {error.strerror or error}.",
            "Choose another file, or give yourself the right to read it.",
        ) from error
    return parse_script(path.name, content)


def save_script(path: Path, script: Script) -> None:
    """Write the script as a text file, over one that is there. Raises AppError."""
    if path.suffix.lower() != ".txt":
        raise AppError("script.kind", f"{path.name} does not end in .txt.", "Scripts are saved as text.")
    try:
        write_atomically(path, write_script(script).encode())
    except OSError as error:
        raise AppError(
            "script.not_saved",
            f"The script could not be saved as {path}: {error.strerror or error}.",
            "Choose another folder.",
        ) from error
