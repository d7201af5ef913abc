"""What the machine has left: room on the disk, and a clock that is right and punctual."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from app.base import system_clock
from app.studio.checkup import Finding, Light, Remedy, Step

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

SLOTS = 30
LATE_SHARE = 0.5
"""Share of a slot that the machine may be late for it, at the 90th percentile, before pictures are left out."""


def check_disk(folder: Path) -> Finding:
    """There is room where recordings go."""
    from app.sinks.recorder import LOW_FREE_BYTES, MIN_FREE_BYTES

    there = _nearest(folder)
    elsewhere = Remedy(page="recording")
    if not os.access(there, os.W_OK):
        message = f"Recordings cannot be written to {folder}."
        return Finding(RED, message, "Choose another folder in the settings.", elsewhere)
    free = shutil.disk_usage(there).free
    message = f"{free / 1e9:.1f} GB are free for recordings in {folder}."
    if free < LOW_FREE_BYTES:
        hint = "Make room, or choose another folder for recordings in the settings."
        return Finding(RED if free < MIN_FREE_BYTES else AMBER, message, hint, elsewhere)
    return Finding(GREEN, message)


def check_clock(fps: int) -> Finding:
    """The clock is right, which servers ask for, and the system wakes the show in time for its slots."""
    now = system_clock.now()
    if now < system_clock.NOT_BEFORE:
        message = f"The computer's clock says {now:%d %B %Y}, so secure connections are refused."
        return Finding(RED, message, "Set it.", Remedy(steps=_set_clock()))
    slot_ms = 1e3 / fps
    late_ms = system_clock.lateness_ms(SLOTS, slot_ms / 1e3)[SLOTS * 9 // 10 - 1]
    if late_ms > LATE_SHARE * slot_ms:
        return Finding(
            AMBER,
            f"The computer is so busy that it comes {late_ms:.0f} ms late to pictures that last {slot_ms:.0f} ms.",
            "Close other programs, or limit the frame rate of a game that runs.",
            Remedy(steps=_find_the_busy_one()),
        )
    if system_clock.set_by_network() is False:
        hint = "Have the system set its time by itself."
        return Finding(AMBER, "Nothing keeps the computer's clock right.", hint, Remedy(steps=_set_clock()))
    return Finding(GREEN, f"The clock is right, and wakes the show {late_ms:.1f} ms late at most.")


def _set_clock() -> tuple[Step, ...]:
    if sys.platform == "win32":
        return (Step("Switch on “Set time automatically”, then press “Sync now”.", link="ms-settings:dateandtime"),)
    if sys.platform == "darwin":
        page = "x-apple.systempreferences:com.apple.preference.datetime"
        return (Step("Switch on “Set time and date automatically”.", link=page),)
    return (Step("Have the time set by the network.", "sudo timedatectl set-ntp true"),)


def _find_the_busy_one() -> tuple[Step, ...]:
    tool = {
        "win32": "Open the Task Manager (Ctrl+Shift+Esc), and sort by CPU: close what stands first and is not needed.",
        "darwin": "Open Activity Monitor, and sort by CPU: close what stands first and is not needed.",
    }.get(sys.platform, "Open the system monitor, and sort by CPU: close what stands first and is not needed.")
    return (Step(tool), Step("In a game, limit the frame rate to 60."), Step("Check again."))


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
