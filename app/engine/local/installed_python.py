"""A Python of its own as it is found: see ``own_python``, which installs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, ClassVar


class InstalledPython:
    """Any thread. Needs nothing of what installing takes: who only uses it pays for no network library.

    Args:
        folder: of its own.

    """

    NOTED: ClassVar[tuple[str, ...]] = ()
    """What the self-test tells that the stamp keeps."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def python(self) -> Path:
        """Its interpreter, once it is installed."""
        return self._folder / "env" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    @property
    def stamp(self) -> dict[str, Any] | None:
        """What it holds; None: it is not installed, or not whole."""
        try:
            stamp = json.loads(self._stamp.read_text("utf-8"))
            known = {"key", "size_bytes", *self.NOTED} <= stamp.keys()
        except (OSError, ValueError, AttributeError):
            return None
        return stamp if known and self.python.exists() else None

    @property
    def _stamp(self) -> Path:
        return self._folder / "runtime.json"
