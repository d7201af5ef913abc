"""The system's trash: what a person removes by a slip can be had back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.base.errors import AppError


def to_trash(path: Path) -> None:
    """Move a file there; may copy it, and take long. Raises AppError, and then the file is where it was."""
    try:
        _trash()(str(path))
    except OSError as error:
        why = error.strerror or str(error) or "it has no trash"
        raise AppError(
            "storage.trash",
            f"{path} cannot be moved to the trash: {why}. It stays.",
            "Where its disk has no trash, remove it in its folder.",
        ) from error


def _trash() -> Callable[[str], None]:
    # Imported when somebody throws something away: it looks for the home folder's trash.
    if sys.platform == "win32":
        # The package's other way deletes for ever what is too large for the recycle bin, or on a disk without one.
        from send2trash.win.modern import send2trash
    else:
        from send2trash import send2trash  # type: ignore[import-untyped]  # it has no types
    trash: Callable[[str], None] = send2trash
    return trash
