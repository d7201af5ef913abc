"""An X server of a test's own, and fingers on its keyboard."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import XK, X, display
from Xlib.ext import xtest


@contextmanager
def x_server() -> Iterator[str]:
    """Start an X server that shows nothing to anybody and outlives its last client; its name, such as ``:99``."""
    told, tells = os.pipe()
    program = ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(program, pass_fds=[tells], stderr=subprocess.DEVNULL)
    os.close(tells)
    try:
        with os.fdopen(told) as file:
            yield f":{file.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


class Fingers:
    """Press keys as a person at the keyboard of ``name`` does. By their X names: ``F9``, ``Control_L``."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)

    def press(self, *keys: str) -> None:
        self._move(X.KeyPress, keys)

    def release(self, *keys: str) -> None:
        self._move(X.KeyRelease, keys)

    def tap(self, *keys: str) -> None:
        self.press(*keys)
        self.release(*reversed(keys))

    def close(self) -> None:
        self._display.close()

    def _move(self, kind: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            xtest.fake_input(self._display, kind, self._display.keysym_to_keycode(XK.string_to_keysym(key)))
        self._display.sync()
