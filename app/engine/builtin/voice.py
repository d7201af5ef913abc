"""Hears a voice: ten milliseconds at a time, how loud it is and what its sound is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.media.types import NS_PER_S, Samples

RATE_HZ = 16_000
HOP = 160
"""Samples from one hop to the next: 10 ms."""
REACH = 200
"""Samples on either side of its middle that a hop is heard from."""

HOP_NS = HOP * NS_PER_S // RATE_HZ

_FFT = 512
_BIN_HZ = RATE_HZ / _FFT
_QUIET_DB = -100.0


def _band(low_hz: float, high_hz: float) -> slice:
    return slice(round(low_hz / _BIN_HZ), round(high_hz / _BIN_HZ))


_VOICE = _band(100, 4000)
_NASAL = _band(100, 400)
_LOW = _band(200, 1000)
_MIDDLE = _band(1000, 1800)
_UPPER = _band(1800, 3800)
_HISS = _band(4000, 8000)


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of sound.

    Attributes:
        level_db: RMS of the voice's band against full scale.
        nasal: part of that energy below 400 Hz, 0..1.
        hiss_db: energy above 4 kHz against that of the voice's band, dB.
        middle_db: energy from 1 to 1.8 kHz against that from 200 Hz to 1 kHz, dB.
        upper_db: energy from 1.8 to 3.8 kHz against that from 200 Hz to 1 kHz, dB.
    """

    level_db: float
    nasal: float
    hiss_db: float
    middle_db: float
    upper_db: float


class Ear:
    """Turns samples into hops. Hop ``n`` is centred at sample ``n * HOP``. Lives on the worker's thread."""

    def __init__(self) -> None:
        self._window = np.hanning(2 * REACH).astype(np.float32)
        # Windowed energy to mean square: Parseval for a one-sided spectrum, and what the window takes away.
        self._scale = 2.0 / (_FFT * float(np.sum(self._window**2)))
        self._left: Samples = np.zeros(REACH, np.float32)  # before the first sample there is silence

    def hear(self, samples: Samples) -> list[Hop]:
        """The hops that can be heard now that ``samples`` follow; each needs ``REACH`` samples beyond its middle."""
        sound = np.concatenate([self._left, samples])
        count = max(0, (len(sound) - 2 * REACH) // HOP + 1)
        self._left = sound[count * HOP :]
        if count == 0:
            return []
        frames = sliding_window_view(sound, 2 * REACH)[: count * HOP : HOP] * self._window
        power = np.abs(np.fft.rfft(frames, _FFT, axis=1)) ** 2 * self._scale
        return [_hop(one) for one in power]


def _hop(power: NDArray[np.floating]) -> Hop:
    voice, low = power[_VOICE].sum(), power[_LOW].sum()
    return Hop(
        level_db=_db(voice),
        nasal=float(power[_NASAL].sum() / (voice + 1e-12)),
        hiss_db=_db(power[_HISS].sum()) - _db(voice),
        middle_db=_db(power[_MIDDLE].sum()) - _db(low),
        upper_db=_db(power[_UPPER].sum()) - _db(low),
    )


def _db(power: float) -> float:
    return float(10 * np.log10(power)) if power > 1e-10 else _QUIET_DB
