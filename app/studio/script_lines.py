"""The lines of a script as they are edited: numbers that stay, an order that changes, and the way back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.sources.script_line import ScriptLine

MOST_UNDONE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with the number that it keeps as long as it is there; no two of a script's life have the same."""

    number: int
    line: ScriptLine


class ScriptLines:
    """An ordered list of lines that remembers what it was. One thread at a time."""

    def __init__(self) -> None:
        self.name = ""
        self._entries: tuple[Entry, ...] = ()
        self._before: list[tuple[str, tuple[Entry, ...]]] = []
        self._numbers = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, in their order."""
        return self._entries

    @property
    def can_undo(self) -> bool:
        """Something was changed."""
        return bool(self._before)

    def get(self, number: int) -> Entry | None:
        """The one with this number."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def place(self, number: int) -> int | None:
        """Where it stands."""
        return next((place for place, entry in enumerate(self._entries) if entry.number == number), None)

    def open(self, name: str, lines: Iterable[ScriptLine]) -> tuple[int, ...]:
        """Another script in the place of the one before, which can be undone. Gives the numbers of its lines."""
        entries = tuple(self._numbered(lines))
        self._remember()
        self.name, self._entries = name, entries
        return tuple(entry.number for entry in entries)

    def insert(self, lines: Iterable[ScriptLine], before: int | None) -> tuple[int, ...]:
        """Add lines in front of one, None: at the end. Gives their numbers."""
        added = tuple(self._numbered(lines))
        place = self._place_or_end(before)
        self._change((*self._entries[:place], *added, *self._entries[place:]))
        return tuple(entry.number for entry in added)

    def edit(self, number: int, line: ScriptLine) -> None:
        """Another text or other notes for one."""
        if (entry := self.get(number)) is not None and entry.line != line:
            changed = Entry(number, line)
            self._change(tuple(changed if one.number == number else one for one in self._entries))

    def move(self, numbers: Sequence[int], before: int | None) -> None:
        """Put some in front of another one, None: at the end; they keep their order among themselves."""
        moved = tuple(entry for entry in self._entries if entry.number in numbers)
        place = self._place_or_end(before)
        head = tuple(entry for entry in self._entries[:place] if entry.number not in numbers)
        tail = tuple(entry for entry in self._entries[place:] if entry.number not in numbers)
        self._change((*head, *moved, *tail))

    def remove(self, numbers: Sequence[int]) -> None:
        """Take some away."""
        self._change(tuple(entry for entry in self._entries if entry.number not in numbers))

    def undo(self) -> None:
        """Back to what it was before the last change."""
        if self._before:
            self.name, self._entries = self._before.pop()

    def _change(self, entries: tuple[Entry, ...]) -> None:
        if entries != self._entries:
            self._remember()
            self._entries = entries

    def _remember(self) -> None:
        if self._entries:
            self._before = [*self._before, (self.name, self._entries)][-MOST_UNDONE:]

    def _place_or_end(self, number: int | None) -> int:
        place = None if number is None else self.place(number)
        return len(self._entries) if place is None else place

    def _numbered(self, lines: Iterable[ScriptLine]) -> Iterable[Entry]:
        for line in lines:
            self._numbers += 1
            yield Entry(self._numbers, line)
