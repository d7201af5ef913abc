"""How fast something goes, and how long it will take."""

from __future__ import annotations

from collections import deque

RATE_OVER_S = 8.0
"""What a rate is measured over: long enough to hold still, short enough to follow."""


class RateMeter:
    """One thread at a time."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def measure(self, now_s: float, done_bytes: int) -> float:
        """Bytes a second over the last seconds; 0.0: not known yet."""
        seen = self._seen
        if seen and done_bytes < seen[-1][1]:  # a file began anew
            seen.clear()
        seen.append((now_s, done_bytes))
        while len(seen) > 2 and now_s - seen[0][0] > RATE_OVER_S:
            seen.popleft()
        span_s = now_s - seen[0][0]
        return (done_bytes - seen[0][1]) / span_s if span_s > 0 else 0.0


def left_s(done_bytes: int, whole_bytes: int, rate_bytes: float) -> float | None:
    """How long the rest takes at this rate; None: nobody knows."""
    return (whole_bytes - done_bytes) / rate_bytes if rate_bytes > 0 else None
