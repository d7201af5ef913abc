"""What a source is: it hands speech to the studio, one turn at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.base.errors import AppError
from app.media.types import MouthCue, Samples


class SpeechSource(Protocol):
    """Speech that is known faster than it is heard (file, text, script): pulled by the studio.

    Lives on the studio's feeder thread; ``close`` may come from any thread and unblocks ``read``.
    """

    def read(self) -> Samples | None:
        """Next piece of speech (any length above 0), PROGRAM_RATE_HZ mono float32; None at the end.

        May block for as long as decoding or synthesis takes. Raises AppError.
        """
        ...

    def close(self) -> None:
        """Stop reading and give everything back."""
        ...


class PictureSink(Protocol):
    """Where a camera puts what it sees: called on its own thread."""

    def __call__(self, jpeg: bytes, taken_ns: int) -> None:
        """Take a picture, a JPEG file, that was taken at ``taken_ns`` on the master clock."""
        ...


class PictureSource(Protocol):
    """Pictures that are taken now: pushes by itself between ``start`` and ``stop``."""

    lost: bool
    """It gives no pictures at the moment."""

    def start(self, sink: PictureSink) -> None:
        """Begin; a camera that is not there, or vanishes later, is waited for. Returns at once."""
        ...

    def stop(self) -> None:
        """End pushing; returns when no call of the sink is under way any more."""
        ...

    @property
    def problem(self) -> AppError | None:
        """Why there are no pictures; None while there are, or it has only begun."""
        ...

    @property
    def latency_ns(self) -> int:
        """How old a picture is when it is pushed: what is usual, as measured lately."""
        ...


@runtime_checkable
class CuedSource(Protocol):
    """A ``SpeechSource`` that also knows what is said in it. On the thread that reads it."""

    def take_cues(self) -> list[MouthCue]:
        """The cues that have become known since the last call, in order; times since the first sample.

        Those of a stretch of sound are known once it has been read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """How far the words of a source have come.

    Attributes:
        share: what has been heard of its letters, 0..1.
        rest: what is to be said again, and what is left, when it is cut short here: from the beginning of the sentence.
        sentence: that is being said; empty: none.
        said: how many of its letters have been heard.
    """

    share: float
    rest: str
    sentence: str = ""
    said: int = 0


@runtime_checkable
class TellingSource(Protocol):
    """A ``SpeechSource`` that can say where in its words it is. Any thread."""

    def told(self, heard_ns: int) -> Told:
        """Where it is, when so much of its sound has been heard."""
        ...


class LiveSink(Protocol):
    """Where a live source puts its sound: called on the source's own thread."""

    def __call__(self, samples: Samples, captured_ns: int) -> None:
        """Take the next samples of the live stream, without gaps and already in step with the master clock.

        Args:
            samples: PROGRAM_RATE_HZ mono float32.
            captured_ns: master-clock time at which the first of them sounded at the microphone.

        """
        ...


class LiveSource(Protocol):
    """Speech that happens now (microphone, test signal): pushes by itself between ``start`` and ``stop``."""

    def start(self, sink: LiveSink) -> None:
        """Open the device and begin pushing. Raises AppError. A device that vanishes later is waited for."""
        ...

    def stop(self) -> None:
        """End pushing; returns when no call of the sink is under way any more."""
        ...

    @property
    def level_dbfs(self) -> float:
        """Momentary peak level for a meter, -inf..0 dBFS."""
        ...

    @property
    def latency_ns(self) -> int:
        """Time between a sound and the call of the sink that carries it, as the device reports and we measure."""
        ...
