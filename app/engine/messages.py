"""What the engine host and the engine worker say to each other, over a ``multiprocessing`` connection.

Pictures do not travel here: they lie in the frame ring, and ``FrameReady`` names their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.card_choice import CardChoice
from app.engine.base import Configured, EngineInfo, EngineRequest, Option
from app.media.types import MouthCue, Samples

if TYPE_CHECKING:
    from app.avatars.expressions import Expression

# ---- host to worker


@dataclass(frozen=True, slots=True)
class Load:
    """First message: make ready. Answered by Ready or Failed. Again for another avatar, where the engine switches."""

    request: EngineRequest


@dataclass(frozen=True, slots=True)
class NewTurn:
    """Drop everything of older turns and begin this one, or a further part of the same. Also the interrupt.

    ``part`` is another number each time; answers name it.
    """

    turn: int
    phase_ns: int
    part: int


@dataclass(frozen=True, slots=True)
class PushAudio:
    """The next samples of the turn, at the engine's rate."""

    turn: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class PushCues:
    """The next mouth cues of the turn, ahead of the sound that they belong to."""

    turn: int
    cues: tuple[MouthCue, ...]


@dataclass(frozen=True, slots=True)
class PushPicture:
    """What a camera saw, a JPEG file, ``pts_ns`` after the turn began; the newest alone is worth drawing."""

    turn: int
    pts_ns: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class EndTurn:
    """No more samples will come for this turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class Express:
    """Have the face make an expression from ``phase_ns`` of the idle movement on, in this turn and the next."""

    name: Expression
    phase_ns: int


@dataclass(frozen=True, slots=True)
class Configure:
    """Go on with other options; an engine that cannot ignores it."""

    options: tuple[tuple[str, Option], ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """``count`` more pictures may be drawn ahead of the play head."""

    count: int


@dataclass(frozen=True, slots=True)
class Copied:
    """The oldest picture that lies in the ring was copied, or nobody wants it: its place is free."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Close the engine and end."""


Down = Load | NewTurn | PushAudio | PushCues | PushPicture | EndTurn | Express | Configure | Credit | Copied | Stop

# ---- worker to host


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded."""

    info: EngineInfo


@dataclass(frozen=True, slots=True)
class FrameReady:
    """A picture lies in the ring at ``index``. Its place is taken until ``Copied``, its credit until it was shown.

    ``pts_ns`` and ``duration_ns`` count from the beginning of the part of the turn.
    """

    part: int
    pts_ns: int
    duration_ns: int
    index: int
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything of the part of a turn before ``until_ns`` has been drawn, with however many pictures.

    Those of an engine elsewhere may still wait for credit.
    """

    part: int
    until_ns: int


@dataclass(frozen=True, slots=True)
class TurnDone:
    """Every picture of an ended turn has been sent."""

    part: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The heartbeat, once a second.

    Attributes:
        render_ns: time spent drawing since the last one.
        audio_ns: speech drawn in that time. ``render_ns / audio_ns`` is the real-time factor.
        chunk_p99_ns: slowest percent of recent chunks.
        chunks_ns: how long each chunk took that was drawn since the last one.

    """

    render_ns: int
    audio_ns: int
    chunk_p99_ns: int
    chunks_ns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that people should know, although the engine goes on. The fields are those of AppError."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine cannot go on; the worker ends after it. The fields are those of AppError."""

    code: str
    message: str
    hint: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class LogLine:
    """A log record of the worker, already formatted (tracebacks do not pickle)."""

    level: int
    name: str
    text: str


Up = Ready | FrameReady | Progress | TurnDone | Configured | CardChoice | Stats | Noticed | Failed | LogLine
