"""How loud samples are, for meters and gates."""

from __future__ import annotations

import math

import numpy as np

from app.media.types import Samples

SILENCE_DBFS = -math.inf
OVER_S = 0.1  # time constant of what is told as loudness
FALL_DB_PER_S = 40.0  # how fast a meter comes down after a peak


def to_dbfs(amplitude: float) -> float:
    """An amplitude (1.0: full scale) in dBFS; 0 is ``-inf``."""
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else SILENCE_DBFS


def peak_dbfs(samples: Samples) -> float:
    """Largest sample in dBFS; of no samples ``-inf``. Above full scale it is above 0."""
    if not len(samples):
        return SILENCE_DBFS
    return to_dbfs(max(float(samples.max()), -float(samples.min())))


def rms_dbfs(samples: Samples) -> float:
    """Root of the mean square in dBFS (a full-scale sine is at -3.01); of no samples ``-inf``."""
    if not len(samples):
        return SILENCE_DBFS
    return to_dbfs(math.sqrt(float(np.dot(samples, samples)) / len(samples)))


class RmsMeter:
    """Loudness of the last tenth of a second. One thread writes, any thread reads.

    Args:
        rate_hz: rate of the samples it is given.

    """

    def __init__(self, rate_hz: int) -> None:
        self._kept_per_sample = math.exp(-1.0 / (rate_hz * OVER_S))
        self._mean_square = 0.0

    @property
    def level_dbfs(self) -> float:
        """Root of the mean square, -inf..0 dBFS; a full-scale sine is at -3.01."""
        return to_dbfs(math.sqrt(self._mean_square)) if self._mean_square > 1e-12 else SILENCE_DBFS

    def feed(self, samples: Samples) -> None:
        """Take the next samples."""
        if len(samples):
            kept = self._kept_per_sample ** len(samples)
            latest = float(np.dot(samples, samples)) / len(samples)
            self._mean_square = latest + (self._mean_square - latest) * kept


class PeakMeter:
    """Peak of the latest moment: rises at once, falls by ``FALL_DB_PER_S``. One thread writes, any thread reads.

    Args:
        rate_hz: rate of the samples it is given.

    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._level_dbfs = SILENCE_DBFS

    @property
    def level_dbfs(self) -> float:
        """Momentary level, -inf..0 dBFS."""
        return self._level_dbfs

    def feed(self, samples: Samples) -> None:
        """Take the next samples."""
        fallen = self._level_dbfs - FALL_DB_PER_S * len(samples) / self._rate_hz
        level = max(peak_dbfs(samples), fallen)
        self._level_dbfs = min(0.0, level) if level > -120.0 else SILENCE_DBFS

    def reset(self) -> None:
        """Nothing is heard any more."""
        self._level_dbfs = SILENCE_DBFS
