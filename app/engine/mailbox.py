"""What the thread that an engine draws on has for the worker that drives it."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, Flushed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Drawn(Protocol):
    """Pictures of a turn."""

    @property
    def turn(self) -> int:
        """Number of the turn."""
        ...


_Drawn = TypeVar("_Drawn", bound=Drawn)
_OfNoTurn = EngineInfo | Configured | CardChoice | AppError


class Mailbox(Generic[_Drawn]):
    """Results on their way from the drawing thread to the worker's, which can wait for them on ``arrived``."""

    def __init__(self) -> None:
        arrived, self._bell = Pipe(duplex=False)
        self.arrived: Connection = arrived
        self._lock = threading.Lock()
        self._items: deque[EngineInfo | Configured | CardChoice | AppError | Flushed | _Drawn] = deque()
        self._failure: AppError | None = None
        self._turn: int | None = None
        self._rung = False

    def begin(self, turn: int) -> None:
        """The worker has begun ``turn``: what is here of an older one, or still comes, is dropped."""
        with self._lock:
            self._turn = turn
            self._items = deque(item for item in self._items if isinstance(item, _OfNoTurn))

    def put(self, item: EngineInfo | Configured | CardChoice | AppError | Flushed | _Drawn) -> None:
        """Something for the worker."""
        with self._lock:
            if isinstance(item, _OfNoTurn) or item.turn == self._turn:
                self._items.append(item)
                self._ring()

    def fail(self, error: AppError) -> None:
        """There will be no more; the first reason counts."""
        with self._lock:
            self._failure = self._failure or error
            self._ring()

    def wake(self) -> None:
        """Have the worker look around, although there may be nothing to take."""
        with self._lock:
            self._ring()

    def take(self) -> EngineInfo | Configured | CardChoice | AppError | Flushed | _Drawn | None:
        """The next result. Raises the AppError that ended everything when there is no other."""
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
