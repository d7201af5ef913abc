"""Lines that other programs would have spoken, and that wait for a person's word. Pure; one thread at a time."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.errors import AppError

MOST = 50
"""Lines that may wait for approval: whoever sends more would only bury those."""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line that waits for approval.

    Attributes:
        number: no two of a studio's life have the same.
        text: the line.
        origin: who wants it spoken, as it calls itself; empty: it does not say.
    """

    number: int
    text: str
    origin: str = ""


class Proposals:
    """First come, first seen."""

    def __init__(self) -> None:
        self._count = 0
        self.lines: tuple[ProposedLine, ...] = ()
        """All that wait, the oldest first."""

    def add(self, text: str, origin: str) -> None:
        """Let a line wait. Raises AppError where too many do."""
        if len(self.lines) >= MOST:
            raise AppError(
                "speech.proposals_full",
                f"{MOST} lines from other programs wait for approval, and no more may wait: this one was not taken.",
                "Approve or discard some of them.",
            )
        self._count += 1
        self.lines = (*self.lines, ProposedLine(self._count, text, origin))

    def take(self, number: int | None, most: int) -> tuple[ProposedLine, ...]:
        """Those that wait no more: the one with this number, or the ``most`` oldest of all for None."""
        taken = [line for line in self.lines if number is None or line.number == number][: max(0, most)]
        self.lines = tuple(line for line in self.lines if line not in taken)
        return tuple(taken)
