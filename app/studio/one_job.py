"""One thing at a time, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.base.workers import Worker


class OneJob:
    """Begun and ended from one thread."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._stop = threading.Event()

    @property
    def busy(self) -> bool:
        """It is being done."""
        return self._worker is not None and self._worker.is_alive()

    def start(self, name: str, work: Callable[[threading.Event], None]) -> None:
        """Do ``work``, which looks at the event that it is given; only while nothing is being done."""
        stop = self._stop = threading.Event()
        self._worker = Worker(name, lambda: work(stop))
        self._worker.start()

    def stop(self) -> None:
        """Have it leave off."""
        self._stop.set()

    def close(self) -> None:
        """Have it leave off, and wait some seconds for that."""
        self._stop.set()
        if self._worker is not None:
            self._worker.join(5.0)
