"""The clocks that the pump can wait on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Master time: nanoseconds that only go forward. Any thread."""

    def now_ns(self) -> int:
        """The present."""
        ...

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        """Return at ``when_ns`` or as soon as ``wake`` is set, whichever is first. The pump alone calls it."""
        ...

    def to_monotonic_ns(self, when_ns: int) -> int:
        """The ``time.monotonic_ns`` reading at which master time is ``when_ns``, as far as can be told now."""
        ...

    def forget(self, lost_ns: int) -> None:
        """Take out ``lost_ns`` in which nothing ran because the computer was asleep."""
        ...


class VirtualClock:
    """Time that stands still until somebody moves it: for tests, rendering and runs of virtual hours."""

    def __init__(self, start_ns: int = 0) -> None:
        self._now_ns = start_ns

    def now_ns(self) -> int:
        """The present."""
        return self._now_ns

    def advance_to(self, when_ns: int) -> None:
        """Move forward; never back."""
        self._now_ns = max(self._now_ns, when_ns)

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        """Jump to ``when_ns``."""
        del wake
        self.advance_to(when_ns)

    def to_monotonic_ns(self, when_ns: int) -> int:
        """Virtual time is its own."""
        return when_ns

    def forget(self, lost_ns: int) -> None:
        """Go back by ``lost_ns``."""
        self._now_ns -= lost_ns


class MasterClock:
    """Program time that follows the sound card when one is open, the monotonic clock otherwise.

    Time is a line, ``anchor_master + (monotonic - anchor_monotonic) * (1 + skew)``, that is bent, never
    broken: an audio device that opens, drifts or vanishes changes the slope by parts per million and nothing else.
    It begins at 0. Any thread.

    Args:
        monotonic_ns: what the line is drawn against; tests give it virtual time.
    """

    MAX_SKEW = 1e-3  # 1000 ppm: ten times the worst sound card, and still inaudible and invisible

    def __init__(self, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._lock = threading.Lock()
        self._line = (monotonic_ns(), 0, 0.0)  # monotonic anchor, master anchor, skew

    def now_ns(self) -> int:
        """Master time now."""
        return self.at_monotonic_ns(self._monotonic_ns())

    def at_monotonic_ns(self, monotonic_ns: int) -> int:
        """Master time at a reading of ``time.monotonic_ns``."""
        mono, master, skew = self._line
        passed = monotonic_ns - mono
        return master + passed + int(passed * skew)

    def to_monotonic_ns(self, when_ns: int) -> int:
        """The reading of ``time.monotonic_ns`` at which master time is ``when_ns``."""
        mono, master, skew = self._line
        return mono + int((when_ns - master) / (1.0 + skew))

    @property
    def skew(self) -> float:
        """How much faster than the monotonic clock it runs now."""
        return self._line[2]

    def steer(self, skew: float) -> None:
        """Run ``1 + skew`` times as fast as the monotonic clock from now on (clamped to ``MAX_SKEW``)."""
        skew = max(-self.MAX_SKEW, min(self.MAX_SKEW, skew))
        with self._lock:
            now = self._monotonic_ns()
            self._line = (now, self.at_monotonic_ns(now), skew)

    def forget(self, lost_ns: int) -> None:
        """Take out time in which nothing ran: the computer was asleep. The one step back master time ever makes."""
        with self._lock:
            mono, master, skew = self._line
            self._line = (mono, master - lost_ns, skew)

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        """Sleep until ``when_ns`` or until ``wake`` is set."""
        while not wake.is_set():
            left_ns = self.to_monotonic_ns(when_ns) - self._monotonic_ns()
            if left_ns <= 0:
                return
            wake.wait(left_ns / 1e9)
