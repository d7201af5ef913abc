"""What an engine is: a class that lives in a worker (thread or process) and turns speech into pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from app.media.types import MouthCue, Pixels, Samples

if TYPE_CHECKING:
    from app.avatars.expressions import Expression


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What a loaded engine says of itself. The studio believes nothing else about it.

    Attributes:
        name: for people, for example ``"Built in"``.
        fps: pictures per second of speech.
        rate_hz: sample rate of the sound that it wants.
        chunk_ns: longest stretch of sound that it takes at once.
        lookahead_ns: sound from the future that it needs before it can draw an instant.
        render_ns: measured time to draw one chunk, p99 of the silent chunks drawn while loading.
        width_px: width of its pictures.
        height_px: height of its pictures.
        fake: why its pictures are not real, or empty. Shown to the user as it is.

    """

    name: str
    fps: int
    rate_hz: int
    chunk_ns: int
    lookahead_ns: int
    render_ns: int
    width_px: int
    height_px: int
    fake: str = ""


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """What the studio asks of an engine when loading it.

    Attributes:
        avatar: folder of the avatar bundle.
        width_px: width of the avatar's place in the program; an engine that is free in its size draws this.
        height_px: height of that place.
        fps: the program's rate; an engine that is free in its rate takes this.

    """

    avatar: Path
    width_px: int
    height_px: int
    fps: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pictures for a stretch of the turn's sound.

    Attributes:
        pictures: drawn as they are taken, evenly spread over the stretch; may be empty. At most ``count`` are taken,
            and none after an interrupt: nothing may depend on being asked for one more.
        start: first sample of the stretch within the turn, at the engine's rate.
        end: first sample after it.
        count: how many pictures there will be.

    """

    pictures: Iterable[Pixels]
    start: int
    end: int
    count: int


class Engine(Protocol):
    """One avatar that speaks. Lives on the worker's thread alone.

    Life: ``load`` once, then for each turn ``begin_turn``, ``render`` for every chunk, ``end_turn``; ``close``.
    A turn may be abandoned at any time by the next ``begin_turn``. Errors are ``AppError``.
    """

    def load(self, request: EngineRequest) -> EngineInfo:
        """Make ready and measure; may take minutes. Raises AppError with ``permanent`` set where it applies."""
        ...

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        """Start a turn. ``phase_ns`` is where the idle movement stands (see ``avatars.idle``) at its pts 0."""
        ...

    def next_chunk(self) -> int:
        """How many samples the next ``render`` wants. Called before each."""
        ...

    def render(self, samples: Samples) -> Rendered:
        """Draw the next chunk: exactly ``next_chunk()`` samples at ``EngineInfo.rate_hz``, float32 mono."""
        ...

    def end_turn(self) -> Rendered:
        """Draw what lookahead has held back; the worker has padded the last chunk with silence."""
        ...

    def close(self) -> None:
        """Give everything back. Called once, also after a failed load."""
        ...


@runtime_checkable
class ExpressiveEngine(Engine, Protocol):
    """An engine whose face can also do what it is asked to. Others draw on as they were."""

    def express(self, name: Expression, phase_ns: int) -> None:
        """Begin an expression at ``phase_ns`` of the idle movement (see ``avatars.expressions``).

        Called once loaded, between any two pictures, also outside turns.
        """
        ...


@runtime_checkable
class CuedEngine(Protocol):
    """An engine that also takes what is known of the words. For others, cues are left out."""

    def expect(self, cues: Sequence[MouthCue]) -> None:
        """Take the next cues of the turn that has begun, in order and before their sound; the first may be past."""
        ...
