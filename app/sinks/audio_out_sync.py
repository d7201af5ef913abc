"""The master clock and the sound card kept in step: the clock follows the card, the card is placed by the clock."""

from __future__ import annotations

from app.media.clock import MasterClock
from app.media.phase_lock import PhaseLock
from app.media.types import NS_PER_S, samples_to_ns

STALLED_NS = 20_000_000  # beyond it bending takes too long: the device jumps to where it should be
PULL_S = 20.0  # an error is bent away with this time constant
MAX_PULL = 300e-6


class OutputSync:
    """Decides which sample each frame of the device is, and how fast master time runs. Pure but for the clock.

    Samples are numbered at the device's rate; sample ``s`` is due when master time is ``epoch + s / rate``. Device
    frame ``n`` plays sample ``n + offset``. The clock takes the device's rate, so the offset stays; what error is left
    is bent away. One thread.

    Args:
        clock: master time, steered from here.
        rate_hz: nominal rate of the device.

    """

    def __init__(self, clock: MasterClock, rate_hz: int) -> None:
        self._clock = clock
        self._rate_hz = rate_hz
        self._lock = PhaseLock(rate_hz)
        self._count = 0
        self._jumped = False
        self._epoch_ns: int | None = None
        self.offset: int | None = None
        """What the device plays: its frame ``n`` is sample ``n + offset``. None: silence, nothing is known yet."""
        self.error_ns = 0
        """Where the device is against where master time wants it: positive, it plays too early."""
        self.stalls = 0
        """Times the device had to jump because it had stalled."""

    @property
    def locked(self) -> bool:
        """The device's clock is known."""
        return self._lock.locked

    def observe(self, count: int, leaves_ns: int) -> None:
        """Take a reading: frame ``count`` leaves the device at ``leaves_ns`` on the monotonic clock."""
        if self._lock.observe(count, leaves_ns):
            self._jumped = True
        self._count = count

    def place(self, sample: int, due_ns: int) -> None:
        """Sample number ``sample`` is due at ``due_ns`` on the monotonic clock. Told once for each tick."""
        epoch_ns = self._clock.at_monotonic_ns(due_ns) - samples_to_ns(sample, self._rate_hz)
        if self._epoch_ns is None or abs(epoch_ns - self._epoch_ns) > STALLED_NS:
            self._epoch_ns = epoch_ns
            self.offset = None
            self._anchor()

    def steer(self) -> None:
        """Look where the device is, and bend master time or move the device. Called some ten times a second."""
        if not self._lock.locked:
            return
        pull = 0.0
        if self._epoch_ns is not None:
            self._measure()
            # The sound had a hole already when the device's line jumped: nothing is gained by bending that away.
            if self.offset is not None and (self._jumped or abs(self.error_ns) > STALLED_NS):
                self.stalls += 1
                self.offset = None
            self._jumped = False
            self._anchor()
            pull = min(MAX_PULL, max(-MAX_PULL, self.error_ns / NS_PER_S / PULL_S))
        self._clock.steer(self._lock.skew + pull)

    def _should_ns(self) -> int:
        """Time of the sample that should be played when the latest frame leaves."""
        assert self._epoch_ns is not None
        return self._clock.at_monotonic_ns(self._lock.time_of(self._count)) - self._epoch_ns

    def _measure(self) -> None:
        if self.offset is not None:
            self.error_ns = samples_to_ns(self._count + self.offset, self._rate_hz) - self._should_ns()

    def _anchor(self) -> None:
        """Give the device its place, if it has none and its clock is known."""
        if self.offset is None and self._lock.locked:
            self.offset = round(self._should_ns() * self._rate_hz / NS_PER_S) - self._count
            self._measure()
