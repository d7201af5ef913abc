"""How long a session on a server is kept. Pure: it is told the time and keeps no thread."""

from __future__ import annotations

from dataclasses import dataclass

from app.media.types import NS_PER_S


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """When a session is given back.

    Attributes:
        release_after_ns: without speech; 0: never.
        max_session_ns: at the first pause after so long; 0: never.
    """

    release_after_ns: int = 0
    max_session_ns: int = 0

    @classmethod
    def of_minutes(cls, release_after_min: int, max_session_min: int) -> LeaseTerms:
        """As the settings say it."""
        return cls(release_after_min * 60 * NS_PER_S, max_session_min * 60 * NS_PER_S)


class Lease:
    """One session after the other. Lives on one thread.

    Args:
        terms: when a session is given back.
    """

    def __init__(self, terms: LeaseTerms) -> None:
        self._terms = terms
        self._opened_ns: int | None = None
        self._used_ns = 0

    def opened(self, now_ns: int) -> None:
        """A session has begun."""
        self._opened_ns = self._used_ns = now_ns

    def ended(self) -> None:
        """It is over."""
        self._opened_ns = None

    def used(self, now_ns: int) -> None:
        """Somebody speaks, or wants it kept."""
        self._used_ns = now_ns

    def age_ns(self, now_ns: int) -> int | None:
        """How long the session has lasted; None: there is none."""
        return None if self._opened_ns is None else now_ns - self._opened_ns

    def is_over(self, now_ns: int, *, pause: bool) -> bool:
        """Whether the session is to be given back now. ``pause``: nobody would see it end."""
        age_ns, terms = self.age_ns(now_ns), self._terms
        if age_ns is None:
            return False
        if terms.release_after_ns and now_ns - self._used_ns >= terms.release_after_ns:
            return True
        return pause and 0 < terms.max_session_ns <= age_ns
