"""A delay-locked loop: where a device's sample counter stands in time, from readings that jitter.

A callback tells "so many frames by now" some milliseconds early or late, and now and then far too late. The loop
keeps the line through those readings: its place (phase) and its slope (rate). It is a Kalman filter with two states,
so it is quick while it knows nothing and slow once it knows: within the first half second the phase is known to a
fraction of the jitter, after a minute the rate to a few ppm, and from then on it remembers about half a minute.
"""

from __future__ import annotations

import math
from collections import deque

from app.media.types import NS_PER_S

ACQUIRE_NS = 500_000_000
ACQUIRE_READINGS = 16
ACQUIRE_GIVE_UP_NS = 3 * NS_PER_S  # a device this restless is taken as it is
RESTLESS_NS = 4_000_000  # a device that starts in fits has not begun to run yet

# Spectral densities: readings jitter by 3 ms at 50 readings a second, and crystals wander. The fourth root of their
# ratio is the time the loop remembers, 30 s.
JITTER_PSD = 3e-3**2 * 0.02
WANDER_PSD = JITTER_PSD / 30.0**4
RATE_SIGMA = 100e-6  # what sound cards are off
MAX_STRETCH = 2e-3

MIN_GATE_S = 4e-3
MAX_GATE_S = 30e-3
GATE_SIGMAS = 5.0

JUMP_S = 6e-3
JUMP_SIGMAS = 1.5
JUMP_WINDOW_S = 0.3
JUMP_READINGS = 8


class PhaseLock:
    """Estimates the line "frame ``n`` happens at ``t``". Pure; one thread.

    Outliers are ignored. When readings stay away from the line (the device stalled, lost frames, the computer
    slept), the line jumps after them: ``observe`` tells by how much.

    Args:
        rate_hz: nominal rate of the counter.

    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self.locked = False
        """The line is known; before, ``time_of`` and ``skew`` mean nothing."""
        self.jumps = 0
        """Times the line had to jump."""
        self.outliers = 0
        """Readings that were ignored."""
        self._first: deque[tuple[int, int]] = deque()  # readings while acquiring
        self._recent: deque[tuple[float, float]] = deque()  # count time in s and residual in s, for jumps
        self._origin_ns = 0  # the float state is relative to it, so that hours do not cost precision
        self._count = 0  # where the state stands
        self._phase_s = 0.0  # time of that count since the origin
        self._stretch = 0.0  # seconds per nominal second, minus one
        self._p_phase = self._p_cross = self._p_stretch = 0.0
        self._variance = 0.0  # of the residuals
        self._last_count = -1

    @property
    def skew(self) -> float:
        """How much faster than nominal the counter runs by the clock of the readings; 1e-6 is 1 ppm."""
        return 1.0 / (1.0 + self._stretch) - 1.0

    @property
    def jitter_ns(self) -> int:
        """Standard deviation of the readings around the line."""
        return int(math.sqrt(self._variance) * NS_PER_S)

    def time_of(self, count: int) -> int:
        """Nanoseconds at which the counter stands at ``count``."""
        return self._origin_ns + int(self._predict(count) * NS_PER_S)

    def observe(self, count: int, time_ns: int) -> int:
        """Take a reading: the counter stood at ``count`` at ``time_ns``. Counts must grow.

        Returns:
            Nanoseconds by which the line has just jumped (positive: frames come later than they did), mostly 0.

        """
        if count <= self._last_count:
            return 0
        self._last_count = count
        if not self.locked:
            self._acquire(count, time_ns)
            return 0
        residual = (time_ns - self._origin_ns) / NS_PER_S - self._predict(count)
        self._remember(count / self._rate_hz, residual)
        jump = self._jump(residual)
        if jump:
            self._phase_s += jump
            self._p_phase += JITTER_PSD / JUMP_WINDOW_S
            self.jumps += 1
            return int(jump * NS_PER_S)
        gate = min(MAX_GATE_S, max(MIN_GATE_S, GATE_SIGMAS * math.sqrt(self._variance)))
        if abs(residual) > gate:
            self.outliers += 1
        else:
            self._variance += 0.02 * (residual * residual - self._variance)
            self._update(count, residual)
        return 0

    def _predict(self, count: int) -> float:
        return self._phase_s + (count - self._count) / self._rate_hz * (1.0 + self._stretch)

    # ---- acquiring

    def _acquire(self, count: int, time_ns: int) -> None:
        """Collect readings until there are enough that agree on where the line is; its slope is nominal meanwhile."""
        self._first.append((count, time_ns))
        first_count, first_ns = self._first[0]
        span_ns = (count - first_count) * NS_PER_S // self._rate_hz
        if len(self._first) < ACQUIRE_READINGS or span_ns < ACQUIRE_NS:
            return
        residuals = [(t - first_ns) / NS_PER_S - (n - first_count) / self._rate_hz for n, t in self._first]
        half = len(residuals) // 2
        drift = _median(residuals[half:]) - _median(residuals[:half])
        if abs(drift) > RESTLESS_NS / NS_PER_S and span_ns < ACQUIRE_GIVE_UP_NS:
            self._first.popleft()
            return
        middle = _median(residuals)
        good = [r for r in residuals if abs(r - middle) <= MAX_GATE_S / 2]
        mean = sum(good) / len(good)
        self._variance = sum((r - mean) ** 2 for r in good) / len(good)
        self._origin_ns, self._count = first_ns, count
        self._phase_s = (count - first_count) / self._rate_hz + mean
        # The mean is the phase of the middle of the span; half a span at an unknown rate lies between it and now.
        half_span_s = span_ns / 2 / NS_PER_S
        self._p_phase = JITTER_PSD / (span_ns / NS_PER_S) + (half_span_s * RATE_SIGMA) ** 2
        self._p_cross = half_span_s * RATE_SIGMA**2
        self._p_stretch = RATE_SIGMA**2
        self.locked = True
        self._first.clear()

    # ---- following

    def _update(self, count: int, residual: float) -> None:
        dt = (count - self._count) / self._rate_hz
        self._phase_s = self._predict(count)
        self._count = count
        p_phase = self._p_phase + dt * (2.0 * self._p_cross + dt * self._p_stretch) + WANDER_PSD * dt**3 / 3.0
        p_cross = self._p_cross + dt * self._p_stretch + WANDER_PSD * dt * dt / 2.0
        p_stretch = self._p_stretch + WANDER_PSD * dt
        total = p_phase + JITTER_PSD / dt
        gain_phase, gain_stretch = p_phase / total, p_cross / total
        self._phase_s += gain_phase * residual
        self._stretch += gain_stretch * residual
        self._stretch = min(MAX_STRETCH, max(-MAX_STRETCH, self._stretch))
        self._p_phase = (1.0 - gain_phase) * p_phase
        self._p_cross = (1.0 - gain_phase) * p_cross
        self._p_stretch = p_stretch - gain_stretch * p_cross

    # ---- jumping

    def _remember(self, at_s: float, residual: float) -> None:
        recent = self._recent
        recent.append((at_s, residual))
        while len(recent) > JUMP_READINGS and recent[1][0] <= at_s - JUMP_WINDOW_S:
            recent.popleft()

    def _jump(self, residual: float) -> float:
        """How far the line must jump: 0.0 unless four fifths of the latest readings are off to the same side."""
        threshold = max(JUMP_S, JUMP_SIGMAS * math.sqrt(self._variance))
        recent = self._recent
        if abs(residual) < threshold or len(recent) < JUMP_READINGS:
            return 0.0
        if recent[-1][0] - recent[0][0] < JUMP_WINDOW_S:
            return 0.0
        off = [r for _, r in recent if abs(r) > threshold and (r > 0.0) == (residual > 0.0)]
        if len(off) < 0.8 * len(recent):
            return 0.0
        recent.clear()
        middle = _median(off)
        good = [r for r in off if abs(r - middle) <= MAX_GATE_S / 2]
        return sum(good) / len(good)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
