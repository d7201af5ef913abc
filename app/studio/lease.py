"""How long a session on a server is kept. Pure: it is told the time and keeps no thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.media.types import NS_PER_S

UNBROKEN_NS = 60 * NS_PER_S
"""How long a session that is to be renewed waits for a pause, before the beginning of any line will do."""


class Due(Enum):
    """What is to become of a session."""

    RELEASE = "release"
    """Nobody has used it for long: it is given back."""
    RENEWAL = "renewal"
    """It has lasted long enough: another takes its place."""


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """When a session is given back.

    Attributes:
        release_after_ns: without speech; 0: never.
        max_session_ns: it is renewed at the first pause after so long; 0: never.
    """

    release_after_ns: int = 0
    max_session_ns: int = 0

    @classmethod
    def of_minutes(cls, release_after_min: int, max_session_min: int) -> LeaseTerms:
        """As the settings say it."""
        return cls(release_after_min * 60 * NS_PER_S, max_session_min * 60 * NS_PER_S)


class SlotWait:
    """Tells a server that has no room for the moment from one that is a problem. Lives on one thread.

    Args:
        timeout_ns: how long it is waited for.
    """

    def __init__(self, timeout_ns: int) -> None:
        self._timeout_ns = timeout_ns
        self._since_ns: int | None = None

    def refused(self, now_ns: int) -> bool:
        """It had no room; says whether to wait."""
        self._since_ns = now_ns if self._since_ns is None else self._since_ns
        return now_ns - self._since_ns < self._timeout_ns

    def over(self) -> None:
        """Something else has happened."""
        self._since_ns = None


class Lease:
    """One session after the other; the time between them counts for nothing. Lives on one thread.

    Args:
        terms: when a session is given back.
    """

    def __init__(self, terms: LeaseTerms) -> None:
        self._terms = terms
        self._opened_ns: int | None = None
        self._used_ns = 0
        self._unused_ns = 0  # before this session

    def opened(self, now_ns: int) -> None:
        """A session has begun."""
        self._opened_ns = now_ns
        self._used_ns = now_ns - self._unused_ns

    def ended(self, now_ns: int) -> None:
        """It is over."""
        if self._opened_ns is not None:
            self._opened_ns, self._unused_ns = None, now_ns - self._used_ns

    def used(self, now_ns: int) -> None:
        """Somebody speaks, or wants it kept."""
        self._used_ns, self._unused_ns = now_ns, 0

    def age_ns(self, now_ns: int) -> int | None:
        """How long the session has lasted; None: there is none."""
        return None if self._opened_ns is None else now_ns - self._opened_ns

    def due(self, now_ns: int, *, pause: bool, beginning: bool = False) -> Due | None:
        """What is to be done with the session now; None: nothing.

        Args:
            now_ns: monotonic time.
            pause: nobody would see it end.
            beginning: nothing of what is to be said has been heard yet, and it can wait.

        """
        age_ns, terms = self.age_ns(now_ns), self._terms
        if age_ns is None:
            return None
        if terms.release_after_ns and now_ns - self._used_ns >= terms.release_after_ns:
            return Due.RELEASE
        if not terms.max_session_ns or age_ns < terms.max_session_ns:
            return None
        unbroken = age_ns >= terms.max_session_ns + UNBROKEN_NS
        return Due.RENEWAL if pause or (beginning and unbroken) else None
