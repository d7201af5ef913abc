"""Processes of the studio: how they outlive it, and what they do in it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from app.base.usage import PartName

_noted: dict[int, PartName] = {}


def on_its_own() -> dict[str, Any]:
    """Arguments of ``Popen`` that make a process outlive the studio, its terminal and its Ctrl+C."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def note_part(pid: int | None, part: PartName) -> None:
    """Remember what a process does whose command line does not tell: those that ``multiprocessing`` starts. Any thread.

    ``multiprocessing`` knows them, too, but takes their exit code from whoever waits for it when it is asked.
    """
    if pid is not None:
        _noted[pid] = part


def noted_part(pid: int) -> PartName | None:
    """What was remembered of a process; None: nothing was."""
    return _noted.get(pid)
