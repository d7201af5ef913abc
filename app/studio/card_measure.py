"""Measuring the graphics card without a show."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.base.settings import Settings
from app.engine.base import Configured, EngineInfo
from app.engine.messages import Stats
from app.media.types import VideoFrame
from app.studio.engine_order import engine_request
from app.studio.parts import Parts, program_format

_SLICE_S = 0.2


class EngineProbe:
    """An engine's listener that waits for its first word. Called on the host's thread.

    Args:
        tell: told what is measured of the graphics card.

    """

    def __init__(self, tell: Callable[[CardChoice], None] = lambda choice: None) -> None:
        self._tell = tell
        self.answered = threading.Event()
        self.info: EngineInfo | None = None
        self.choice: CardChoice | None = None
        self.failure: AppError | None = None

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """It draws."""
        del session_create_ms
        self.info = info
        self.answered.set()

    def on_card_choice(self, choice: CardChoice) -> None:
        """What is known of the card so far."""
        self.choice = choice
        self._tell(choice)

    def on_frame(self, frame: VideoFrame) -> None:
        """Nobody looks."""

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Nobody speaks."""

    def on_turn_done(self, turn: int) -> None:
        """Nobody speaks."""

    def on_stats(self, stats: Stats) -> None:
        """Nobody speaks."""

    def on_notice(self, notice: AppError) -> None:
        """It goes on."""

    def on_configured(self, configured: Configured) -> None:
        """It is told no options."""

    def on_down(self, reason: AppError | None) -> None:
        """It cannot go on."""
        self.failure = self.failure or reason
        self.answered.set()


def measure_card(
    parts: Parts, settings: Settings, tell: Callable[[CardChoice], None], stopped: threading.Event
) -> CardChoice | None:
    """Forget what was measured, and measure again; minutes. None: it was stopped. Raises AppError.

    Args:
        parts: make the engine and know its model.
        settings: those of the graphics card count; nothing is changed in them.
        tell: told what is known so far, and in the end. On the host's thread.
        stopped: set when nobody wants to know it any more.

    """
    engine = settings.engine.model_copy(update={"kind": "local"})
    local = settings.local.model_copy(update={"model": "auto"})
    settings = settings.model_copy(update={"engine": engine, "local": local})
    program = program_format(settings)
    host = parts.open_host(settings.window.avatar, program, settings.program)
    request = engine_request(host, program, settings, parts)
    parts.measured.forget()
    probe = EngineProbe(tell)
    link = parts.engine(settings.engine, probe, program.fps)
    link.start(request)
    try:
        while not probe.answered.wait(_SLICE_S):
            if stopped.is_set():
                return None
    finally:
        link.stop()
    if probe.info is None and probe.failure is not None:
        raise probe.failure
    return probe.choice
