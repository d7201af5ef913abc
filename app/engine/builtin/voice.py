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


def band(low_hz: float, high_hz: float) -> slice:
    """The part of a spectrum from one frequency to another."""
    return slice(round(low_hz / _BIN_HZ), round(high_hz / _BIN_HZ))


BANDS = 24
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0

_VOICE = band(100, 4000)
_HISS = band(4000, 8000)


def _mel_bands() -> NDArray[np.float32]:
    """Triangles on the mel scale, shape ``(_FFT // 2 + 1, BANDS)``."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges_hz = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    hz = np.arange(_FFT // 2 + 1) * _BIN_HZ
    rise = (hz[:, None] - edges_hz[:-2]) / (edges_hz[1:-1] - edges_hz[:-2])
    fall = (edges_hz[2:] - hz[:, None]) / (edges_hz[2:] - edges_hz[1:-1])
    return np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)


_MEL = _mel_bands()


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of sound.

    Attributes:
        level_db: RMS of the voice's band against full scale.
        hiss_db: energy above 4 kHz against that of the voice's band, dB.
        bands_db: RMS in ``BANDS`` bands of equal width to the ear, float32, dB of full scale.
    """

    level_db: float
    hiss_db: float
    bands_db: NDArray[np.float32]


class Spectra:
    """Turns samples into the spectra of hops. Hop ``n`` is centred at sample ``n * HOP``. Lives on one thread."""

    def __init__(self) -> None:
        self._window = np.hanning(2 * REACH).astype(np.float32)
        # Windowed energy to mean square: Parseval for a one-sided spectrum, and what the window takes away.
        self._scale = 2.0 / (_FFT * float(np.sum(self._window**2)))
        self._left: Samples = np.zeros(REACH, np.float32)  # before the first sample there is silence

    def hear(self, samples: Samples) -> NDArray[np.floating]:
        """Those that can be heard now that ``samples`` follow; each needs ``REACH`` samples beyond its middle.

        Mean squares by frequency, shape ``(hops, 257)``, 0 to 8 kHz.
        """
        sound = np.concatenate([self._left, samples])
        count = max(0, (len(sound) - 2 * REACH) // HOP + 1)
        self._left = sound[count * HOP :]
        if count == 0:
            return np.empty((0, _FFT // 2 + 1), np.float32)
        frames = sliding_window_view(sound, 2 * REACH)[: count * HOP : HOP] * self._window
        return np.asarray(np.abs(np.fft.rfft(frames, _FFT, axis=1)) ** 2 * self._scale)


class Ear:
    """Turns samples into hops, see ``Spectra``. Lives on the worker's thread."""

    def __init__(self) -> None:
        self._spectra = Spectra()

    def hear(self, samples: Samples) -> list[Hop]:
        """The hops that can be heard now that ``samples`` follow."""
        power = self._spectra.hear(samples)
        bands_db = _many_db(power @ _MEL)
        voice_db = _many_db(power[:, _VOICE].sum(axis=1))
        hiss_db = _many_db(power[:, _HISS].sum(axis=1))
        return [
            Hop(float(voice), float(hiss - voice), bands)
            for voice, hiss, bands in zip(voice_db, hiss_db, bands_db, strict=True)
        ]


def _many_db(power: NDArray[np.floating]) -> NDArray[np.float32]:
    decibels: NDArray[np.float32] = (10 * np.log10(np.maximum(power, 1e-10))).astype(np.float32)
    return decibels
