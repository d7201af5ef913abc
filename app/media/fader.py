"""Louder and softer without a click: gains that ramp, sound that is delayed, levels that are watched."""

from __future__ import annotations

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, Samples

RAMP_SAMPLES = PROGRAM_RATE_HZ // 100
"""A gain moves to another, and a delay to another, within 10 ms."""

_UP = np.arange(1, RAMP_SAMPLES + 1, dtype=np.float32) / np.float32(RAMP_SAMPLES)
_KNEE = np.float32(0.8)
_BEND = 0.05  # of gain above 1, over which the bend sets in: at 1 samples stay as they are


def gain_of(gain_db: float, *, muted: bool) -> float:
    """The factor for a fader's place."""
    return 0.0 if muted else 10.0 ** (gain_db / 20.0)


def falling(count: int) -> Samples:
    """Gains from 1 to 0, shape ``(count,)``."""
    return np.linspace(1.0, 0.0, count, dtype=np.float32)


def shortened(tail: Samples, most: int) -> Samples:
    """Sound that runs out, within so many samples."""
    return tail if len(tail) <= most else tail[:most] * falling(most)


class GainRamp:
    """Multiplies sound that comes in pieces. One thread.

    A gain above 1 bends what would go beyond full scale, so that it is never clipped; at 1 and below samples are only
    scaled, at exactly 1 they are the same.
    """

    def __init__(self) -> None:
        self._gain = 1.0
        self._silent = True  # the last piece held nothing: nobody hears a gain jump

    def process(self, samples: Samples, gain: float) -> Samples:
        """The next samples, shape ``(n,)``; at ``gain`` after at most ``RAMP_SAMPLES``."""
        before, self._gain = gain if self._silent else self._gain, gain
        self._silent = not samples.any()
        if before == gain == 1.0:
            return samples
        if before == gain:
            return _bent(samples * np.float32(gain), np.float32(gain))
        gains = np.full(len(samples), gain, np.float32)
        length = min(len(samples), RAMP_SAMPLES)
        # A piece shorter than the ramp ends where the ramp stands: the next goes on from there.
        gains[:length] = np.float32(before) + np.float32(gain - before) * _UP[:length]
        if length:
            self._gain = float(gains[-1])
        return _bent(samples * gains, gains)


def _bent(samples: Samples, gains: Samples | np.float32) -> Samples:
    """Held below full scale, the more the further a gain is above 1."""
    share = np.clip((gains - np.float32(1.0)) / np.float32(_BEND), 0.0, 1.0)
    if not np.any(share):
        return samples
    size = np.abs(samples)
    room = np.float32(1.0) - _KNEE
    bent = np.where(size > _KNEE, np.sign(samples) * (_KNEE + room * np.tanh((size - _KNEE) / room)), samples)
    out: Samples = (samples + (bent - samples) * share).astype(np.float32)
    return out


class DelayTap:
    """Gives samples back later, by a number of samples that may be changed while it runs. One thread.

    Args:
        most: the longest delay.

    """

    def __init__(self, most: int) -> None:
        self._held: Samples = np.zeros(most, np.float32)
        self._delay = 0

    def process(self, samples: Samples, delay: int) -> Samples:
        """The next samples, shape ``(n,)``: those from ``delay`` samples before, blended over from another delay."""
        whole = np.concatenate((self._held, samples))
        now = self._tap(whole, delay, len(samples))
        if delay != self._delay:
            before = self._tap(whole, self._delay, len(samples))
            length = min(RAMP_SAMPLES, len(samples))
            now = now.copy()
            now[:length] = before[:length] + (now[:length] - before[:length]) * _UP[:length]
            self._delay = delay
        self._held = whole[len(whole) - len(self._held) :]
        return now

    def _tap(self, whole: Samples, delay: int, count: int) -> Samples:
        first = len(self._held) - delay
        return whole[first : first + count]
