"""A delay-locked loop: where a device's sample counter stands in time, from readings that jitter.

A callback tells "so many frames by now", and tells it late: a scheduler, a lock, a sound server that hands on in
larger pieces lie between. How late changes with everything that runs on the machine; how early it can be does not. So
of every sixth of a second the earliest reading counts alone, and what the loop follows is the edge that no reading
crosses. Its place (phase) and its slope (rate) are kept by a Kalman filter: quick while it knows nothing and slow once
it knows. Within half a second the phase is known to a millisecond or so, after a minute the rate to a few ppm, and from
then on it remembers about half a minute.
"""

from __future__ import annotations

from app.media.types import NS_PER_S

BUCKET_S = 0.16
BUCKET_READINGS = 4
ACQUIRE_BUCKETS = 3
ACQUIRE_GIVE_UP_S = 3.0  # a device this restless is taken as it is
RESTLESS_S = 4e-3  # a device that starts in fits has not begun to run yet

# Spectral densities: the earliest of a bucket jitters by a millisecond, and crystals wander. The fourth root of their
# ratio is the time the loop remembers, 30 s.
JITTER_PSD = 1e-3**2 * BUCKET_S
WANDER_PSD = JITTER_PSD / 30.0**4
RATE_SIGMA = 100e-6  # what sound cards are off
MAX_STRETCH = 1e-3
SWAY_S = 2e-3  # more than that in one bucket is the machine's doing: it may move the phase but not tell of the rate

JUMP_S = 6e-3
JUMP_BUCKETS = 3


class PhaseLock:
    """Estimates the line "frame ``n`` happens at ``t``". Pure; one thread.

    Late readings are ignored. When even the earliest stay away from the line (the device stalled, lost frames, the
    computer slept), the line jumps after them: ``observe`` tells by how much.

    Args:
        rate_hz: nominal rate of the counter.

    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self.locked = False
        """The line is known; before, ``time_of`` and ``skew`` mean nothing."""
        self.jumps = 0
        """Times the line had to jump."""
        self._origin_ns: int | None = None  # the float state is relative to it, so that hours do not cost precision
        self._origin_count = 0
        self._count = 0  # where the state stands
        self._phase_s = 0.0  # time of that count since the origin
        self._stretch = 0.0  # seconds per nominal second, minus one
        self._p_phase = self._p_cross = self._p_stretch = 0.0
        self._last_count = -1
        # The bucket: its first count, how many readings, and the earliest one against the line.
        self._bucket_count = 0
        self._bucket_readings = 0
        self._earliest: tuple[float, int] = (0.0, 0)
        self._first: list[float] = []  # earliest readings while acquiring
        self._off: list[float] = []  # latest buckets that were off to the same side

    @property
    def skew(self) -> float:
        """How much faster than nominal the counter runs by the clock of the readings; 1e-6 is 1 ppm."""
        return 1.0 / (1.0 + self._stretch) - 1.0

    def time_of(self, count: int) -> int:
        """Nanoseconds at which the counter stands at ``count``, as the earliest readings tell it."""
        return (self._origin_ns or 0) + int(self._predict(count) * NS_PER_S)

    def observe(self, count: int, time_ns: int) -> int:
        """Take a reading: the counter stood at ``count`` at ``time_ns``. Counts must grow.

        Returns:
            Nanoseconds by which the line has just jumped (positive: frames come later than they did), mostly 0.

        """
        if count <= self._last_count:
            return 0
        self._last_count = count
        if self._origin_ns is None:
            self._origin_ns, self._origin_count, self._count = time_ns, count, count
        residual = (time_ns - self._origin_ns) / NS_PER_S - self._predict(count)
        if not self._bucket_readings:
            self._bucket_count = count
            self._earliest = (residual, count)
        self._bucket_readings += 1
        self._earliest = min(self._earliest, (residual, count))
        full = count - self._bucket_count >= BUCKET_S * self._rate_hz and self._bucket_readings >= BUCKET_READINGS
        if not full:
            return 0
        self._bucket_readings = 0
        return self._follow(*self._earliest) if self.locked else self._acquire(count)

    def _predict(self, count: int) -> float:
        return self._phase_s + (count - self._count) / self._rate_hz * (1.0 + self._stretch)

    def _acquire(self, count: int) -> int:
        """Collect buckets until the latest agree on where the line is; its slope is nominal meanwhile."""
        self._first = [*self._first, self._earliest[0]][-ACQUIRE_BUCKETS:]
        if len(self._first) < ACQUIRE_BUCKETS:
            return 0
        patience = count - self._origin_count < ACQUIRE_GIVE_UP_S * self._rate_hz
        if patience and max(self._first) - min(self._first) > RESTLESS_S:
            return 0
        self._phase_s = self._predict(count) + sum(self._first) / len(self._first)
        self._count = count
        # The mean is the phase of the middle of the span; half a span at an unknown rate lies between it and now.
        half_span_s = ACQUIRE_BUCKETS * BUCKET_S / 2.0
        self._p_phase = JITTER_PSD / (2.0 * half_span_s) + (half_span_s * RATE_SIGMA) ** 2
        self._p_cross = half_span_s * RATE_SIGMA**2
        self._p_stretch = RATE_SIGMA**2
        self.locked = True
        return 0

    def _follow(self, residual: float, count: int) -> int:
        if abs(residual) <= JUMP_S:
            self._off.clear()
            self._update(count, residual)
            return 0
        if self._off and (self._off[-1] > 0.0) != (residual > 0.0):
            self._off.clear()
        self._off.append(residual)
        if len(self._off) < JUMP_BUCKETS:
            return 0
        jump = min(self._off, key=abs)
        self._off.clear()
        self._phase_s += jump
        self._p_phase += JITTER_PSD / BUCKET_S
        self.jumps += 1
        return int(jump * NS_PER_S)

    def _update(self, count: int, residual: float) -> None:
        dt = (count - self._count) / self._rate_hz
        if dt <= 0.0:
            return
        self._phase_s = self._predict(count)
        self._count = count
        p_phase = self._p_phase + dt * (2.0 * self._p_cross + dt * self._p_stretch) + WANDER_PSD * dt**3 / 3.0
        p_cross = self._p_cross + dt * self._p_stretch + WANDER_PSD * dt * dt / 2.0
        p_stretch = self._p_stretch + WANDER_PSD * dt
        total = p_phase + JITTER_PSD / dt
        gain_phase, gain_stretch = p_phase / total, p_cross / total
        self._phase_s += gain_phase * residual
        sway = min(SWAY_S, max(-SWAY_S, residual))
        self._stretch = min(MAX_STRETCH, max(-MAX_STRETCH, self._stretch + gain_stretch * sway))
        self._p_phase = (1.0 - gain_phase) * p_phase
        self._p_cross = (1.0 - gain_phase) * p_cross
        self._p_stretch = p_stretch - gain_stretch * p_cross
