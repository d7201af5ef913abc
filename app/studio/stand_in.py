"""The engine that draws while the one that was chosen is away."""

from __future__ import annotations

import logging
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


class StandIn:
    """One appearance of another engine. Made, dismissed and joined on the studio's thread; ``on_…`` on the link's.

    It takes up what is being spoken as soon as it is ready: the face comes out of its idle movement. Nobody waits for
    it but ``join``: it begins and ends on threads of its own.

    Args:
        make_link: makes the link to the engine, given its listener.
        request: what it is to draw.
        speech: gets the pictures.
        frames: counts them.
        before: the appearance whose place it takes, and which is over; it begins when that one is gone.
    """

    def __init__(
        self,
        make_link: Callable[[EngineListener], EngineLink],
        request: EngineRequest,
        speech: Speech | None,
        frames: RateMeter,
        before: StandIn | None = None,
    ) -> None:
        self.link = make_link(self)
        self.info: EngineInfo | None = None
        """None: it is not ready, or no more."""
        self._gone = False
        self._speech = speech
        self._frames = frames
        self._dismissed = False
        self._arrival = Worker("stand-in arrival", lambda: self._begin(request, before))
        self._farewell = Worker("stand-in farewell", self._end)
        self._arrival.start()

    @property
    def over(self) -> bool:
        """It was dismissed, or has gone by itself."""
        return self._dismissed or self._gone

    def dismiss(self) -> None:
        """It is not needed any more; nothing it draws is taken, and it ends by itself."""
        if not self._dismissed:
            self._dismissed, self.info = True, None
            self._farewell.start()

    def join(self) -> None:
        """Wait until it is gone."""
        self.dismiss()
        self._farewell.join()

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
        if self._dismissed:
            return
        self.info = info
        if self._speech is not None:
            self._speech.engine_is_back()

    def on_frame(self, frame: VideoFrame) -> None:
        """A picture."""
        if self._speech is not None and not self._dismissed:
            self._frames.count(time.monotonic_ns())
            self._speech.frame(frame)

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Rendered up to here."""
        if self._speech is not None and not self._dismissed:
            self._speech.progress(turn, until_ns)

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
        self.info = None
        self._gone = True
        if reason is not None:
            log.info("the engine that stands in has gone: %s", reason.message)
