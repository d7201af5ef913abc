"""Commands about what is said, but for scripts. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.studio.commands.script import ScriptCommand


@dataclass(frozen=True, slots=True)
class SetMicrophone:
    """Voice-through on or off. ``device`` is a friendly name; None keeps the chosen one."""

    on: bool
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakText:
    """Speak a typed line when its turn comes. ``now``: in place of what is being spoken."""

    text: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class SpeakFile:
    """Speak the sound of an audio or video file when its turn comes."""

    path: Path


@dataclass(frozen=True, slots=True)
class SpeakWaiting:
    """Speak the waiting line with this number now, in place of what is being spoken."""

    number: int


@dataclass(frozen=True, slots=True)
class RemoveWaiting:
    """Leave out the waiting line with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class ClearWaiting:
    """Leave out all that wait; what is being spoken goes on."""


@dataclass(frozen=True, slots=True)
class ProposeLine:
    """Another program would have a line spoken: it waits for approval. ``origin`` is what the program calls itself."""

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ApproveLine:
    """Speak the proposed line with this number when its turn comes; None: all of them, as many as may wait."""

    number: int | None


@dataclass(frozen=True, slots=True)
class DiscardLine:
    """Forget the proposed line with this number; None: all of them."""

    number: int | None


@dataclass(frozen=True, slots=True)
class SkipSpeech:
    """Break off the line or file that is being spoken; the next one follows."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Stop speaking now, and leave out all that wait."""


@dataclass(frozen=True, slots=True)
class PushToTalk:
    """The streamer holds the key to talk, or lets go: what is being spoken waits, and goes on after their voice."""

    held: bool


ProposalCommand = ProposeLine | ApproveLine | DiscardLine

SpeechCommand = (
    ProposalCommand
    | SpeakText
    | SpeakFile
    | SpeakWaiting
    | RemoveWaiting
    | ClearWaiting
    | SkipSpeech
    | Interrupt
    | PushToTalk
    | ScriptCommand
)
