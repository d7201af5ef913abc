"""A live voice on its way to pacer and engine."""

from __future__ import annotations

from app.media.pacer import Pacer
from app.media.types import PROGRAM_RATE_HZ, AudioChunk, Samples, samples_to_ns
from app.studio.live_rest import LiveRest
from app.studio.speech_parts import EnginePort

GAP = PROGRAM_RATE_HZ // 50  # samples by which live sound may disagree with the clock before it is a new beginning


class LiveTurn:
    """One turn of a live voice, from its first sample on. Whoever calls it holds the lock of the speech.

    Args:
        number: of the turn.
        start: master number of its sample 0.
        delay_ns: from a sound at the microphone to its picture and sound at the outputs.
        pacer: gets sound.
        engine: gets the same, but no long silence where the host idles without it.
    """

    def __init__(self, number: int, start: int, delay_ns: int, pacer: Pacer, engine: EnginePort) -> None:
        self._number = number
        self._start = start
        self._delay_ns = delay_ns
        self._pacer = pacer
        self._engine = engine
        self._rest = LiveRest()
        self._resting = False  # the engine is told nothing of it, for it is silent
        self.position = 0
        """Samples that have been pushed."""

    def goes_on(self, captured: int) -> bool:
        """Whether the sample with this master number is the next."""
        return abs(self._start + self.position - captured) <= GAP

    def heard_ns(self, position: int) -> int:
        """Master time at which this sample is heard."""
        return samples_to_ns(self._start + position) + self._delay_ns

    def engine_is_new(self) -> None:
        """The engine is told all of it again."""
        self._resting = False

    def see(self, jpeg: bytes, taken_ns: int) -> None:
        """Hand on what a camera saw, at the master time at which it was taken."""
        self._engine.push_picture(self._number, taken_ns - samples_to_ns(self._start), jpeg)

    def push(self, samples: Samples) -> None:
        """Hand on the next samples."""
        rest, turn, position, info = self._rest, self._number, self.position, self._engine.info
        rest.hear(samples)
        resting = rest.resting and info is not None and (info.rests or info.idle_clip is not None)
        if resting and not self._resting:
            self._engine.end_turn(turn)
        elif self._resting and not resting:
            start = position - len(rest.before)
            self._engine.new_turn(turn, self.heard_ns(start), start)
            self._engine.push(turn, rest.before)
        self._resting = resting
        self.position += len(samples)
        self._pacer.push_audio(AudioChunk(turn, position, samples))
        if resting or (info is not None and info.follows_camera):  # which draws when it sees something
            self._pacer.rest(turn, samples_to_ns(self.position))
        else:
            self._engine.push(turn, samples)
