"""Windows over measured numbers: rates and percentiles of the last moments."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from app.media.types import NS_PER_S


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """The value that ``share`` (0..1) of the ascending values do not exceed; None without values."""
    if not ordered:
        return None
    return ordered[max(0, min(len(ordered), math.ceil(share * len(ordered))) - 1)]


class RateMeter:
    """Events per second over a sliding window. One writer thread; reading from another is harmless."""

    def __init__(self, window_ns: int = 2 * NS_PER_S) -> None:
        self._window_ns = window_ns
        self._times: deque[int] = deque(maxlen=512)

    def count(self, now_ns: int) -> None:
        """An event happened."""
        self._times.append(now_ns)

    def per_second(self, now_ns: int) -> float:
        """The rate over the window that ends now."""
        times = [t for t in tuple(self._times) if t > now_ns - self._window_ns]
        if len(times) < 2:
            return 0.0
        return (len(times) - 1) * NS_PER_S / (times[-1] - times[0])
