"""An engine that draws elsewhere: what it is handed comes back when the test says so. For workers in a thread."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping

import numpy as np

from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, Flushed, Option, Rendered
from app.media.types import NS_PER_S, Pixels, Samples

FACTORY = "tests.helpers.distant_engine:DistantEngine"
RATE_HZ = 16_000
CHUNK = 1600
PICTURES = 4
IN_FLIGHT = 2

made: list[DistantEngine] = []
"""Every engine that was made, for the test to find its own."""


class DistantEngine:
    """See the module. ``give`` from the test's thread, the rest on the worker's."""

    ahead = 1

    def __init__(self) -> None:
        self.arrived, self._bell = multiprocessing.Pipe(duplex=False)
        self._results: deque[EngineInfo | Rendered | Flushed | AppError] = deque()
        self.submitted: list[tuple[int, Samples]] = []
        self.drawn = 0
        self.configured: list[Mapping[str, Option]] = []
        self.ended: list[int] = []
        self.closed = False
        self.failure: AppError | None = None
        self._turn = 0
        self._pending = 0
        made.append(self)

    def give(self, result: EngineInfo | Rendered | Flushed | AppError) -> None:
        """Let something arrive."""
        self._results.append(result)
        self._bell.send_bytes(b"x")

    def fail(self, error: AppError) -> None:
        """Let it be unable to go on."""
        self.failure = error
        self._bell.send_bytes(b"x")

    def stretch(self, number: int, value: int) -> Rendered:
        """The pictures of chunk ``number`` of the turn, all of one value."""
        return Rendered(self._pictures(value), number * CHUNK, (number + 1) * CHUNK, PICTURES, spent_ns=50_000_000)

    def _pictures(self, value: int) -> Iterator[Pixels]:
        for _ in range(PICTURES):
            self.drawn += 1
            yield np.full((self._height_px, self._width_px, 4), value, np.uint8)

    @property
    def room(self) -> bool:
        return self._pending < IN_FLIGHT

    def open(self, request: EngineRequest) -> None:
        self._width_px, self._height_px = request.width_px, request.height_px

    def info(self) -> EngineInfo:
        chunk_ns = CHUNK * NS_PER_S // RATE_HZ
        return EngineInfo("Distant", 40, RATE_HZ, chunk_ns, 0, 0, self._width_px, self._height_px)

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        del phase_ns
        self._part, self._turn, self._pending = part, turn, 0

    def next_chunk(self) -> int:
        return CHUNK

    def submit(self, samples: Samples) -> None:
        self._pending += 1
        self.submitted.append((self._turn, samples))

    def end_turn(self) -> None:
        self.ended.append(self._turn)

    def collect(self) -> EngineInfo | Rendered | Flushed | AppError | None:
        if self.arrived.poll(0):
            self.arrived.recv_bytes()
        if self.failure is not None:
            raise self.failure
        result = self._results.popleft() if self._results else None
        if isinstance(result, Rendered):
            self._pending -= 1
        return result

    def configure(self, options: Mapping[str, Option]) -> None:
        self.configured.append(options)

    def close(self) -> None:
        self.closed = True
        self.arrived.close()
        self._bell.close()
