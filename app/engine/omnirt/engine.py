"""The engine that has its pictures drawn by an OmniRT server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest, Flushed, Option, Rendered
from app.engine.mailbox import Mailbox
from app.engine.omnirt.pairing import Sound, Stretch
from app.engine.omnirt.pictures import Pictures
from app.engine.omnirt.session import Session
from app.engine.omnirt.wire import RATE_HZ
from app.media.types import Samples

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

TAIL_SAMPLES = 32 * RATE_HZ // 100
"""Silence after the last sound, without which servers leave the mouth open."""


class OmniRTEngine:
    """See ``PipelinedEngine``; lives on the worker's thread, beside its session's.

    One life is one session on one connection. Whatever ends it ends the engine; the studio starts another.
    """

    def __init__(self) -> None:
        self._mailbox: Mailbox[Stretch] = Mailbox()
        self.arrived: Connection | None = self._mailbox.arrived
        self.ahead = 0
        self._session: Session | None = None
        self._pictures: Pictures | None = None
        self._chunk = 0
        self._lookahead = 0
        self._part = 0  # that was begun: to session and mailbox a turn that is taken up further on is another
        self._submitted = 0  # chunks of this life
        self._at = 0  # samples of the turn that were submitted
        self._silent = 0  # of them, silence at the end

    @property
    def room(self) -> bool:
        """See ``PipelinedEngine``."""
        session = self._session
        return session is not None and self._chunk > 0 and self._submitted - session.answered < session.window

    def open(self, request: EngineRequest) -> None:
        """See ``PipelinedEngine``."""
        assert request.remote is not None, "the studio names the server of a remote engine"
        self._pictures = Pictures(request.width_px, request.height_px)
        self._session = Session(request, request.remote, self._mailbox)

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        """See ``PipelinedEngine``; what a server's avatar does between turns is its idle clip."""
        assert self._session is not None
        self._part, self._at, self._silent = part, 0, 0
        self._mailbox.begin(part)
        self._session.begin(part)

    def next_chunk(self) -> int:
        """See ``PipelinedEngine``."""
        return self._chunk

    def submit(self, samples: Samples) -> None:
        """See ``PipelinedEngine``."""
        self._submit(samples, self._at + len(samples))
        loud = np.flatnonzero(samples)
        self._silent = len(samples) - 1 - int(loud[-1]) if len(loud) else self._silent + len(samples)

    def end_turn(self) -> None:
        """See ``PipelinedEngine``; there is no word for the end but silence."""
        assert self._session is not None
        if self._at:
            shown_until = self._at + max(0, TAIL_SAMPLES - self._silent)
            for _ in range(-(-(shown_until - self._at) // self._chunk) + self._lookahead):
                self._submit(np.zeros(self._chunk, np.float32), shown_until)
        self._session.end()

    def _submit(self, samples: Samples, shown_until: int) -> None:
        assert self._session is not None
        end = self._at + len(samples)
        self._session.submit(Sound(self._part, self._at, end, samples, shown_until))
        self._at = end
        self._submitted += 1

    def collect(self) -> EngineInfo | Rendered | Flushed | Configured | CardChoice | AppError | None:
        """See ``PipelinedEngine``."""
        if self._pictures is not None and self._pictures.failure is not None:
            raise self._pictures.failure
        item = self._mailbox.take()
        match item:
            case Stretch():
                assert self._pictures is not None
                pictures = self._pictures.draw(item.jpegs)
                return Rendered(pictures, item.start, item.end, len(item.jpegs), item.spent_ns)
            case EngineInfo():
                assert self._session is not None
                assert self._pictures is not None
                opened = self._session.trial.opened
                self._chunk, self._lookahead = opened.geometry.chunk_samples, opened.lookahead_chunks
                self._pictures.look = self._session.trial.look
                self.ahead = item.ahead_ns // item.chunk_ns
        return item

    def configure(self, options: Mapping[str, Option]) -> None:
        """See ``ConfigurableEngine``."""
        if self._session is not None:
            self._session.configure(options)

    def close(self) -> None:
        """See ``PipelinedEngine``; waits until the server knows, because it would take a later goodbye for the next."""
        if self._session is not None:
            self._session.close()
        self._mailbox.close()
