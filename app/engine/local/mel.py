"""The mel spectrogram that Wav2Lip hears: 80 columns a second, levels clipped to -4..4.

As the authors' preprocessing makes it: pre-emphasis, magnitudes of 50 ms under a Hann window, 80 mel bands of equal
area (Slaney), decibels from -100 to 0 below 20 dB.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.local.base import RATE_HZ
from app.media.types import Samples

Mel = NDArray[np.float32]

HOP = 200
WINDOW = 800
BANDS = 80
RATE_COLUMNS = RATE_HZ // HOP

_PREEMPHASIS = 0.97
_LOWEST_HZ, _HIGHEST_HZ = 55.0, 7600.0
_REFERENCE_DB, _LEAST_DB = 20.0, -100.0
_LEVEL = 4.0


def spectrogram(samples: Samples, edges: Literal["reflect", "constant"] = "reflect") -> Mel:
    """Of a clip that is known as a whole, ``[80, columns]``; column c is centred on sample c * 200.

    ``edges`` is what the clip is continued with where a window reaches beyond it: itself (as the authors' version of
    librosa does) or silence (as current ones do).
    """
    return columns(np.pad(emphasised(samples), WINDOW // 2, mode=edges))


def emphasised(samples: Samples, before: float = 0.0) -> Samples:
    """Treble raised: every sample less most of the one before it; ``before`` precedes the first."""
    previous = np.concatenate((np.array([before], np.float32), samples[:-1]))
    return samples - np.float32(_PREEMPHASIS) * previous


def columns(sound: Samples) -> Mel:
    """Of every window that lies in ``sound`` entirely, ``[80, columns]``."""
    if len(sound) < WINDOW:
        return np.empty((BANDS, 0), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    phases = 2 * np.pi * np.arange(WINDOW) / WINDOW
    magnitudes = np.abs(np.fft.rfft(windows * (0.5 - 0.5 * np.cos(phases))))
    decibels = 20 * np.log10(np.maximum(1e-5, _filters() @ magnitudes.T)) - _REFERENCE_DB
    levels = 2 * _LEVEL * (decibels - _LEAST_DB) / -_LEAST_DB - _LEVEL
    return np.clip(levels, -_LEVEL, _LEVEL).astype(np.float32)


@cache
def _filters() -> NDArray[np.float64]:
    """Weight of each line of the spectrum in each band, ``[80, 401]``: triangles of equal area on the mel scale."""
    lines = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
    edges = _mel_to_hz(np.linspace(_hz_to_mel(_LOWEST_HZ), _hz_to_mel(_HIGHEST_HZ), BANDS + 2))
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (lines - low) / (centre - low), (high - lines) / (high - centre)
    return np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)


_LINEAR_HZ = 200 / 3  # a mel, up to 1 kHz
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ
_STEP = np.log(6.4) / 27  # a mel above it


def _hz_to_mel(hz: float) -> float:
    return hz / _LINEAR_HZ if hz < _BREAK_HZ else float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _STEP)


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ, _BREAK_HZ * np.exp(_STEP * (mel - _BREAK_MEL)))
