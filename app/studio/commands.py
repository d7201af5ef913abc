"""What may be asked of the studio. Plain data, so that the asker may live in another thread or process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.avatars.expressions import Expression
from app.base.settings import Settings


@dataclass(frozen=True, slots=True)
class SelectAvatar:
    """Put another avatar on the program: an id of the library or a folder."""

    avatar: str


@dataclass(frozen=True, slots=True)
class SetMicrophone:
    """Voice-through on or off. ``device`` is a friendly name; None keeps the chosen one."""

    on: bool
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakText:
    """Speak a typed line, interrupting what is being spoken."""

    text: str


@dataclass(frozen=True, slots=True)
class SpeakFile:
    """Speak the sound of an audio or video file, interrupting what is being spoken."""

    path: Path


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Stop speaking now."""


@dataclass(frozen=True, slots=True)
class Express:
    """Have the host make a face, speaking or not; it comes back to neutral by itself."""

    name: Expression


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Start Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Stop Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Start Recording; ``path`` None makes a name from the template in the settings."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Pause or go on with the recording."""

    paused: bool


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Stop Recording and finish the file."""


@dataclass(frozen=True, slots=True)
class SetAudioOut:
    """Hear the program on a device: a friendly name, ``"default"``, or None for no device."""

    device: str | None


@dataclass(frozen=True, slots=True)
class ApplySettings:
    """Take over changed settings, live where possible, and save them."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class DismissProblem:
    """The user has read the problem with this code."""

    code: str


Command = (
    SelectAvatar
    | SetMicrophone
    | SpeakText
    | SpeakFile
    | Interrupt
    | Express
    | StartCamera
    | StopCamera
    | StartRecording
    | PauseRecording
    | StopRecording
    | SetAudioOut
    | ApplySettings
    | DismissProblem
)
