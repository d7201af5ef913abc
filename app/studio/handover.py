"""When a session that has begun takes the place of whoever draws: where nobody sees the change."""

from __future__ import annotations

from app.engine.base import EngineInfo
from app.media.types import NS_PER_S
from app.studio.speech import Speech

PAUSE_NS = 600_000_000  # longer than between two words
PATIENCE_NS = 10 * NS_PER_S  # with somebody who never pauses


class Handover:
    """Is told the time and keeps no thread. Lives on one."""

    def __init__(self) -> None:
        self.waiting: EngineInfo | None = None
        """What a session that waits for its moment says of itself; None: none does."""
        self._since_ns = self._heard_ns = 0

    def wait(self, info: EngineInfo, now_ns: int) -> None:
        """A session has begun."""
        self.waiting, self._since_ns = info, now_ns

    def over(self) -> None:
        """It has taken over, or is gone."""
        self.waiting = None

    def heard(self, now_ns: int) -> None:
        """Somebody talks."""
        self._heard_ns = now_ns

    def pause(self, speech: Speech | None, now_ns: int) -> bool:
        """Whether all that was said has been heard, too: nobody's word is cut."""
        delay_ns = (speech.measures.delay_ns or 0) if speech is not None and speech.live else 0
        return now_ns - self._heard_ns >= PAUSE_NS + delay_ns

    def due(self, speech: Speech | None, now_ns: int, *, drawn: bool) -> bool:
        """Whether it may take over although there is no pause; ``drawn``: somebody draws in its place."""
        if speech is None or (speech.live and now_ns - self._since_ns >= PATIENCE_NS):
            return True
        return speech.pictures.at_boundary if drawn else speech.pictures.changeable
