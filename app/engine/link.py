"""The worker's end of the line to its host."""

from __future__ import annotations

import contextlib
import logging
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from app.engine.messages import Down, LogLine, Up

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class HostGone(Exception):  # noqa: N818 - it ends the worker, it is no mistake
    """Nobody listens at the other end any more."""


class Link:
    """Sends and receives; a broken line raises HostGone. ``send`` from any thread, the rest on the worker's."""

    def __init__(self, conn: Connection[Up, Down]) -> None:
        self._conn = conn
        self._lock = threading.Lock()

    def send(self, message: Up) -> None:
        """Send ``message``; waits while the host is behind."""
        try:
            with self._lock:
                self._conn.send(message)
        except OSError as error:
            raise HostGone from error

    def receive(self, timeout_s: float | None, other: Connection | None = None) -> Down | None:
        """The next message, or None if none comes within ``timeout_s`` (None: wait for ever).

        ``other`` ends the wait as well, as soon as it can be read.
        """
        try:
            if other is not None:
                return self._conn.recv() if self._conn in wait([self._conn, other], timeout_s) else None
            return self._conn.recv() if self._conn.poll(timeout_s) else None
        except (EOFError, OSError) as error:
            raise HostGone from error

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._conn.close()


class LogForwarder(logging.Handler):
    """Sends log records of a worker process to the host, formatted first: tracebacks do not pickle."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; without a host there is nobody to tell."""
        with contextlib.suppress(HostGone):
            self._link.send(LogLine(record.levelno, record.name, self.format(record)))
