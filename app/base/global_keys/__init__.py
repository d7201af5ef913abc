"""Keys that reach the studio whatever window has the keyboard, where the system hands them out.

Only the keys that were asked for are seen, never what is typed: see ``docs/decisions/hotkeys.md``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from app.base.chords import Chord
from app.base.errors import AppError
from app.base.launcher import command


class KeyGrabber(Protocol):
    """Has keys handed out. Everything but ``wake`` on the thread that opened it."""

    def grab(self, chords: Sequence[Chord]) -> Mapping[Chord, str]:
        """Have these from now on, and no others; those that cannot be had, each with a sentence that says why."""
        ...

    def wait(self) -> Sequence[tuple[Chord, bool]]:
        """What was pressed (True) or let go, once there is something; nothing after ``wake``. Raises OSError."""
        ...

    def wake(self) -> None:
        """Have ``wait`` return. Any thread."""
        ...

    def close(self) -> None:
        """Give the keys back."""
        ...


def why_none() -> str:
    """Why this system hands out no keys, in a sentence that says what to do instead; empty: it does."""
    if sys.platform == "darwin":
        return (
            "On macOS hotkeys work while a window of the studio is in front: elsewhere use a Stream Deck or a phone "
            "(Settings > Remote Control)."
        )
    if sys.platform != "win32" and (os.environ.get("WAYLAND_DISPLAY") or not os.environ.get("DISPLAY")):
        return (
            "Wayland hands out no keys: in the system's keyboard settings have a key run a command of the studio, "
            f"such as “{command('panic')}”, or use Settings > Remote Control."
        )
    return ""


def open_grabber() -> KeyGrabber:
    """The way of this system. The thread that uses it. Raises AppError."""
    if reason := why_none():
        raise AppError("hotkeys.none", reason)
    if sys.platform == "win32":
        from app.base.global_keys.windows import WindowsKeys

        return WindowsKeys()
    from app.base.global_keys.x11 import X11Keys

    return X11Keys()
