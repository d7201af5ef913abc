"""Which line of a script comes next, and when. Pure: it is told what is heard and what time it is, and never waits.

Lines are spoken in their order, or shuffled; announcements come between them, each after a time that is drawn anew.
A line that was cut short, for an answer or for the streamer's voice, is taken up at the sentence in which it was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from app.media.types import NS_PER_S
from app.sources.script_line import ScriptLine
from app.studio.script_lines import Entry, ScriptLines
from app.studio.script_view import LineState, Order, ShownLine

SOON_NS = 3 * NS_PER_S
"""So long before it is due a line is made ready; in a longer pause the microphone is heard."""


@dataclass(frozen=True, slots=True)
class Due:
    """The line that comes next.

    Attributes:
        entry: the line.
        rest: what is left of it, where it was cut short; empty: all of it.
        pause_ns: how long nothing is said before it, from the end of what is heard now on, or from now.
    """

    entry: Entry
    rest: str
    pause_ns: int


class ScriptQueue:
    """The state of a script that is played. One thread at a time.

    Args:
        random: draws what is left to chance.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self.lines = ScriptLines()
        self.order = Order()
        self.playing = False
        self.current: int | None = None
        """The line that is heard, or cut short."""
        self.next: int | None = None
        """The line of the order that comes after it."""
        self._states: dict[int, LineState] = {}
        self._problems: dict[int, str] = {}
        self._rest: tuple[int, str] | None = None  # a line that was cut short, and what is left of it
        self._due_ns = 0  # nothing is said before
        self._pause_ns = 0  # after the current line
        self._announcements: dict[int, int] = {}  # when each is due
        self._failed_in_a_row = 0
        self._shown: tuple[ShownLine, ...] | None = None

    # ---- what is seen

    @property
    def shown(self) -> tuple[ShownLine, ...]:
        """All lines with their states; the same object while nothing changes."""
        if self._shown is None:
            self._shown = tuple(
                ShownLine(entry.number, entry.line, self.state(entry.number), self._problems.get(entry.number, ""))
                for entry in self.lines.entries
            )
        return self._shown

    def state(self, number: int) -> LineState:
        """How far a line has come."""
        if number == self.current:
            return LineState.SPEAKING
        return self._states.get(number, LineState.WAITING)

    @property
    def over(self) -> bool:
        """Every line of the order has been spoken, and only announcements may follow."""
        return self.current is None and self.following is None

    @property
    def following(self) -> int | None:
        """The line that comes next: one that was cut short is taken up first."""
        return self.next if self._rest is None else self._rest[0]

    @property
    def begun_one(self) -> bool:
        """A line is heard, or was cut short and is to be taken up."""
        return self.current is not None or self._rest is not None

    # ---- the list

    def open(self, name: str, lines: Sequence[ScriptLine]) -> None:
        """Another script, which waits to be played."""
        self.stop()
        self.lines.open(name, lines)
        self.rewind()

    def restore(self, name: str, lines: Sequence[ShownLine], following: int | None) -> None:
        """A script as far as it had come, which waits to be played."""
        self.stop()
        numbers = dict(
            zip((one.number for one in lines), self.lines.open(name, [one.line for one in lines]), strict=True)
        )
        self.rewind()
        done = (LineState.SPOKEN, LineState.FAILED)
        self._states = {numbers[one.number]: one.state for one in lines if one.state in done}
        self.next = numbers.get(following) if following is not None else None

    def insert(self, lines: Sequence[ScriptLine], before: int | None) -> None:
        """Add lines in front of one, None: at the end."""
        at_end = self.next is None and self.playing
        added = self.lines.insert(lines, before)
        self._changed()
        if at_end and self.next is None:
            self.next = next((number for number in added if self._in_order(number)), None)

    def edit(self, number: int, line: ScriptLine) -> None:
        """Say something else, or otherwise. A line that failed may be right now."""
        self.lines.edit(number, line)
        if self._states.get(number) is LineState.FAILED:
            self._forget(number)
        if self._rest is not None and self._rest[0] == number:
            self._rest = None
            if self._in_order(number):
                self.next = number  # and is said anew
        self._changed()

    def move(self, numbers: Sequence[int], before: int | None) -> None:
        """Put lines in front of another one, None: at the end."""
        self.lines.move(numbers, before)
        self._changed(moved=True)

    def remove(self, numbers: Sequence[int]) -> None:
        """Take lines away; one that is heard is heard to its end."""
        order = self._order_numbers()
        if self.next in order and self.next in numbers:
            left = [number for number in order[order.index(self.next) :] if number not in numbers]
            if not left and self.order.loop:
                left = [number for number in order if number not in numbers]
            self.next = left[0] if left else None
        self.lines.remove(numbers)
        self._changed()

    def undo(self) -> None:
        """Take the last change of the list back."""
        self.lines.undo()
        self._changed(moved=True)

    # ---- playing

    def play(self, now_ns: int, number: int | None = None) -> None:
        """Go on where it is, or at a line. After the last line it begins anew."""
        if number is not None and self.lines.get(number) is None:
            return
        if not self.playing:
            self.playing = True
            self._failed_in_a_row = 0
            self._announcements = {}
            self._due_ns = now_ns
        if number is None:
            if self.over:
                self.rewind()
            return
        if self.over and self._in_order(number) and not any(map(self._waits, self._order_numbers())):
            self.rewind()  # another round: what comes again must not look spoken
        self._jump(number, now_ns)

    def pause(self) -> None:
        """Nothing more is begun; what is heard is for the caller to cut."""
        self.playing = False

    def stop(self) -> None:
        """Pause, and begin with the first line the next time."""
        self.playing = False
        self.current = self._rest = None
        self.rewind()

    def rewind(self) -> None:
        """Every line waits again."""
        self._states.clear()
        self._problems.clear()
        self._failed_in_a_row = 0
        self._shown = None
        self.next = self._first()

    def skip(self, now_ns: int) -> None:
        """On with the next line: that which is heard, or was cut short, has had its turn."""
        if self.current is not None:
            self._leave(self.current, LineState.SPOKEN, now_ns, 0)
        elif self._rest is not None:
            (number, _), self._rest = self._rest, None
            self._leave(number, LineState.SPOKEN, now_ns, 0)
        else:
            self.next = self._follower(self.next)
            self._due_ns, self._shown = now_ns, None

    def leave(self) -> None:
        """The line that is heard is broken off, and waits again from its beginning."""
        if self.current is not None:
            number, self.current = self.current, None
            self._forget(number)

    def back(self, now_ns: int) -> None:
        """On with the line before that which is heard, or that comes next."""
        numbers = self._order_numbers()
        here = self.current if self.current in numbers else self.next
        place = numbers.index(here) if here in numbers else len(numbers)
        if numbers:
            self._jump(numbers[max(0, place - 1)], now_ns)

    def set_order(self, order: Order) -> None:
        """Another order from now on."""
        redraw = order.shuffle != self.order.shuffle or (order.loop and self.next is None)
        self.order = order
        if redraw:
            heard = self.current in self._order_numbers()
            self.next = self._follower(self.current) if heard else self._first()

    def due(self, now_ns: int) -> Due | None:
        """What comes next, once it is time to make it ready; None: nothing, or not yet."""
        if not self.playing:
            return None
        self._draw_announcements(now_ns)
        pause_ns = self._pause_ns if self.current is not None else max(0, self._due_ns - now_ns)
        if pause_ns > SOON_NS:
            return None
        if self._rest is not None and (cut := self.lines.get(self._rest[0])) is not None:
            return Due(cut, self._rest[1], pause_ns)
        announced = [(due_ns, number) for number, due_ns in self._announcements.items() if number != self.current]
        if announced and min(announced)[0] <= now_ns:
            entry = self.lines.get(min(announced)[1])
            if entry is not None:
                return Due(entry, "", pause_ns)
        entry = None if self.next is None else self.lines.get(self.next)
        return None if entry is None else Due(entry, "", pause_ns)

    def stands(self, due: Due) -> bool:
        """Whether a line that was made ready is still the one to come, as it was."""
        number = due.entry.number
        if not self.playing or self.lines.get(number) is not due.entry:
            return False
        if self._rest is not None:
            return self._rest == (number, due.rest)
        return not due.rest and (number == self.next or number in self._announcements)

    def wait_ns(self, now_ns: int) -> int | None:
        """How long nothing is said yet before the next line of the order; None: one is heard, or none follows."""
        if not self.playing or self.over or self.current is not None:
            return None
        return max(0, self._due_ns - now_ns)

    # ---- what is heard

    def begun(self, number: int) -> None:
        """It is heard from now on."""
        entry = self.lines.get(number)
        if self.order.loop and number == self.next and not any(map(self._waits, self._order_numbers())):
            self._states.clear()  # round again
            self._problems.clear()
        self._rest = None
        self.current, self._shown = number, None
        self._forget(number)
        if number == self.next:
            self.next = self._follower(number)
        pause_s = entry.line.pause_s if entry is not None else 0.0
        if self.order.shuffle and self.next is not None:
            pause_s = max(pause_s, self._random.uniform(*self.order.spacing_s))
        self._pause_ns = round(pause_s * NS_PER_S)

    def ended(self, number: int, now_ns: int) -> None:
        """It has been heard to its end."""
        self._failed_in_a_row = 0
        self._leave(number, LineState.SPOKEN, now_ns, self._pause_ns)

    def failed(self, number: int, why: str, now_ns: int) -> None:
        """It could not be spoken, or not to its end; the next one follows."""
        if number == self.next:
            self.next = self._follower(number)
        if self._rest is not None and self._rest[0] == number:
            self._rest = None
        self._problems[number] = why
        self._leave(number, LineState.FAILED, now_ns, 0)
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= max(1, len(self._order_numbers())) and self.order.loop:
            self.playing = False  # round and round without a word

    def cut(self, number: int, rest: str, now_ns: int) -> None:
        """It was cut short, and ``rest`` of it is left to be said; empty: nothing."""
        if not rest:
            self.ended(number, now_ns)
            return
        self.current, self._shown = None, None
        self._forget(number)
        self._due_ns = now_ns
        if self.lines.get(number) is not None:
            self._rest = (number, rest)

    def hold(self, until_ns: int) -> None:
        """Nothing is said before."""
        self._due_ns = max(self._due_ns, until_ns)

    # ---- the order

    def _jump(self, number: int, now_ns: int) -> None:
        self._rest = None
        if self._in_order(number):
            self.next = number
        else:
            self._announcements[number] = now_ns
        self._due_ns, self._pause_ns = now_ns, 0
        self._shown = None

    def _leave(self, number: int, state: LineState, now_ns: int, pause_ns: int) -> None:
        if number == self.current:
            self.current = None
        self._set(number, state)
        self._due_ns = now_ns + pause_ns
        self._announcements.pop(number, None)  # and is drawn anew
        if self.over and not any(entry.line.every_s for entry in self.lines.entries):
            self.playing = False

    def _set(self, number: int, state: LineState) -> None:
        if self.lines.get(number) is not None:
            self._states[number] = state
        self._shown = None

    def _forget(self, number: int) -> None:
        self._states.pop(number, None)
        self._problems.pop(number, None)
        self._shown = None

    def _changed(self, *, moved: bool = False) -> None:
        """The list is another one: what comes next follows what is heard, as the list stands now."""
        self._shown = None
        numbers = self._order_numbers()
        if moved and not self.order.shuffle and self.current in numbers:
            self.next = self._follower(self.current)
        elif (self.next is not None and self.next not in numbers) or (self.next is None and not self.playing):
            self.next = self._first()
        if self._rest is not None and self.lines.get(self._rest[0]) is None:
            self._rest = None
        for number in [number for number in self._announcements if not self._announces(number)]:
            del self._announcements[number]

    def _in_order(self, number: int) -> bool:
        entry = self.lines.get(number)
        return entry is not None and entry.line.every_s is None

    def _announces(self, number: int) -> bool:
        entry = self.lines.get(number)
        return entry is not None and entry.line.every_s is not None

    def _order_numbers(self) -> list[int]:
        return [entry.number for entry in self.lines.entries if entry.line.every_s is None]

    def _first(self) -> int | None:
        """Where to begin: with the first that waits."""
        waiting = [number for number in self._order_numbers() if self._waits(number)]
        if self.order.shuffle and waiting:
            return self._random.choice(waiting)
        return waiting[0] if waiting else None

    def _follower(self, number: int | None) -> int | None:
        """What comes after ``number``."""
        numbers = self._order_numbers()
        if self.order.shuffle:
            left = [one for one in numbers if one != number and self._waits(one)]
            if not left and self.order.loop:
                left = [one for one in numbers if one != number] or numbers
            return self._random.choice(left) if left else None
        place = numbers.index(number) + 1 if number in numbers else 0
        if place < len(numbers):
            return numbers[place]
        return numbers[0] if self.order.loop and numbers else None

    def _waits(self, number: int) -> bool:
        return number != self.current and self._states.get(number, LineState.WAITING) is LineState.WAITING

    def _draw_announcements(self, now_ns: int) -> None:
        for entry in self.lines.entries:
            if entry.line.every_s is not None and entry.number not in self._announcements:
                self._draw(entry, now_ns)

    def _draw(self, entry: Entry, now_ns: int) -> None:
        assert entry.line.every_s is not None
        self._announcements[entry.number] = now_ns + round(self._random.uniform(*entry.line.every_s) * NS_PER_S)
