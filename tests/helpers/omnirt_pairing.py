"""Which sound each picture of a scripted OmniRT server was drawn for, to the sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.media.test_signal import locate
from app.media.types import PROGRAM_RATE_HZ, Samples
from tests.helpers.omnirt_pictures import Mark
from tests.helpers.omnirt_script import RATE_HZ, Chunk, Geometry

FINER = PROGRAM_RATE_HZ // RATE_HZ
_LISTEN = RATE_HZ // 10  # samples of a chunk: enough to be found again
_NEXT = PROGRAM_RATE_HZ // 200


@dataclass(frozen=True, slots=True)
class Heard:
    """Where in the test signal the chunks begin that a server was sent; of silent ones nowhere.

    Attributes:
        starts: sample of the signal, PROGRAM_RATE_HZ, by the chunk's number.
        picture_samples: how many of them one picture lasts.

    """

    starts: dict[int, int]
    picture_samples: int

    @classmethod
    def read(cls, chunks: list[Chunk], geometry: Geometry, *, near: int = 0, within_s: int = 10) -> Heard:
        """Find every chunk, within so many seconds of the end of the one before; of the first, of ``near``.

        AssertionError names one that is neither silent nor of the signal.
        """
        assert geometry.samples % geometry.frames == 0
        starts: dict[int, int] = {}
        for chunk in chunks:
            piece = finer(chunk.samples[:_LISTEN])
            if not piece.any():
                continue
            start = locate(piece, near, _NEXT)
            if start is None:
                start = locate(piece, near, within_s * PROGRAM_RATE_HZ)
            assert start is not None, f"chunk {chunk.number} holds other sound than was spoken"
            starts[chunk.number] = start
            near = start + geometry.samples * FINER
        return cls(starts, geometry.samples * FINER // geometry.frames)

    def first_sample(self, mark: Mark) -> int | None:
        """Sample of the signal at which a picture's time begins; None: it was drawn for silence."""
        start = self.starts.get(mark.chunk)
        return None if start is None else start + mark.frame * self.picture_samples


def finer(samples: NDArray[np.int16]) -> Samples:
    """16 kHz int16 as PROGRAM_RATE_HZ float32, as long in time; the ends are not exact."""
    spectrum = np.fft.rfft(samples.astype(np.float64) / 32768)
    return (np.fft.irfft(spectrum, len(samples) * FINER) * FINER).astype(np.float32)
