"""Sounds for mouths: a hummed vowel, noise, clicks."""

from __future__ import annotations

import numpy as np

from app.media.types import Samples

RATE_HZ = 16_000

VOWELS = {
    "aa": ((700, 1.0), (1200, 0.6), (2500, 0.1)),
    "ee": ((300, 1.0), (2300, 0.6), (3000, 0.4)),
    "oo": ((300, 1.0), (700, 0.3), (2300, 0.01)),
}
"""Formants and how strong they are."""


def silence(seconds: float) -> Samples:
    """Nothing."""
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def vowel(name: str, seconds: float, level_db: float = -18.0, pitch_hz: float = 140.0) -> Samples:
    """A vowel that is sung: harmonics of ``pitch_hz`` under its formants, RMS ``level_db``."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = np.zeros_like(time_s)
    for harmonic in range(1, int(4000 / pitch_hz)):
        hz = harmonic * pitch_hz
        strength = sum(gain * np.exp(-(((hz - centre) / 160) ** 2)) for centre, gain in VOWELS[name])
        sound += (strength + 1e-3) * np.sin(2 * np.pi * hz * time_s + harmonic**2)
    out: Samples = (sound * 10 ** (level_db / 20) / np.sqrt(np.mean(sound**2))).astype(np.float32)
    return out


def noise(seconds: float, level_db: float, seed: int = 1) -> Samples:
    """A room: white noise."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 10 ** (level_db / 20), round(seconds * RATE_HZ)).astype(np.float32)


def syllables(seconds: float, level_db: float = -18.0) -> Samples:
    """Something like speech: vowels in turn, four a second, with gaps."""
    names = list(VOWELS)
    parts = []
    for number in range(round(seconds * 4)):
        parts += [vowel(names[number % 3], 0.17, level_db - 3 * (number % 2)), silence(0.08)]
    return np.concatenate(parts)
