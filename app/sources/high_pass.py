"""A high-pass filter for what microphones pick up below any voice: steps, traffic, a desk that is knocked."""

from __future__ import annotations

import math

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, Samples

_HOP = 120  # samples that are filtered with one multiplication; the state is carried from hop to hop


class HighPass:
    """Second-order Butterworth, 12 dB an octave, without delay. One thread.

    Written as one matrix multiplication for all hops of a block, because numpy has no recursive filter.

    Args:
        corner_hz: where it is at -3 dB.

    """

    def __init__(self, corner_hz: float) -> None:
        # Bilinear transform, as in the Audio EQ Cookbook of R. Bristow-Johnson.
        omega = 2.0 * math.pi * corner_hz / PROGRAM_RATE_HZ
        alpha = math.sin(omega) / math.sqrt(2.0)
        b = np.array([1.0, -2.0, 1.0]) * (1.0 + math.cos(omega)) / 2.0 / (1.0 + alpha)
        a1, a2 = -2.0 * math.cos(omega) / (1.0 + alpha), (1.0 - alpha) / (1.0 + alpha)
        step = np.array([[-a1, 1.0], [-a2, 0.0]])
        entry = np.array([b[1] - a1 * b[0], b[2] - a2 * b[0]])
        powers = [np.eye(2)]
        for _ in range(_HOP):
            powers.append(step @ powers[-1])
        response = np.array([b[0], *(float((power @ entry)[0]) for power in powers[: _HOP - 1])])
        lag = np.subtract.outer(np.arange(_HOP), np.arange(_HOP))
        self._through = np.where(lag >= 0, response[lag], 0.0).T  # (hop, hop): samples to samples
        self._ringing = np.array([power[0] for power in powers[:_HOP]]).T  # (2, hop): state to samples
        self._entering = np.array([power @ entry for power in powers[_HOP - 1 :: -1]])  # (hop, 2): samples to state
        self._carry = powers[_HOP].T
        self._state = np.zeros(2)

    def process(self, samples: Samples) -> Samples:
        """Filter the next samples; their number must be a multiple of 120."""
        hops = samples.reshape(-1, _HOP).astype(np.float64)
        entering = hops @ self._entering
        states = np.empty((len(hops), 2))
        for number, gained in enumerate(entering):
            states[number] = self._state
            self._state = self._state @ self._carry + gained
        filtered: Samples = (hops @ self._through + states @ self._ringing).astype(np.float32).reshape(-1)
        return filtered
