"""Commands about the voices that speak text. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.base.settings import ProviderId, VoiceSettings


@dataclass(frozen=True, slots=True)
class ListVoices:
    """Look which voices a provider has; they come in the snapshot."""

    provider: ProviderId
    settings: VoiceSettings


@dataclass(frozen=True, slots=True)
class PreviewVoice:
    """Speak a sample on the computer's loudspeaker, not on the program."""

    provider: ProviderId
    settings: VoiceSettings
    text: str


@dataclass(frozen=True, slots=True)
class StopPreview:
    """End the sample."""


@dataclass(frozen=True, slots=True)
class FetchVoice:
    """Fetch a neural voice."""

    voice: str
    settings: VoiceSettings


@dataclass(frozen=True, slots=True)
class StopFetching:
    """Stop fetching; the next try goes on from there."""


@dataclass(frozen=True, slots=True)
class KeepVoiceKey:
    """Keep the key of the speech server in the system's keyring; empty forgets it."""

    key: str = field(repr=False)


VoiceCommand = ListVoices | PreviewVoice | StopPreview | FetchVoice | StopFetching | KeepVoiceKey
