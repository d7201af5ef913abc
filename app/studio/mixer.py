"""What the Audio Mixer does to the program's sound, slot by slot, before any sink gets it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.base.settings import MixerSettings
from app.media.fader import GainRamp, gain_of
from app.media.levels import PeakMeter, RmsMeter, peak_dbfs
from app.media.types import PROGRAM_RATE_HZ, SlotPlan


class Mixer:
    """Fades the avatar's speech (lines and files). ``shape`` is the pump's, the rest any thread's.

    The streamer's own voice has its gain and its mute before the engine hears it, in the microphone's chain, and passes
    here as it is. A mute of the avatar is heard by viewers alone: the host goes on moving its lips.

    Args:
        settings: as they are at the beginning.

    """

    def __init__(self, settings: MixerSettings) -> None:
        self.settings = settings
        """Any thread may put others here; they hold from the next slot on."""
        self._ramp = GainRamp()
        self._gain = 1.0  # of the slot before
        self._peak = PeakMeter(PROGRAM_RATE_HZ)
        self._rms = RmsMeter(PROGRAM_RATE_HZ)
        self.level_dbfs = float("-inf")
        """Peak of the latest slot, whoever speaks in it."""

    @property
    def avatar_level_dbfs(self) -> float:
        """Momentary peak of the avatar's speech behind its fader, -inf..0 dBFS."""
        return self._peak.level_dbfs

    @property
    def avatar_rms_dbfs(self) -> float:
        """The same, root mean square of the last tenth of a second."""
        return self._rms.level_dbfs

    def shape(self, plan: SlotPlan) -> SlotPlan:
        """The same slot, at its loudness."""
        settings = self.settings
        speaks = plan.pts_ns is not None and not plan.live
        if plan.pts_ns is not None:  # at rest what runs out has the gain that it had
            self._gain = 1.0 if plan.live else gain_of(settings.avatar_gain_db, muted=settings.avatar_muted)
        samples = self._ramp.process(plan.samples, self._gain)
        self.level_dbfs = peak_dbfs(samples)
        spoken = samples if speaks else np.zeros_like(samples)
        self._peak.feed(spoken)
        self._rms.feed(spoken)
        return plan if samples is plan.samples else replace(plan, samples=samples)
