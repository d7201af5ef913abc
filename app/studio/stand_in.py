"""The engine that draws while the one that was chosen is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.base.workers import Worker
from app.engine.base import Configured, EngineInfo, EngineRequest
from app.engine.host import EngineListener
from app.engine.messages import Stats
from app.media.types import VideoFrame
from app.studio.measures import RateMeter
from app.studio.parts import EngineLink
from app.studio.speech import Speech

log = logging.getLogger(__name__)


ALL = 1000
"""Pictures: more than an engine is ever ahead."""

SILENCE = -1
"""A turn of nobody's."""


class StandIn:
    """One appearance of another engine. Made, dismissed and joined on the studio's thread; ``on_…`` on the link's.

    It is loaded before it is needed, and takes up what is being spoken as soon as it is to ``enter``: the face goes on.
    Nobody waits for it but ``join``: it begins and ends on threads of its own.

    Args:
        make_link: makes the link to the engine, given its listener.
        request: what it is to draw.
        frames: counts its pictures.
        before: the appearance whose place it takes, and which is over; it begins when that one is gone.
    """

    def __init__(
        self,
        make_link: Callable[[EngineListener], EngineLink],
        request: EngineRequest,
        frames: RateMeter,
        before: StandIn | None = None,
    ) -> None:
        self.link = make_link(self)
        self.request = request
        self.info: EngineInfo | None = None
        """What draws; None: it does not, yet or any more."""
        self._loaded: EngineInfo | None = None
        self._gone = False
        self._lock = threading.Lock()  # entering, and what it depends on, are one step
        self._entered = False
        self._speech: Speech | None = None
        self._frames = frames
        self._dismissed = False
        self._arrival = Worker("stand-in arrival", lambda: self._begin(request, before))
        self._farewell = Worker("stand-in farewell", self._end)
        self._arrival.start()

    @property
    def over(self) -> bool:
        """It was dismissed, or has gone by itself."""
        return self._dismissed or self._gone

    @property
    def ready(self) -> bool:
        """It can draw at once."""
        return self._loaded is not None

    def enter(self, speech: Speech | None) -> None:
        """Have it draw what ``speech`` says, as soon as it can."""
        with self._lock:
            self._entered, self._speech = True, speech
            self._take_up()

    def leave(self) -> Speech | None:
        """Have it draw no more, and be ready for the next time. Gives what it was drawing; None: nothing."""
        with self._lock:
            left = self._speech if self._entered else None
            drew, self.info = self.info is not None, None
            self._entered, self._speech = False, None
        if drew:
            self.link.release(ALL)
            self.link.new_turn(SILENCE, 0)
        return left

    def dismiss(self) -> None:
        """It is not needed any more; nothing it draws is taken, and it ends by itself."""
        with self._lock:
            dismissed, self._dismissed = self._dismissed, True
            self.info = self._loaded = None
        if not dismissed:
            self._farewell.start()

    def join(self) -> None:
        """Wait until it is gone."""
        self.dismiss()
        self._farewell.join()

    def _take_up(self) -> None:
        """Begin to draw, if it can and is to."""
        if self._entered and self.info is None and self._loaded is not None:
            self.info = self._loaded
            if self._speech is not None:
                self._speech.engine_is_back(fast=True)

    # ---- threads of its own

    def _begin(self, request: EngineRequest, before: StandIn | None) -> None:
        if before is not None:
            before.join()
        if not self._dismissed:
            self.link.start(request)

    def _end(self) -> None:
        self._arrival.join()
        self.link.stop()

    # ---- the link's thread

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """Loaded."""
        with self._lock:
            if not self._dismissed:
                self._loaded = info
                self._take_up()

    def on_frame(self, frame: VideoFrame) -> None:
        """A picture."""
        speech = self._speech
        if speech is None or self.info is None:
            self.link.release(1)  # it has left meanwhile
            return
        self._frames.count(time.monotonic_ns())
        speech.frame(frame)

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Rendered up to here."""
        speech = self._speech
        if speech is not None and self.info is not None:
            speech.progress(turn, until_ns)

    def on_turn_done(self, turn: int) -> None:
        """Rendered completely."""

    def on_stats(self, stats: Stats) -> None:
        """The heartbeat: what is measured is the engine that was chosen."""

    def on_configured(self, configured: Configured) -> None:
        """It is told no options."""

    def on_card_choice(self, choice: CardChoice) -> None:
        """It needs no card."""

    def on_notice(self, notice: AppError) -> None:
        """Something that people should know of an engine that they did not choose."""
        log.info("the engine that stands in says: %s", notice.message)

    def on_down(self, reason: AppError | None) -> None:
        """The worker is gone."""
        with self._lock:
            self.info = self._loaded = None
            self._gone = True
        if reason is not None:
            log.info("the engine that stands in has gone: %s", reason.message)
