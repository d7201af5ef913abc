"""Keys of an X server, taken by passive grabs: the server sends these keys to us and no other ones.

Facts: the X protocol (GrabKey, KeyPress, QueryKeymap); a held key repeats as release and press, and only the map of
keys tells whether it is still down.
"""

from __future__ import annotations

import os
import select
from collections.abc import Mapping, Sequence
from typing import Any

from Xlib import XK, X, display, error

from app.base.chords import Chord
from app.base.errors import AppError

_MODIFIERS = {"Ctrl": X.ControlMask, "Shift": X.ShiftMask, "Alt": X.Mod1Mask, "Meta": X.Mod4Mask}
_HELD = X.ControlMask | X.ShiftMask | X.Mod1Mask | X.Mod4Mask
# Caps Lock and Num Lock count as modifiers, too: a grab is for one exact set of them.
_LOCKS = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)
_KEYSYMS = {
    "Esc": "Escape",
    "Space": "space",
    "Backspace": "BackSpace",
    "Enter": "KP_Enter",
    "Ins": "Insert",
    "Del": "Delete",
    "PgUp": "Prior",
    "PgDown": "Next",
    "ScrollLock": "Scroll_Lock",
}


class X11Keys:
    """Implements ``KeyGrabber``. Has a connection of its own to the X server."""

    def __init__(self) -> None:
        try:
            self._display = display.Display()
        except (error.DisplayError, error.ConnectionClosedError, OSError) as failure:
            raise AppError("hotkeys.no_display", f"The X server hands out no keys: {failure}.") from failure
        self._root = self._display.screen().root
        self._grabbed: dict[tuple[int, int], Chord] = {}
        self._wanted: tuple[Chord, ...] = ()
        self._held: dict[int, Chord] = {}
        self._woken, self._waker = os.pipe()

    def grab(self, chords: Sequence[Chord]) -> Mapping[Chord, str]:
        """See ``KeyGrabber``."""
        try:
            return self._grab(chords)
        except error.ConnectionClosedError as failure:
            raise OSError(str(failure)) from failure

    def _grab(self, chords: Sequence[Chord]) -> Mapping[Chord, str]:
        for code, mask in self._grabbed:
            for locks in _LOCKS:
                self._root.ungrab_key(code, mask | locks)
        self._wanted, self._grabbed = tuple(chords), {}
        refused = {}
        for chord in chords:
            code = self._display.keysym_to_keycode(_keysym(chord.key))
            if code == 0:
                refused[chord] = f"This keyboard has no key {chord.key}."
            elif self._take(code, mask := sum(_MODIFIERS[one] for one in chord.modifiers)):
                self._grabbed[code, mask] = chord
            else:
                refused[chord] = f"Another program has {chord} already."
        return refused

    def wait(self) -> Sequence[tuple[Chord, bool]]:
        """See ``KeyGrabber``."""
        try:
            while not self._display.pending_events():
                ready, _, _ = select.select([self._display.fileno(), self._woken], [], [])
                if self._woken in ready:
                    os.read(self._woken, 64)
                    return ()
            return self._told(self._display.next_event())
        except error.ConnectionClosedError as failure:
            raise OSError(str(failure)) from failure

    def wake(self) -> None:
        """See ``KeyGrabber``."""
        os.write(self._waker, b"x")

    def close(self) -> None:
        """See ``KeyGrabber``."""
        try:
            self._display.close()  # and with it goes every grab
        except error.ConnectionClosedError as failure:
            raise OSError(str(failure)) from failure
        finally:
            os.close(self._woken)
            os.close(self._waker)

    def _take(self, code: int, mask: int) -> bool:
        failures = [error.CatchError(error.BadAccess) for _ in _LOCKS]
        for locks, failure in zip(_LOCKS, failures, strict=True):
            self._root.grab_key(code, mask | locks, False, X.GrabModeAsync, X.GrabModeAsync, onerror=failure)
        self._display.sync()
        taken = all(failure.get_error() is None for failure in failures)
        if not taken:  # half a key is none
            for locks in _LOCKS:
                self._root.ungrab_key(code, mask | locks)
        return taken

    def _told(self, event: Any) -> Sequence[tuple[Chord, bool]]:
        if event.type == X.MappingNotify:  # another layout: the same keys have other codes
            self._display.refresh_keyboard_mapping(event)
            self._grab(self._wanted)
        elif event.type == X.KeyPress:
            chord = self._grabbed.get((event.detail, event.state & _HELD))
            if chord is not None and event.detail not in self._held:
                self._held[event.detail] = chord
                return [(chord, True)]
        elif event.type == X.KeyRelease and event.detail in self._held and not self._is_down(event.detail):
            return [(self._held.pop(event.detail), False)]
        return ()

    def _is_down(self, code: int) -> bool:
        down = self._display.query_keymap()[code // 8] >> code % 8 & 1
        return bool(down)


def _keysym(key: str) -> int:
    name = _KEYSYMS.get(key, key.lower() if len(key) == 1 and key.isalpha() else key)
    # A character that has no name of its own among the keysyms is its Latin-1 code.
    return int(XK.string_to_keysym(name)) or (ord(key) if len(key) == 1 and ord(key) < 256 else 0)
