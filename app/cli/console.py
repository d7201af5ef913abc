"""What the command line says: results on stdout, everything else on stderr, in calm lines."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import time

from app.base.errors import AppError
from app.base.paths import APP_NAME

log = logging.getLogger(__name__)

MB_ICONERROR = 0x10


class NobodyReadsError(Exception):
    """Whoever read our results has had enough."""


class Console:
    """Writes for a person on a terminal or for a script. The main thread."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._moving = 0  # characters of the line that is written over
        self._next_s = 0.0

    def result(self, text: str) -> None:
        """What was asked for, to stdout. Raises NobodyReadsError when nobody reads it any more."""
        self.settle()
        try:
            print(text, flush=True)
        except BrokenPipeError as error:
            raise NobodyReadsError from error

    def say(self, text: str) -> None:
        """A line to stderr."""
        self.settle()
        _to_stderr(f"{text}\n")

    def error(self, error: AppError) -> None:
        """What went wrong and what to do."""
        text = " ".join(part for part in (error.message, error.hint) if part)
        self.say(text)
        if sys.platform == "win32" and sys.stderr is None:  # a windowed program has no other way to say it
            ctypes.windll.user32.MessageBoxW(None, text, APP_NAME, MB_ICONERROR)

    def moving(self, text: str, every_s: float = 1.0) -> None:
        """A line that is written over by the next, at most every ``every_s``; on a terminal only."""
        now_s = time.monotonic()
        if self.is_terminal and now_s >= self._next_s:
            self._next_s = now_s + every_s
            _to_stderr(f"\r{text:<{self._moving}}")
            self._moving = len(text)

    def settle(self) -> None:
        """End the moving line."""
        if self._moving:
            _to_stderr("\n")
            self._moving = 0


def keep_stderr() -> None:
    """Have what is said reach stderr always. Before the first thread.

    While PortAudio looks for devices, sounddevice points the process's stderr at nothing (``sounddevice._initialize``,
    0.5), so that ALSA's remarks are not seen; what another thread says in that moment would be lost with them.
    """
    if sys.stderr is not None:
        descriptor = os.dup(sys.stderr.fileno())
        sys.stderr = os.fdopen(descriptor, "w", encoding=sys.stderr.encoding, buffering=1)


def make_streams_forgiving() -> None:
    """Let no character that a terminal cannot show end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _to_stderr(text: str) -> None:
    if sys.stderr is None:  # a windowed program
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError as error:  # nobody reads it any more; that ends no show
        log.warning("not said, because of %r: %s", error, text.strip())
