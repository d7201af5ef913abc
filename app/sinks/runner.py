"""Runs one sink on a thread of its own, so that a slow or broken sink is nobody else's trouble."""

from __future__ import annotations

import dataclasses
import logging
import queue
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

from app.base.errors import AppError, Problem
from app.base.workers import Worker
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Tick
from app.sinks.base import Sink

log = logging.getLogger(__name__)

KEPT_SOUND_S: Final = 30
"""How much sound of slots without a picture of their own is kept for a sink that must not lose any."""


class SinkState(Enum):
    """Where a sink stands."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    lost_before: int
    tick: Tick
    own_picture: bool


class SinkRunner:
    """Hands ticks to one sink, through a bounded queue, on a thread named after the sink.

    ``write`` belongs to one thread (the pump's); everything else may be called from any.

    Args:
        sink: the sink; every call of it comes from the runner's thread.
        program: what it is opened with.
        on_problem: told once, on the runner's thread, what ended the sink. It is closed and OFF by then.
        queue_slots: program pictures that may wait for the sink.
        keep_sound: a slot that finds the queue full keeps its sound and shows the picture before it again, so that
            the sound has no hole (recording). Otherwise it is lost, and the sink is told by ``skip``.

    """

    def __init__(
        self,
        sink: Sink,
        program: ProgramFormat,
        on_problem: Callable[[Problem], None],
        queue_slots: int = 8,
        *,
        keep_sound: bool = False,
    ) -> None:
        self._sink = sink
        self._program = program
        self._on_problem = on_problem
        self._queue_slots = queue_slots
        self._keep_sound = keep_sound
        # A SimpleQueue, and counters that one thread writes each: the pump waits for no lock that Python code holds.
        self._queue: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._pictures_put = 0
        self._pictures_taken = 0
        self._last_picture: ProgramPicture | None = None
        self._lost = 0
        self._stopping = threading.Event()
        self._drain_until_ns = 0
        self._worker = Worker(f"sink-{sink.name}", self._run)
        self.state = SinkState.OFF
        """Where the sink stands. Ticks that come before it is ON are not meant for it."""
        self.skipped = 0
        """Slots that the sink could not take as they were, since the start."""

    def start(self) -> None:
        """Begin to open the sink; returns at once. Once only."""
        self.state = SinkState.STARTING
        self._worker.start()

    def write(self, tick: Tick) -> None:
        """Queue the next slot. Never blocks, never raises."""
        if self.state is not SinkState.ON or self._stopping.is_set():
            return
        if self._pictures_put - self._pictures_taken < self._queue_slots:
            self._pictures_put += 1
            if self._keep_sound:
                self._last_picture = tick.picture
            self._put(tick, own_picture=True)
            return
        self.skipped += 1
        if self._last_picture is not None and self._queue.qsize() < KEPT_SOUND_S * self._program.fps:
            self._put(dataclasses.replace(tick, picture=self._last_picture), own_picture=False)
        else:
            self._lost += 1

    @property
    def queued(self) -> int:
        """Slots that wait for the sink."""
        return self._queue.qsize()

    def request_stop(self, timeout_s: float = 5.0) -> None:
        """Take no more slots, finish those queued within ``timeout_s``, then close; returns at once."""
        if self._stopping.is_set():
            return
        self._drain_until_ns = time.monotonic_ns() + int(timeout_s * 1e9)
        self._stopping.set()
        self._queue.put(None)

    def join(self, timeout_s: float) -> bool:
        """Wait until the sink is closed; False when it is not after ``timeout_s``."""
        if self._worker.ident is not None:
            self._worker.join(timeout_s)
        return not self._worker.is_alive()

    def stop(self, timeout_s: float = 5.0, close_s: float = 20.0) -> None:
        """Finish what is queued within ``timeout_s``, close within ``close_s`` more, and wait for that."""
        self.request_stop(timeout_s)
        if not self.join(timeout_s + close_s):
            log.error("the sink %s did not close within %.0f s", self._sink.name, timeout_s + close_s)

    def _put(self, tick: Tick, *, own_picture: bool) -> None:
        self._queue.put(_Entry(self._lost, tick, own_picture))
        self._lost = 0

    def _run(self) -> None:
        problem: Problem | None = None
        try:
            self._sink.open(self._program)
            self.state = SinkState.ON
            self._drain()
        except Exception as error:  # around one sink
            problem = self._describe(error)
        try:
            self._sink.close()
        except Exception as error:  # around one sink
            problem = problem or self._describe(error)
        self.state = SinkState.OFF
        if problem is not None:
            self._on_problem(problem)

    def _drain(self) -> None:
        while (entry := self._queue.get()) is not None:
            if self._stopping.is_set() and time.monotonic_ns() > self._drain_until_ns:
                self.skipped += 1
                continue
            if entry.lost_before:
                self._sink.skip(entry.lost_before)
            self._sink.write(entry.tick)
            if entry.own_picture:
                self._pictures_taken += 1
            del entry  # who waits for the next picture holds none

    def _describe(self, error: Exception) -> Problem:
        if isinstance(error, AppError):
            log.warning("sink %s ended: %s", self._sink.name, error.message, exc_info=error)
            return Problem.from_error(error)
        log.error("sink %s ended", self._sink.name, exc_info=error)
        return Problem(
            f"{self._sink.name.replace(' ', '_')}.fault",
            f"The {self._sink.name} stopped because of a fault in the program ({type(error).__name__}: {error}).",
            "Start it again; if it happens again, send the log.",
        )
