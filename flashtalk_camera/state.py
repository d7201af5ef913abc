"""The state file: how the next studio finds a camera that is still running."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from flashtalk_camera.wire import STATE_FILE


def write_state(runtime: Path, state: dict[str, Any]) -> None:
    """Write the state file at once or not at all; only this user can read it, because the token is in it."""
    draft = runtime / f"{STATE_FILE}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        json.dump(state, file, indent=1)
    draft.replace(runtime / STATE_FILE)


def remove_state(runtime: Path) -> None:
    """Remove the state file if it is still ours: a helper started since may have replaced it."""
    path = runtime / STATE_FILE
    with contextlib.suppress(OSError, ValueError):
        if json.loads(path.read_text(encoding="utf-8")).get("pid") == os.getpid():
            path.unlink()
