"""Writes sound files for tests."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from app.media import test_signal
from app.media.types import PROGRAM_RATE_HZ, Samples


def write_wav(path: Path, samples: Samples) -> Path:
    """``samples`` as a WAV file, mono, 16 bit, PROGRAM_RATE_HZ."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(PROGRAM_RATE_HZ)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
    return path


def write_test_signal(path: Path, seconds: float) -> Path:
    """The first ``seconds`` of the test signal."""
    return write_wav(path, test_signal.samples(0, int(seconds * PROGRAM_RATE_HZ)))
