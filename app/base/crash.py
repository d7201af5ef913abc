"""What is left behind when everything else failed: a crash report, and no exception that nobody saw."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from app.base.errors import Problem, Severity

log = logging.getLogger(__name__)


class CrashGuard:
    """Watches this process from ``start`` to ``close``. Owned by the main thread.

    A native crash writes the stacks of all threads into ``crash_file``. ``close`` is the clean end and removes it:
    a report that is there at the next start means that the studio died.

    Args:
        crash_file: where the report goes; its folder exists.

    """

    def __init__(self, crash_file: Path) -> None:
        self._path = crash_file
        self._file: IO[bytes] | None = None

    def start(self) -> Problem | None:
        """Begin to watch; returns a problem that offers the report of the run before, if that crashed."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = _log_uncaught
        threading.excepthook = _log_uncaught_in_thread
        problem = None
        try:
            problem = self._last_crash()
            self._file = self._path.open("wb", buffering=0)
            faulthandler.enable(self._file)
        except OSError as error:
            log.info("no crash report will be written: %s", error)
        return problem

    def close(self) -> None:
        """The clean end."""
        sys.excepthook, threading.excepthook = self._hooks
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            # Windows reports some exceptions that were handled afterwards: this run ended well.
            self._path.unlink(missing_ok=True)

    def _last_crash(self) -> Problem | None:
        if not self._path.exists() or self._path.stat().st_size == 0:
            return None
        report = self._path.with_name("crash-last.log")
        self._path.replace(report)
        return Problem(
            "app.crashed",
            "FlashTalk Studio stopped unexpectedly the last time.",
            f"The report is {report}. Please send it with a word on what you were doing.",
            Severity.NOTICE,
        )


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught exception", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or issubclass(args.exc_type, SystemExit):
        return
    name = args.thread.name if args.thread is not None else "?"
    log.critical("uncaught exception in thread %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
