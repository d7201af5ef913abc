"""Parting from an engine, which may take seconds: nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable

from app.base.workers import Worker
from app.studio.loop import Loop


class Farewell:
    """One at a time. Lives on the studio's thread; ``join`` on any.

    Args:
        loop: the studio's thread.
        over: called on it when the engine is gone.
    """

    def __init__(self, loop: Loop, over: Callable[[], None]) -> None:
        self._loop = loop
        self._over = over
        self._worker: Worker | None = None

    @property
    def under_way(self) -> bool:
        """The engine is not gone yet."""
        return self._worker is not None

    def say(self, end: Callable[[], None]) -> None:
        """Have ``end`` called where it may take its time."""

        def part() -> None:
            end()
            self._loop.post(self._said)

        self._worker = Worker("engine farewell", part)
        self._worker.start()

    def join(self) -> None:
        """Wait until the engine is gone."""
        worker = self._worker
        if worker is not None:
            worker.join()

    def _said(self) -> None:
        self._worker = None
        self._over()
