"""Ending on Ctrl+C and SIGTERM: first cleanly, then by force."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

from app.cli.arguments import INTERRUPTED

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class StopSignals:
    """Catches the signals that ask the program to end. The main thread.

    Args:
        on_stop: called at the first signal, in the middle of whatever the main thread does: it must only take note.

    Attributes:
        stopped: set by the first signal. The second ends the process at once.

    """

    def __init__(self, on_stop: Callable[[], None] = lambda: None) -> None:
        self._on_stop = on_stop
        self.stopped = threading.Event()

    def __enter__(self) -> Self:
        """Catch them from now on."""
        numbers = [number for name in NAMES if (number := _number(name)) is not None]
        handlers = {number: signal.getsignal(number) for number in numbers}
        # Whoever started us with a signal ignored (nohup, a script's background job) meant it.
        self._before = {number: handler for number, handler in handlers.items() if handler is not signal.SIG_IGN}
        for number in self._before:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave them to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self.stopped.is_set():
            with suppress(OSError):
                os.write(2, b"\nForced to end.\n")  # print is not made for signal handlers
            os._exit(INTERRUPTED)
        self.stopped.set()
        self._on_stop()


def _number(name: str) -> signal.Signals | None:
    """A signal by its name; None where this system has none of it."""
    return getattr(signal, name, None)
