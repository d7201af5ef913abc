"""When a live voice is silent for so long that no pictures need be drawn of it. Pure."""

from __future__ import annotations

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, Samples

QUIET = 10 ** (-55 / 20)  # peak of what nobody takes for speech; a closed gate lets nothing through at all
REST_SAMPLES = 3 * PROGRAM_RATE_HZ // 2
BEFORE_SAMPLES = PROGRAM_RATE_HZ // 5  # the mouth begins to move before the first loud sample


class LiveRest:
    """Listens to a live voice. Lives on one thread at a time."""

    def __init__(self) -> None:
        self._silent = 0
        self.resting = False
        """Nothing has been heard for long."""
        self.before: Samples = np.zeros(0, np.float32)
        """What was heard before the latest samples, at most ``BEFORE_SAMPLES``."""
        self._heard: Samples = self.before

    def hear(self, samples: Samples) -> None:
        """``samples`` come next, float32 mono at PROGRAM_RATE_HZ."""
        loud = bool(np.max(np.abs(samples), initial=0.0) > QUIET)
        self._silent = 0 if loud else self._silent + len(samples)
        self.resting = self._silent >= REST_SAMPLES
        self.before = self._heard
        self._heard = np.concatenate((self._heard, samples))[-BEFORE_SAMPLES:]
