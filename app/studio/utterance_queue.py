"""What waits to be spoken: typed lines and files, in the order in which they came. Pure; one thread at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import AppError

if TYPE_CHECKING:  # it would bring numpy with it, and whoever only asks needs none
    from app.sources.base import SpeechSource


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A typed line or a file that waits for its turn, as people see it.

    Attributes:
        number: no two of a studio's life have the same.
        label: the line, or the name of the file.
    """

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One that can be spoken.

    Attributes:
        line: as people see it.
        open_source: opens its sound; may block, and raises AppError.
        pause_ns: how long nothing is said before it.
        kept: as it survives a crash: ``("text", line)`` or ``("file", path)``; None: somebody else sees to it.
    """

    line: WaitingLine
    open_source: Callable[[], SpeechSource]
    pause_ns: int = 0
    kept: tuple[str, str] | None = None


class UtteranceQueue:
    """First come, first spoken."""

    def __init__(self) -> None:
        self._waiting: list[Utterance] = []

    @property
    def lines(self) -> tuple[WaitingLine, ...]:
        """All that wait, the next first."""
        return tuple(utterance.line for utterance in self._waiting)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The same, as it survives a crash."""
        return tuple(utterance.kept for utterance in self._waiting if utterance.kept is not None)

    @property
    def first(self) -> Utterance | None:
        """The next."""
        return self._waiting[0] if self._waiting else None

    def add(self, utterance: Utterance, most: int) -> None:
        """Let it wait behind the others. Raises AppError where ``most`` wait already."""
        if len(self._waiting) >= most:
            raise AppError(
                "speech.queue_full",
                f"{len(self._waiting)} lines wait to be spoken, and no more may wait: this one was not taken.",
                "Wait for one to be spoken, remove one, or let more wait in Settings > Voice.",
            )
        self._waiting.append(utterance)

    def put_last(self, utterance: Utterance) -> None:
        """Let it wait behind all others, however many there are: it waited already."""
        self._waiting.append(utterance)

    def put_first(self, utterance: Utterance) -> None:
        """Let it wait before all others: it was on air already."""
        self._waiting.insert(0, utterance)

    def take(self, number: int) -> Utterance | None:
        """The one with this number, which waits no more; None: it has gone already."""
        for utterance in self._waiting:
            if utterance.line.number == number:
                self._waiting.remove(utterance)
                return utterance
        return None

    def clear(self) -> None:
        """Nothing waits any more."""
        self._waiting.clear()
