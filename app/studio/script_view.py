"""A script as windows and command lines see it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.sources.script_line import ScriptLine


class LineState(Enum):
    """How far a line has come."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as lists show it.

    Attributes:
        number: stays its own as long as it is there.
        line: what is said, and how.
        state: how far it has come.
        problem: why it failed.
    """

    number: int
    line: ScriptLine
    state: LineState = LineState.WAITING
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """In which order lines are spoken.

    Attributes:
        loop: after the last comes the first.
        shuffle: each comes once, in an order that is drawn.
        spacing_s: shuffled lines have so many seconds between them, from the least to the most.
    """

    loop: bool = False
    shuffle: bool = False
    spacing_s: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class KeptScript:
    """What was on the desk when the studio ended unexpectedly.

    Attributes:
        name: of the script; empty: there was none.
        lines: how many lines it had, and how many typed lines waited.
    """

    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class ScriptView:
    """Where a script stands.

    Attributes:
        name: of the file; empty: none was opened.
        lines: all of them; the same object while nothing changes.
        order: in which they are spoken.
        playing: lines are spoken, or about to be.
        current: number of the line that is heard.
        next: number of the line that comes next; one that was cut short is taken up first.
        heard: how much of the current line has been heard, 0..1 of its letters.
        wait_s: seconds until the next line begins; None: one is heard, or none comes.
        variables: every variable that has a value or stands in a line, with its value, which may be empty.
        cues: number of the line that each stands over, and its words; in their order.
        can_undo: the list was changed.
        push_to_talk: the streamer holds the key, and lines wait for their voice.
        kept: what may be restored; None: nothing.
    """

    name: str = ""
    lines: tuple[ShownLine, ...] = ()
    order: Order = Order()
    playing: bool = False
    current: int | None = None
    next: int | None = None
    heard: float = 0.0
    wait_s: float | None = None
    variables: tuple[tuple[str, str], ...] = ()
    cues: tuple[tuple[int, str], ...] = ()
    can_undo: bool = False
    push_to_talk: bool = False
    kept: KeptScript | None = None

    @property
    def over(self) -> bool:
        """Every line of the order has been spoken; announcements may follow."""
        return self.current is None and self.next is None
