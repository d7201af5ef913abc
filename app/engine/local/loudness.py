"""Integrated loudness after ITU-R BS.1770, and speech brought to the loudness that FlashTalk was trained with.

The K-weighting is that of pyloudnorm: two biquads of the audio EQ cookbook, designed at the sample rate itself.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.engine.local.base import RATE_HZ
from app.media.types import Samples

TARGET_LUFS = -23.0

_BLOCK = 2 * RATE_HZ // 5
_STEP = _BLOCK // 4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691
_RINGING = RATE_HZ  # the filters' answer to an impulse is long gone after a second


def gain(samples: NDArray[np.floating]) -> float:
    """What brings ``samples`` to the target; 1 for silence and what lies under the gate."""
    loudness = integrated(samples)
    return 1.0 if abs(loudness) > 100 else float(10 ** ((TARGET_LUFS - loudness) / 20))


def normalised(samples: Samples) -> Samples:
    """``samples`` at the target loudness."""
    return (samples * gain(samples)).astype(np.float32)


def integrated(samples: NDArray[np.floating]) -> float:
    """Loudness in LUFS; minus infinity for silence and for less than a block (0.4 s)."""
    squares = np.concatenate(([0.0], np.cumsum(_weighted(samples.astype(np.float64)) ** 2)))
    starts = np.arange(0, len(samples) - _BLOCK + 1, _STEP)
    power = (squares[starts + _BLOCK] - squares[starts]) / _BLOCK
    heard = power[power > _power(_ABSOLUTE_GATE_LUFS)]
    if heard.size:
        heard = heard[heard > heard.mean() * 10 ** (_RELATIVE_GATE_LU / 10)]
    return _OFFSET_LUFS + 10 * math.log10(heard.mean()) if heard.size else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LUFS) / 10))


def _weighted(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """K-weighted from rest. By way of the spectrum, long enough that nothing comes round again."""
    length = 1 << (len(samples) + _RINGING - 1).bit_length()
    spectrum = np.fft.rfft(samples, length) * _weighting(length)
    return np.fft.irfft(spectrum, length)[: len(samples)]


@cache
def _weighting(length: int) -> NDArray[np.complex128]:
    """What the two filters do to each line of a spectrum of ``length`` samples."""
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    answer = np.ones_like(z)
    for b, a in (_high_shelf(4.0, 1500.0, 1 / math.sqrt(2)), _high_pass(38.0, 0.5)):
        answer *= np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
    return answer


def _high_shelf(gain_db: float, frequency_hz: float, q: float) -> tuple[list[float], list[float]]:
    amplitude = 10 ** (gain_db / 40)
    angle = 2 * math.pi * frequency_hz / RATE_HZ
    cos, slope = math.cos(angle), 2 * math.sqrt(amplitude) * math.sin(angle) / (2 * q)
    plus, minus = amplitude + 1, amplitude - 1
    b = [
        amplitude * (plus + minus * cos + slope),
        -2 * amplitude * (minus + plus * cos),
        amplitude * (plus + minus * cos - slope),
    ]
    return b, [plus - minus * cos + slope, 2 * (minus - plus * cos), plus - minus * cos - slope]


def _high_pass(frequency_hz: float, q: float) -> tuple[list[float], list[float]]:
    angle = 2 * math.pi * frequency_hz / RATE_HZ
    cos, alpha = math.cos(angle), math.sin(angle) / (2 * q)
    return [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]
