"""Commands about where the program goes. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Start Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Stop Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StartBrowserSource:
    """Let Browser Sources of OBS read the program."""


@dataclass(frozen=True, slots=True)
class StopBrowserSource:
    """Let them read it no more: they are clear then."""


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


OutputCommand = (
    StartCamera | StopCamera | StartBrowserSource | StopBrowserSource | StartRecording | PauseRecording | StopRecording
)
