"""A thread of the studio's own: does one thing after another, now or later."""

from __future__ import annotations

import heapq
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable

from app.base.errors import AppError
from app.base.workers import Worker

log = logging.getLogger(__name__)

Action = Callable[[], None]


class Loop:
    """Runs actions in the order in which they were posted, on one thread. ``post`` and ``later`` from any thread.

    Args:
        on_error: told of an AppError that an action raised, on the loop's thread.
        name: of the thread.
    """

    def __init__(self, on_error: Callable[[AppError], None], name: str = "studio") -> None:
        self._on_error = on_error
        self._actions: queue.SimpleQueue[Action | None] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Action]] = []
        self._timer_lock = threading.Lock()
        self._count = itertools.count()
        self._worker = Worker(name, self._run)

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def stop(self, timeout_s: float = 15.0) -> None:
        """Finish what was posted before, and end."""
        self._worker.stop_and_join(lambda: self._actions.put(None), timeout_s)

    def post(self, action: Action) -> None:
        """Do ``action`` after what was posted before."""
        self._actions.put(action)

    def later(self, delay_s: float, action: Action) -> None:
        """Do ``action`` in ``delay_s`` seconds."""
        with self._timer_lock:
            heapq.heappush(self._timers, (time.monotonic() + delay_s, next(self._count), action))
        self._actions.put(_nothing)  # the wait must be planned anew

    def _run(self) -> None:
        while True:
            try:
                action = self._actions.get(timeout=self._until_next_timer())
            except queue.Empty:
                action = _nothing
            if action is None:
                return
            self._do(action)
            for due in self._due_timers():
                self._do(due)

    def _do(self, action: Action) -> None:
        try:
            action()
        except AppError as error:
            self._on_error(error)
        except Exception as error:  # top of a thread: the show goes on
            log.exception("a studio action failed")
            self._on_error(AppError("studio.bug", f"Something went wrong inside the studio: {error}.", "See the log."))

    def _until_next_timer(self) -> float | None:
        with self._timer_lock:
            return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _due_timers(self) -> list[Action]:
        due: list[Action] = []
        with self._timer_lock:
            while self._timers and self._timers[0][0] <= time.monotonic():
                due.append(heapq.heappop(self._timers)[2])
        return due


def _nothing() -> None:
    """Wakes the loop."""
