"""When an engine that went down is started again. Pure: it is told the time and keeps no thread."""

from __future__ import annotations

from collections.abc import Sequence

from app.media.types import NS_PER_S

DELAYS_NS = (NS_PER_S // 2, 2 * NS_PER_S, 8 * NS_PER_S)
"""Before the first, second and every further attempt."""

RECONNECT_NS = (NS_PER_S // 2, NS_PER_S, 2 * NS_PER_S, 4 * NS_PER_S, 8 * NS_PER_S)
"""The same for a server, which may be back any moment and costs this computer nothing to ask."""

HEALTHY_NS = 30 * NS_PER_S
"""An engine that was up for so long starts from the first delay again."""


class Supervisor:
    """Decides on restarts of one engine. Lives on one thread.

    Args:
        delays_ns: before the first, second ... and every further attempt; None: as for an engine of this computer.
    """

    def __init__(self, delays_ns: Sequence[int] | None = None) -> None:
        self._delays_ns = delays_ns or DELAYS_NS
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
        delay_ns = self._delays_ns[min(self._failures, len(self._delays_ns) - 1)]
        self._failures += 1
        return delay_ns

    def reset(self) -> None:
        """Something was changed (another avatar, other settings): what was before counts no more."""
        self._failures = 0
        self._up_since_ns = None
