"""What a session has for the worker that drives its engine."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from multiprocessing import Pipe
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, Flushed
from app.engine.omnirt.pairing import Stretch

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = EngineInfo | Stretch | Flushed | Configured | AppError


class Mailbox:
    """Results on their way from the session's thread to the worker's, which can wait for them on ``arrived``."""

    def __init__(self) -> None:
        arrived, self._bell = Pipe(duplex=False)
        self.arrived: Connection = arrived
        self._lock = threading.Lock()
        self._items: deque[Item] = deque()
        self._failure: AppError | None = None
        self._turn: int | None = None
        self._rung = False

    def begin(self, turn: int) -> None:
        """The worker has begun ``turn``: what is here of an older one, or still comes, is dropped."""
        with self._lock:
            self._turn = turn
            self._items = deque(item for item in self._items if not isinstance(item, Stretch | Flushed))

    def put(self, item: Item) -> None:
        """Something for the worker."""
        with self._lock:
            if not isinstance(item, Stretch | Flushed) or item.turn == self._turn:
                self._items.append(item)
                self._ring()

    def fail(self, error: AppError) -> None:
        """The session is over; the first reason counts."""
        with self._lock:
            self._failure = self._failure or error
            self._ring()

    def wake(self) -> None:
        """Have the worker look around, although there may be nothing to take."""
        with self._lock:
            self._ring()

    def take(self) -> Item | None:
        """The next result. Raises the AppError that ended the session when there is no other."""
        with self._lock:
            if self._items:
                return self._items.popleft()
            if self._rung:
                self._rung = False
                self.arrived.recv_bytes()
            if self._failure is not None:
                raise self._failure
            return None

    def close(self) -> None:
        """Nobody waits here any more."""
        with self._lock, contextlib.suppress(OSError):
            self._rung = True
            self._bell.close()
            self.arrived.close()

    def _ring(self) -> None:
        if not self._rung:
            self._rung = True
            self._bell.send_bytes(b"!")
