"""Keys of Windows, taken by RegisterHotKey: Windows sends these keys to us and no other ones.

Facts: learn.microsoft.com, RegisterHotKey (MOD_ and WM_HOTKEY values, MOD_NOREPEAT, the calling thread gets the
messages), Virtual-Key Codes, GetAsyncKeyState (the highest bit: down). Windows tells only of the press: the release is
seen by asking while the key is held.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from app.base.chords import Chord

_WM_HOTKEY, _WM_APP = 0x0312, 0x8000
_MODIFIERS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
_MOD_NOREPEAT = 0x4000
_QS_ALLINPUT, _INFINITE, _PM_REMOVE = 0x04FF, 0xFFFFFFFF, 1
_HELD_LOOK_MS = 20
_KEYS = {
    "Backspace": 0x08, "Tab": 0x09, "Return": 0x0D, "Enter": 0x0D, "Pause": 0x13, "Esc": 0x1B, "Space": 0x20,
    "PgUp": 0x21, "PgDown": 0x22, "End": 0x23, "Home": 0x24, "Left": 0x25, "Up": 0x26, "Right": 0x27, "Down": 0x28,
    "Print": 0x2C, "Ins": 0x2D, "Del": 0x2E, "ScrollLock": 0x91,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}  # fmt: skip


class _Message(ctypes.Structure):
    """MSG."""

    _fields_ = (
        ("hwnd", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("x", ctypes.c_long),
        ("y", ctypes.c_long),
    )


class WindowsKeys:
    """Implements ``KeyGrabber``.

    Args:
        user32: Windows' library of windows and keys.
        thread_id: of the thread that opens it.
    """

    MESSAGE = _Message

    def __init__(self, user32: Any = None, thread_id: int | None = None) -> None:
        if sys.platform == "win32" and user32 is None:
            user32, thread_id = ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32").GetCurrentThreadId()
        self._user32, self._thread_id = user32, thread_id
        self._message = _Message()
        # Makes the thread's queue, so that no ``wake`` comes too early for it.
        self._user32.PeekMessageW(ctypes.byref(self._message), None, _WM_APP, _WM_APP, 0)
        self._taken: dict[int, tuple[Chord, int]] = {}
        self._held: dict[int, Chord] = {}

    def grab(self, chords: Sequence[Chord]) -> Mapping[Chord, str]:
        """See ``KeyGrabber``."""
        for number in self._taken:
            self._user32.UnregisterHotKey(None, number)
        self._taken = {}
        refused = {}
        for number, chord in enumerate(chords, 1):
            code = self._code(chord.key)
            mask = sum(_MODIFIERS[one] for one in chord.modifiers) | _MOD_NOREPEAT
            if code == 0:
                refused[chord] = f"This keyboard has no key {chord.key}."
            elif self._user32.RegisterHotKey(None, number, mask, code):
                self._taken[number] = (chord, code)
            else:
                refused[chord] = f"Another program has {chord} already."
        return refused

    def wait(self) -> Sequence[tuple[Chord, bool]]:
        """See ``KeyGrabber``."""
        patience_ms = _HELD_LOOK_MS if self._held else _INFINITE
        self._user32.MsgWaitForMultipleObjects(0, None, False, patience_ms, _QS_ALLINPUT)
        told = []
        while self._user32.PeekMessageW(ctypes.byref(self._message), None, 0, 0, _PM_REMOVE):
            taken = self._taken.get(self._message.wparam) if self._message.message == _WM_HOTKEY else None
            if taken is not None and taken[1] not in self._held:
                self._held[taken[1]] = taken[0]
                told.append((taken[0], True))
        up = [code for code in self._held if not self._user32.GetAsyncKeyState(code) & 0x8000]
        return told + [(self._held.pop(code), False) for code in up]

    def wake(self) -> None:
        """See ``KeyGrabber``."""
        self._user32.PostThreadMessageW(self._thread_id, _WM_APP, 0, 0)

    def close(self) -> None:
        """See ``KeyGrabber``."""
        self.grab(())

    def _code(self, key: str) -> int:
        if key in _KEYS:
            return _KEYS[key]
        code = int(self._user32.VkKeyScanW(ord(key)))
        return 0 if code & 0xFFFF == 0xFFFF else code & 0xFF
