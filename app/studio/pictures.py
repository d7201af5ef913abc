"""Whether what is said has its pictures, and when nobody would see another engine draw them. Decided by the pacer."""

from __future__ import annotations

from app.engine.base import EngineInfo
from app.media.pacer import Pacer


class Pictures:
    """Those of the turn on air. Any thread."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    def lack(self, info: EngineInfo) -> bool:
        """What is said now has none, although an engine like this has had the sound for them."""
        return self._pacer.lacks_pictures(info.chunk_ns + info.lookahead_ns)

    def owed(self, info: EngineInfo) -> bool:
        """An engine like this has had the sound for some that it has not given."""
        return self._pacer.owed_pictures(info.chunk_ns + info.lookahead_ns)

    @property
    def ran_dry(self) -> bool:
        """There were some, and the last one is not to be seen any more."""
        return self._pacer.ran_dry()

    @property
    def stands_still(self) -> bool:
        """A line has run dry, and waits for more."""
        return self._pacer.buffering and self._pacer.ran_dry()

    @property
    def goes_without(self) -> bool:
        """What is said now has none, and the engine will give none for it."""
        return self._pacer.goes_without()

    @property
    def changeable(self) -> bool:
        """Nobody would see another engine take over: nobody speaks (a pause is not known here), or pictures lack."""
        return not self._pacer.speaking or self._pacer.buffering

    @property
    def at_boundary(self) -> bool:
        """Nobody speaks, or a line is about to begin."""
        return not self._pacer.speaking or self._pacer.beginning

    @property
    def beginning(self) -> bool:
        """A line waits for its first pictures, and nothing of it has been heard."""
        return self._pacer.beginning
