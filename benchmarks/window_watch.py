"""How long the event loop of a window stands still: a beat on its own thread, and what that thread did between two."""

from __future__ import annotations

import os
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


class WindowWatch(QObject):
    """Beats every 5 ms on the thread that it lives on; a beat that comes late says how long the loop was blocked.

    A machine that is busy with something else makes beats late, too. What the thread itself computed, and how long it
    was ready and got no processor (Linux tells: proc(5), schedstat), tell the two apart.
    """

    def __init__(self) -> None:
        super().__init__()
        # Kept open, and read in one go: every call to the system gives the interpreter up and must wait for it again.
        schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._schedule = os.open(schedule, os.O_RDONLY) if schedule.exists() else None
        if self._schedule is not None:
            weakref.finalize(self, os.close, self._schedule)
        self._beats: list[tuple[int, int, int]] = [self._now()]  # time, computed, waited for a processor; nanoseconds
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(self._now()))
        self._timer.start(BEAT_MS)

    def _now(self) -> tuple[int, int, int]:
        waited_ns = 0 if self._schedule is None else int(os.pread(self._schedule, 100, 0).split()[1])
        return time.monotonic_ns(), time.thread_time_ns(), waited_ns

    def take(self, limit_ms: float) -> dict[str, Any]:
        """The same of the time since it was taken last; those beats are forgotten. Any thread."""
        beats, self._beats = self._beats, self._beats[-1:]
        return _report(np.array(beats), limit_ms)

    def report(self, limit_ms: float = 50.0, between: tuple[int, int] | None = None) -> dict[str, Any]:
        """Lateness of the beats, work and waiting between them, and how many beats were later than ``limit_ms``.

        Args:
            limit_ms: so long the loop may stand still.
            between: from when to when it counts, monotonic nanoseconds; None: all the time.
        """
        beats = np.array(self._beats)
        if between is not None:
            beats = beats[(beats[:, 0] > between[0]) & (beats[:, 0] < between[1])]
        return _report(beats, limit_ms)


def _report(beats: np.ndarray[Any, np.dtype[np.int64]], limit_ms: float) -> dict[str, Any]:
    late, worked, waited = (np.diff(beats, axis=0) / 1e6).T
    late = late - BEAT_MS
    stood = [
        {
            "at_s": round(beats[n + 1, 0] / 1e9, 2),
            "late_ms": round(late[n], 1),
            "worked_ms": round(worked[n], 1),
            "no_processor_ms": round(waited[n], 1),
        }
        for n in np.flatnonzero(late > limit_ms)
    ]
    blocked = [one for one in stood if one["late_ms"] - one["no_processor_ms"] > limit_ms]
    return {
        "beats": len(late),
        "late_ms": _spread(late),
        "late_without_waiting_ms": _spread(late - waited),
        "worked_ms": _spread(worked),
        "blocked": len(blocked),
        "got_no_processor": len(stood) - len(blocked),
        "longest": sorted(blocked, key=lambda one: one["late_ms"] - one["no_processor_ms"])[-10:],
    }


def _spread(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    return {f"p{share:g}": round(float(np.percentile(values, share)), 2) for share in (50, 99, 99.9, 100)}
