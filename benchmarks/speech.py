"""Something like speech, as long as is wanted: what the built-in engine draws costs the same as for the real thing."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from app.media import test_signal
from app.media.types import PROGRAM_RATE_HZ


def write_wav(path: Path, seconds: float) -> None:
    """A mono 16-bit file of the test signal."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(PROGRAM_RATE_HZ)
        for start in range(0, int(seconds * PROGRAM_RATE_HZ), PROGRAM_RATE_HZ):
            samples = test_signal.samples(start, PROGRAM_RATE_HZ)
            file.writeframes((samples * 32767).astype(np.int16).tobytes())
