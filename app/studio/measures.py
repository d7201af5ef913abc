"""Windows over measured numbers: rates and percentiles of the last moments."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

from app.media.types import NS_PER_S

T = TypeVar("T")


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """The value that ``share`` (0..1) of the ascending values do not exceed; None without values."""
    if not ordered:
        return None
    return ordered[max(0, min(len(ordered), math.ceil(share * len(ordered))) - 1)]


class Recent(Generic[T]):
    """The latest values of a series. Any thread: a bare deque may not be read while another thread adds to it.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._values: deque[T] = deque(maxlen=most)

    def append(self, value: T) -> None:
        """Another one."""
        with self._lock:
            self._values.append(value)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._values.clear()

    def values(self) -> tuple[T, ...]:
        """All that are kept, the oldest first."""
        with self._lock:
            return tuple(self._values)


class RateMeter:
    """Events per second over a sliding window. Any thread."""

    def __init__(self, window_ns: int = 2 * NS_PER_S) -> None:
        self._window_ns = window_ns
        self._times: Recent[int] = Recent(512)

    def count(self, now_ns: int) -> None:
        """An event happened."""
        self._times.append(now_ns)

    def per_second(self, now_ns: int) -> float:
        """The rate over the window that ends now."""
        times = [t for t in self._times.values() if t > now_ns - self._window_ns]
        if len(times) < 2:
            return 0.0
        return (len(times) - 1) * NS_PER_S / (times[-1] - times[0])
