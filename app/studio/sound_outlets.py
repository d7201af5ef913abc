"""Where the program's sound leaves the pump: the audio device that viewers hear, and the streamer's headphones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from app.base.errors import AppError
from app.base.settings import MixerSettings
from app.media.fader import DelayTap, GainRamp
from app.media.types import ProgramFormat, SlotSound
from app.studio.sync_offset import MOST_SAMPLES, SyncOffset


class SoundDevice(Protocol):
    """Plays what it is given. The pump's thread."""

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot; never blocks."""
        ...


class MonitorPort(SoundDevice, Protocol):
    """The monitor: see ``sinks.monitor``."""

    @property
    def problem(self) -> AppError | None:
        """What is wrong while a lost device is waited for."""
        ...

    def open(self, program: ProgramFormat) -> None:
        """Open the device. Raises AppError. A device that vanishes later is waited for."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


class DeviceOutlet:
    """Hands slots to the audio device, without the streamer's own voice unless it belongs there, at their Sync Offset.

    Args:
        device: gets the sound.
        voice: the streamer's own voice belongs there.
        offset: asks how late the sound is to be.
        on_slot: told what the device was given.

    """

    def __init__(
        self,
        device: SoundDevice,
        voice: bool,
        offset: Callable[[], SyncOffset],
        on_slot: Callable[[SlotSound], None],
    ) -> None:
        self._device = device
        self._voice = voice
        self._offset = offset
        self._tap = DelayTap(MOST_SAMPLES)
        self._on_slot = on_slot

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot."""
        samples = sound.samples
        if sound.live and not self._voice:
            samples = np.zeros_like(samples)
        samples = self._tap.process(samples, self._offset().sound_samples)
        sound = replace(sound, samples=samples)
        self._device.write(sound)
        self._on_slot(sound)


class MonitorOutlet:
    """Hands slots to the headphones: the voices that the streamer wants to hear there.

    Args:
        device: gets the sound.
        settings: asks which.
        on_slot: told what the device was given.

    """

    def __init__(
        self, device: SoundDevice, settings: Callable[[], MixerSettings], on_slot: Callable[[SlotSound], None]
    ) -> None:
        self._device = device
        self._settings = settings
        self._ramp = GainRamp()
        self._on_slot = on_slot

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot."""
        settings = self._settings()
        heard = settings.monitor_microphone if sound.live else settings.monitor_avatar
        sound = replace(sound, samples=self._ramp.process(sound.samples, float(heard)))
        self._device.write(sound)
        self._on_slot(sound)
