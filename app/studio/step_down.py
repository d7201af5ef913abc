"""When the graphics card does not keep up any more, and what to draw with then. Pure: told of every chunk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from app.base.card_choice import HOLDS_SPEED, CardChoice, Setup, Verdict
from app.base.errors import Problem, Severity
from app.engine.local.chooser import ALONE
from app.engine.local.setups import below, needs_bytes, work

LATE = 1.0
"""Time to draw a chunk over its length, at which the delay begins to grow: two such chunks are no hiccup."""
NEARLY_LATE = 0.93
"""The same where it has not been reached yet, as the mean of ``WINDOW`` chunks."""
STARVED = 1.15
"""Times the usual: somebody else uses the card."""
WORTH_TELLING = 0.7
"""There is time enough left below: nobody needs to know."""
WINDOW = 4

STEPPED, STARVING = "card.stepped_down", "card.starved"

_NOT_AGAIN = (Verdict.MISSING, Verdict.BROKEN, Verdict.NO_MEMORY, Verdict.TOO_LARGE, Verdict.TOO_SLOW)

_ADVICE = "Cap the game's frame rate or lower its settings; then press Try Again in the status bar."
_NO_GAME = "Close other programs that use the card; then press Try Again in the status bar."


class PaceWatch:
    """How fast one setup draws, against how fast it usually does. Lives on the studio's thread.

    Args:
        usual: time to draw a chunk over its length, as it was when nobody spoke.
    """

    def __init__(self, usual: float) -> None:
        self._usual = usual
        self._paces: deque[float] = deque(maxlen=WINDOW)

    def add(self, pace: float) -> None:
        """A chunk took so much of its length."""
        self._paces.append(pace)

    @property
    def pace(self) -> float:
        """Of the latest chunks, the slower."""
        return max(list(self._paces)[-2:], default=self._usual)

    @property
    def mean(self) -> float:
        """Of all that are remembered."""
        return sum(self._paces) / len(self._paces) if self._paces else self._usual

    @property
    def too_slow(self) -> bool:
        """The delay grows, or is about to."""
        late = len(self._paces) >= 2 and min(list(self._paces)[-2:]) >= LATE
        return late or (len(self._paces) == WINDOW and self.mean >= NEARLY_LATE)

    @property
    def starved(self) -> bool:
        """Somebody else uses the card, so much that it shows."""
        return len(self._paces) == WINDOW and self.mean >= max(WORTH_TELLING, STARVED * self._usual)

    @property
    def slowed_down(self) -> float:
        """Times as long as usual."""
        return self.mean / self._usual if self._usual else 1.0


def next_for_speed(setup: Setup, pace: float, choice: CardChoice | None) -> Setup | None:
    """What holds where ``setup`` takes ``pace`` of a chunk's length; None: nothing but the built-in engine.

    Steps that would not help are left out: each of them shows.
    """

    def holds(one: Setup) -> bool:
        return one.model in ALONE or pace * work(one) / work(setup) <= 1 / HOLDS_SPEED

    return _first(setup, choice, holds)


def next_for_memory(setup: Setup, choice: CardChoice | None) -> Setup | None:
    """What needs less memory than ``setup``; None: nothing but the built-in engine."""
    return _first(setup, choice, lambda one: needs_bytes(one) < needs_bytes(setup))


def _first(setup: Setup, choice: CardChoice | None, wanted: Callable[[Setup], bool]) -> Setup | None:
    return next((one for one in below(setup) if _usable(one, setup, choice) and wanted(one)), None)


def _usable(one: Setup, now: Setup, choice: CardChoice | None) -> bool:
    """Its weights are here, as far as that is known, and nothing speaks against it."""
    row = None if choice is None else choice.row(one)
    return one.model == now.model if row is None else row.verdict not in _NOT_AGAIN


def stepped_for_speed(before: Setup, after: Setup | None, slowed_down: float) -> Problem:
    """What people are told of it, in one sentence: as a whole, for so it is translated."""
    now, times = _now(after), _factor(slowed_down)
    if slowed_down >= STARVED:
        said = f"Something else uses the graphics card, and {before} took {times} times as long: {now} draws now."
        return Problem(STEPPED, said, _ADVICE, Severity.WARNING)
    said = f"{before} did not keep up on this graphics card: {now} draws now."
    return Problem(STEPPED, said, _NO_GAME, Severity.WARNING)


def stepped_for_memory(before: Setup, after: Setup | None) -> Problem:
    """The same where the card was full."""
    said = f"The graphics card had no memory left for {before}: {_now(after)} draws now."
    return Problem(STEPPED, said, _NO_GAME, Severity.WARNING)


def lost_card(message: str) -> Problem:
    """The card is gone in the middle of a show; ``message``, a whole sentence, says how."""
    return Problem(
        STEPPED,
        f"The graphics card is gone: {_now(None)} draws now.",
        f"{message} See to the card and its driver; then press Try Again in the status bar.",
        Severity.WARNING,
    )


def starving(setup: Setup, slowed_down: float) -> Problem:
    """Advice before anything has to be changed."""
    times = _factor(slowed_down)
    return Problem(
        STARVING,
        f"Something else uses the graphics card: {setup} takes {times} times as long as when it was loaded.",
        "Cap the game's frame rate or lower its settings, before the picture has to be made smaller.",
        Severity.WARNING,
    )


def _factor(factor: float) -> str:
    return f"{factor:.1f}" if factor < 10 else "more than ten"


def _now(after: Setup | None) -> str:
    return "the built-in engine" if after is None else str(after)
