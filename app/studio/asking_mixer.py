"""What other programs may ask of the Audio Mixer, and what it means in commands. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.base.errors import AppError
from app.base.section import Section, bounds
from app.base.settings import MixerSettings, Settings, VoiceSettings
from app.studio import commands as do
from app.studio.action import Action
from app.studio.snapshot import Snapshot

_LEAST_MS, _MOST_MS = bounds(MixerSettings, "sync_offset_ms")


def _signed(value: object) -> object:
    """Addresses and command lines have texts alone."""
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 5 else value


def _switch(value: object) -> object:
    words = {"true": True, "false": False, "on": True, "off": False}
    return words.get(value, value) if isinstance(value, str) else value


Signed = Annotated[int | None, BeforeValidator(_signed)]
Switch = Annotated[bool | None, BeforeValidator(_switch)]


class Calibrate(Action):
    """Measure how far apart camera and sound device are, with the test card on both; or use what was measured."""

    NAME = "calibrate"
    use: bool = Field(default=False, description="take the measured Sync Offset over, instead of measuring")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.UseCalibration() if self.use else do.Calibrate(),)


class Strip(Action):
    """Set the gain of the microphone or of the avatar's speech, mute it, or hear it on the monitor."""

    NAME = "strip"
    strip: Literal["microphone", "avatar"] = Field(description="which one")
    gain_db: Signed = Field(default=None, description="microphone: -20 to 30; avatar: -60 to 12")
    muted: Switch = Field(default=None, description="whether nobody hears it")
    monitor: Switch = Field(default=None, description="whether it is heard on the monitor")

    @model_validator(mode="after")
    def _something(self) -> Strip:
        if (self.gain_db, self.muted, self.monitor) == (None, None, None):
            raise ValueError("say gain_db, muted or monitor")
        return self

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        settings = now.settings
        if self.strip == "microphone":
            voice = settings.voice.model_copy(update=self._changes(VoiceSettings, "gain_db", "muted"))
            settings = settings.model_copy(update={"voice": voice})
        else:
            changes = self._changes(MixerSettings, "avatar_gain_db", "avatar_muted")
            settings = _with(settings, changes)
        if self.monitor is not None:
            settings = _with(settings, {f"monitor_{self.strip}": self.monitor})
        return (do.ApplySettings(settings),)

    def _changes(self, section: type[Section], gain: str, muted: str) -> dict[str, object]:
        least, most = bounds(section, gain)
        if self.gain_db is not None and not least <= self.gain_db <= most:
            what = f"The gain of the {self.strip} can be {least} to {most} dB, not {self.gain_db}."
            raise AppError("control.gain", what, "Choose one between.")
        wanted = {gain: self.gain_db, muted: self.muted}
        return {name: value for name, value in wanted.items() if value is not None}


class Offset(Action):
    """Set the Sync Offset: the sound device's sound against the camera's picture. Recordings stay in step."""

    NAME = "sync_offset"
    ms: Annotated[int, BeforeValidator(_signed)] = Field(
        ge=_LEAST_MS, le=_MOST_MS, description="above 0 the sound comes later"
    )

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        return (do.ApplySettings(_with(now.settings, {"sync_offset_ms": self.ms})),)


class Monitor(Action):
    """Choose the headphones that the streamer hears the program on, or none."""

    NAME = "monitor"
    device: str = Field(default="", max_length=200, description="its name; empty: none")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        return (do.ApplySettings(_with(now.settings, {"monitor_device": self.device or None})),)


def _with(settings: Settings, changes: dict[str, object]) -> Settings:
    return settings.model_copy(update={"mixer": settings.mixer.model_copy(update=changes)})
