"""Files that are written whole or not at all, or show that they are not whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PART = ".part"
"""Ends the name of what has not come completely from the network."""


def keep_beside(path: Path, backup: Path) -> None:
    """Have the content of ``path`` also as ``backup``; one that cannot be read is moved there. Raises OSError.

    Whatever is written to ``path`` later takes the place of what nobody could read.
    """
    try:
        shutil.copyfile(path, backup)
    except OSError:
        path.replace(backup)


def write_atomically(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of what ``path`` holds, for this user alone to read. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=path.name + ".", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the new name is on the disk only when the folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
