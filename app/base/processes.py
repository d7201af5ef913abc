"""Processes that are not the studio's children in every sense."""

from __future__ import annotations

import subprocess
import sys
from typing import Any


def on_its_own() -> dict[str, Any]:
    """Arguments of ``Popen`` that make a process outlive the studio, its terminal and its Ctrl+C."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
