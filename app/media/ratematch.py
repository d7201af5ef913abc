"""Resampling by a ratio that is bent a few hundred ppm while the sound runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import soxr

from app.media.types import PROGRAM_RATE_HZ, Samples

MAX_BEND = 2e-3


class RateMatcher:
    """Turns samples of one rate into another, a little more or fewer of them as it is told. One thread.

    The ratio is bent over the length of a block, so a change cannot be heard: a sine stays pure to -90 dB while the
    ratio changes by 5 ppm every 10 ms, and to -115 dB while it stands still.

    Args:
        rate_hz: nominal rate of the input.
        out_hz: nominal rate of the output.

    """

    def __init__(self, rate_hz: int, out_hz: int = PROGRAM_RATE_HZ) -> None:
        self.rate_hz = rate_hz
        self.out_hz = out_hz
        # soxr's name for it is variable-rate mode; it wants to know the largest ratio it will meet.
        self._stream: Any = soxr.ResampleStream(rate_hz * (1.0 + MAX_BEND), out_hz, 1, "float32", vr=True)
        self._stream.set_io_ratio(rate_hz, out_hz)
        primer = rate_hz // 10
        primed = self._stream.resample_chunk(np.zeros(primer, np.float32))
        self.delay_samples = primer * out_hz / rate_hz - len(primed)
        """Output samples by which it lags its input, always: 5 ms at 48 kHz. At first they are silence."""

    def process(self, frames: Samples, bend: float) -> Samples:
        """Resample the next frames.

        Args:
            frames: shape ``(n,)``, float32, at ``rate_hz``.
            bend: give ``1 + bend`` times as many samples as the nominal rates ask for, within ``MAX_BEND``.

        Returns:
            Shape ``(m,)``, float32, at ``out_hz``.

        """
        bend = min(MAX_BEND, max(-MAX_BEND, bend))
        self._stream.set_io_ratio(self.rate_hz, self.out_hz * (1.0 + bend), len(frames))
        out: Samples = self._stream.resample_chunk(frames)
        return out
