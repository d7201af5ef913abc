"""A limiter that looks ahead: loud moments are turned down before they come, so nothing is ever clipped."""

from __future__ import annotations

import numpy as np

from app.media.types import Samples

LOOKAHEAD = 240
"""Samples by which it lags: 5 ms, in which it turns down."""

_RELEASE = 0.08  # of what is missing to full gain comes back every 5 ms: 60 ms time constant
_RAMP = np.arange(LOOKAHEAD, dtype=np.float32) / np.float32(LOOKAHEAD)


class PeakLimiter:
    """No sample above the ceiling, whatever comes in; below it the sound is left as it is. One thread.

    The gain is a line from piece to piece of 5 ms. At both ends of a piece it is at most what the loudest sample of
    the piece allows, so it is so in between.

    Args:
        ceiling: largest sample that may leave, full scale is 1.

    """

    def __init__(self, ceiling: float) -> None:
        self._ceiling = ceiling * (1.0 - 1e-6)  # the rounding of a product must not pass it either
        self._held: Samples = np.zeros(LOOKAHEAD, np.float32)
        self._allowed = 1.0  # gain that the held piece allows
        self._gain = 1.0  # at its beginning

    def process(self, samples: Samples) -> Samples:
        """Limit the next samples; their number must be a multiple of ``LOOKAHEAD``."""
        pieces = samples.reshape(-1, LOOKAHEAD)
        return np.concatenate([self._piece(piece) for piece in pieces])

    def _piece(self, piece: Samples) -> Samples:
        peak = max(float(piece.max()), -float(piece.min()))
        allowed = self._ceiling / peak if peak > self._ceiling else 1.0
        begin, end = self._gain, min(allowed, self._allowed, self._gain + (1.0 - self._gain) * _RELEASE)
        out = self._held
        if begin < 1.0 or end < 1.0:
            out = out * (np.float32(begin) + np.float32(end - begin) * _RAMP)
        self._held, self._allowed, self._gain = piece, allowed, end
        return out
