"""The computer's clock: whether it is set by the network, and how punctually the system wakes who waits for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

LIMIT_S = 3.0
_W32TIME = r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters"

NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
"""The studio did not exist then: a clock that says so is wrong, and every certificate seems to be of the future."""


def now() -> datetime:
    """What the clock says."""
    return datetime.now(UTC)


def set_by_network() -> bool | None:
    """Whether the system keeps its clock right by itself; None: it does not say. Blocks for a moment."""
    if sys.platform == "win32":
        return _windows_sets()
    if sys.platform == "darwin" or shutil.which("timedatectl") is None:
        return None
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip()) if done.returncode == 0 else None


def lateness_ms(slots: int, slot_s: float) -> list[float]:
    """How late each of so many deadlines was, one every ``slot_s`` seconds, in ms, sorted. Blocks meanwhile."""
    late = []
    due_s = time.monotonic()
    for _ in range(slots):
        due_s += slot_s
        time.sleep(max(0.0, due_s - time.monotonic()))
        late.append(max(0.0, time.monotonic() - due_s) * 1e3)
    return sorted(late)


def _windows_sets() -> bool | None:
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _W32TIME) as key:
            return str(winreg.QueryValueEx(key, "Type")[0]) != "NoSync"
    except OSError:
        return None
