"""An engine that draws while it is called, as one that is asked and answers later."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.engine.base import CuedEngine, Engine, EngineInfo, EngineRequest, ExpressiveEngine, Flushed, Rendered
from app.media.types import MouthCue, Samples

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.avatars.expressions import Expression
    from app.base.errors import AppError


class Immediate:
    """Drives an ``Engine`` for the worker; see ``PipelinedEngine``. Lives on the worker's thread."""

    arrived: Connection | None = None  # nothing ever comes but what was asked for just now
    ahead = 0  # the pictures of a stretch are drawn as they are taken, and before the next is rendered

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._results: deque[EngineInfo | Rendered | Flushed] = deque()
        self._part = 0

    @property
    def room(self) -> bool:
        """See ``PipelinedEngine``."""
        return not self._results

    def open(self, request: EngineRequest) -> None:
        """See ``PipelinedEngine``; waits until it is loaded."""
        self._results.clear()
        self._results.append(self._engine.load(request))

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        """See ``PipelinedEngine``."""
        self._part = part
        self._results.clear()
        self._engine.begin_turn(turn, phase_ns)

    def expect(self, cues: Sequence[MouthCue]) -> None:
        """See ``CuedEngine``."""
        if isinstance(self._engine, CuedEngine):
            self._engine.expect(cues)

    def express(self, name: Expression, phase_ns: int) -> None:
        """See ``ExpressiveEngine``."""
        if isinstance(self._engine, ExpressiveEngine):
            self._engine.express(name, phase_ns)

    def next_chunk(self) -> int:
        """See ``PipelinedEngine``."""
        return self._engine.next_chunk()

    def submit(self, samples: Samples) -> None:
        """See ``PipelinedEngine``."""
        begun_ns = time.monotonic_ns()
        rendered = self._engine.render(samples)
        self._results.append(replace(rendered, spent_ns=time.monotonic_ns() - begun_ns))

    def end_turn(self) -> None:
        """See ``PipelinedEngine``."""
        begun_ns = time.monotonic_ns()
        rendered = self._engine.end_turn()
        self._results.append(replace(rendered, spent_ns=time.monotonic_ns() - begun_ns))
        self._results.append(Flushed(self._part))

    def collect(self) -> EngineInfo | Rendered | Flushed | AppError | None:
        """See ``PipelinedEngine``."""
        return self._results.popleft() if self._results else None

    def close(self) -> None:
        """See ``PipelinedEngine``."""
        self._engine.close()
