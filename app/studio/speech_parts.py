"""What speech works with: the engine as it sees it, and what it measures and waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engine.base import EngineInfo
from app.media.types import MouthCue, Samples

MARGIN_NS = 30_000_000  # what a busy machine adds to the engine's usual path before a live picture is missed
PREBUFFER_NS = 120_000_000


class EnginePort(Protocol):
    """The engine as speech sees it: never blocks, and takes nothing while it is down."""

    @property
    def info(self) -> EngineInfo | None:
        """What draws now; None: nothing does."""
        ...

    @property
    def render_ns(self) -> int:
        """Measured time to draw one chunk; 0 while nothing draws."""
        ...

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Drop everything older and begin, at the turn's sample ``start``."""
        ...

    def push(self, turn: int, samples: Samples) -> None:
        """Sound at PROGRAM_RATE_HZ."""
        ...

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """What is known of the words, before their sound."""
        ...

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """What a camera saw, a JPEG file, so long after the turn began."""
        ...

    def end_turn(self, turn: int) -> None:
        """No more sound for this turn."""
        ...


@dataclass(slots=True)
class SpeechMeasures:
    """What speech has measured; None: not yet.

    Attributes:
        delay_ns: from a sound at the microphone to its picture and sound at the outputs.
        first_pcm_ns: from asking for a line to its first sample.
        first_frame_ns: from the first sample of a turn to its first picture.
    """

    delay_ns: int | None = None
    first_pcm_ns: int | None = None
    first_frame_ns: int | None = None


def live_engine_ns(engine: EnginePort) -> int:
    """How long a live voice waits for its pictures: chunk, lookahead and drawing, and a margin."""
    info = engine.info
    if info is None:
        return MARGIN_NS
    # What has been measured lately counts, but no single stall makes a voice seconds late for good.
    render_ns = max(info.render_ns, min(engine.render_ns, info.render_ns + info.chunk_ns))
    return info.chunk_ns + info.lookahead_ns + render_ns + MARGIN_NS


def prebuffer_ns(engine: EnginePort) -> int:
    """Pictures that must be there before a line begins, so that an engine as fast as measured never runs dry."""
    info = engine.info
    if info is None:
        return PREBUFFER_NS
    late_ns = engine.render_ns - info.chunk_ns + MARGIN_NS
    return max(PREBUFFER_NS, min(late_ns, info.ahead_ns))  # what does not come while nothing plays is not awaited
