"""When an engine that went down is started again. Pure: it is told the time and keeps no thread."""

from __future__ import annotations

from app.media.types import NS_PER_S

DELAYS_NS = (NS_PER_S // 2, 2 * NS_PER_S, 8 * NS_PER_S)
"""Before the first, second and every further attempt."""

HEALTHY_NS = 30 * NS_PER_S
"""An engine that was up for so long starts from the first delay again."""


class Supervisor:
    """Decides on restarts of one engine. Lives on one thread."""

    def __init__(self) -> None:
        self._failures = 0
        self._up_since_ns: int | None = None

    @property
    def failures(self) -> int:
        """How often it went down without having been healthy in between."""
        return self._failures

    def up(self, now_ns: int) -> None:
        """The engine is ready."""
        self._up_since_ns = now_ns

    def down(self, now_ns: int, *, permanent: bool) -> int | None:
        """The engine has gone. Returns how long to wait before it is started again; None: not at all.

        Args:
            now_ns: monotonic time.
            permanent: starting it again cannot help until somebody changes something.

        """
        if self._up_since_ns is not None and now_ns - self._up_since_ns >= HEALTHY_NS:
            self._failures = 0
        self._up_since_ns = None
        if permanent:
            return None
        delay_ns = DELAYS_NS[min(self._failures, len(DELAYS_NS) - 1)]
        self._failures += 1
        return delay_ns

    def reset(self) -> None:
        """Something was changed (another avatar, other settings): what was before counts no more."""
        self._failures = 0
        self._up_since_ns = None
