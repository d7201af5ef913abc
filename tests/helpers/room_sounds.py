"""Sounds of a streamer's room: speech, and what is heard beside it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner
from app.sources.voices.espeak import espeak

PAUSE = PROGRAM_RATE_HZ  # samples of silence around every sentence
LINES = (
    ("en", "Good evening everybody, and welcome to the show!"),
    ("en+f2", "Typing is loud, and the fan never stops; can you hear me?"),
    ("de", "Guten Abend, wie geht es euch?"),
    ("en", "She sells sea shells."),
)


@lru_cache
def sentences() -> Samples:
    """Four sentences, each sentence after a second of silence; peak at -8 dBFS. The last begins with a long hiss."""
    voices = espeak()
    pieces: list[Samples] = []
    for voice, text in LINES:
        pieces.append(np.zeros(PAUSE, np.float32))
        line = SpokenText(text, [Choice(voices, voice)], Manner())
        while (piece := line.read()) is not None:
            pieces.append(piece)
    voices.close()
    sound = np.concatenate([*pieces, np.zeros(PAUSE, np.float32)])
    return (sound * np.float32(0.4 / np.abs(sound).max())).astype(np.float32)


def fan(count: int, level_dbfs: float) -> Samples:
    """Steady wide noise, softer towards high frequencies."""
    noise = np.random.default_rng(1).standard_normal(count)
    at_hz = np.fft.rfftfreq(count, 1 / PROGRAM_RATE_HZ)
    return _at(
        np.fft.irfft(np.fft.rfft(noise) / np.sqrt(np.maximum(at_hz, 60)) / (1 + (at_hz / 4000) ** 2), count), level_dbfs
    )


def hum(count: int, level_dbfs: float) -> Samples:
    """A ground loop: 100 Hz and its multiples."""
    at_s = np.arange(count) / PROGRAM_RATE_HZ
    return _at(np.asarray(sum(np.sin(2 * np.pi * 100 * n * at_s) / n for n in (1, 2, 3, 5))), level_dbfs)


def typing(count: int, level_dbfs: float) -> Samples:
    """Keys going down and up: bursts of noise of 15 to 50 ms, three to twelve a second."""
    rng = np.random.default_rng(2)
    sound, at = np.zeros(count), 0
    while (at := at + int(rng.uniform(0.08, 0.3) * PROGRAM_RATE_HZ)) < count - PROGRAM_RATE_HZ // 5:
        length = int(rng.uniform(0.015, 0.05) * PROGRAM_RATE_HZ)
        decay = np.exp(-5.0 * np.arange(length) / length)
        for later, force in ((0, 1.0), (PROGRAM_RATE_HZ // 16, 0.5)):
            sound[at + later : at + later + length] += force * decay * rng.standard_normal(length)
    return _at(sound, level_dbfs)


def _at(sound: NDArray[np.float64], level_dbfs: float) -> Samples:
    """``sound`` with this root mean square."""
    scaled: Samples = (sound * (10 ** (level_dbfs / 20) / np.sqrt(np.mean(np.square(sound))))).astype(np.float32)
    return scaled
