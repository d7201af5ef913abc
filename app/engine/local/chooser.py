"""Which of the ways to draw is the best that a card holds. Pure: whoever measures is handed in.

Measuring a setup means loading it, which takes a while, so few are tried: the first by the size of the card, and from
then on only those that what was measured makes likely.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.base.card_choice import HOLDS_SPEED, MEASURED, Card, CardChoice, Judged, Setup, Verdict
from app.base.errors import AppError
from app.engine.local.setups import needs_bytes, setups, starting_point, work

LIKELY = 0.65
"""Of the speed that is wanted: what is expected to reach that much is tried. Heavy models use a card better than light
ones, by which they are judged."""

OUT_OF_MEMORY = "engine.local.out_of_memory"

ALONE = frozenset({"wav2lip"})
"""Models whose speed says nothing about that of others, nor theirs about it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of drawing.

    Attributes:
        speed: times real time, by the slowest chunk.
        took_bytes: the most memory that it took; 0: not known.

    """

    speed: float
    took_bytes: int


Measure = Callable[[Setup], Measured]
"""Loads, draws and gives everything back. Raises AppError: ``OUT_OF_MEMORY``, permanent: the weights cannot be used."""


def choose(
    card: Card,
    budget_bytes: int,
    unusable: Mapping[str, Judged],
    measure: Measure,
    tell: Callable[[CardChoice], None] = lambda so_far: None,
    rough_tflops: float = 0.0,
) -> CardChoice:
    """Measure until the best setup that holds is known. Raises the AppError of a card that does not work.

    Args:
        card: what it runs on.
        budget_bytes: memory that may be taken.
        unusable: models that cannot be used, with why.
        measure: tries a setup.
        tell: told before each of them what is known so far.
        rough_tflops: what models may reach on the card, where there is none to measure it with; 0: not known.

    """
    search = _Search(card, budget_bytes, unusable, rough_tflops)
    while (setup := search.next()) is not None:
        tell(search.result(setup))
        search.take(setup, measure)
    return search.result()


def fitting(known: CardChoice, budget_bytes: int) -> CardChoice | None:
    """What was measured before, with the best that fits into the memory of today; None: it must be measured anew.

    So it must where there was less room then, and something better would have a chance today.
    """
    if known.chosen is None:
        return None
    for row in known.rows:
        crowded_out = row.verdict in (Verdict.TOO_LARGE, Verdict.NO_MEMORY)
        if crowded_out and known.budget_bytes < row.needs_bytes <= budget_bytes:
            return None
        if row.verdict is Verdict.HOLDS and (row.took_bytes or 0) <= budget_bytes:
            return replace(known, budget_bytes=budget_bytes, chosen=row.setup)
    return None


class _Search:
    """What is known so far. Lives on the thread of ``choose``."""

    def __init__(self, card: Card, budget_bytes: int, unusable: Mapping[str, Judged], rough_tflops: float) -> None:
        self._card, self._budget_bytes, self._unusable = card, budget_bytes, dict(unusable)
        self._rough_tflops = rough_tflops
        self._room_bytes = budget_bytes  # less than the budget once something did not fit that should have
        self._all = tuple(setups(card.eight_bits))
        self._known: dict[Setup, Judged] = {}

    def next(self) -> Setup | None:
        """What to try now; None: nothing that is better than what holds has a chance."""
        open_ones = [one for one in self._better() if self._may(one)]
        if not open_ones:
            return None
        measured = {row.setup.model for row in self._known.values() if row.verdict in MEASURED}
        if measured - ALONE:
            return open_ones[0]
        if measured:
            return open_ones[-1]  # nothing is known of its kind: the lightest says something of the others
        start = self._all.index(starting_point(self._card))
        return next((one for one in open_ones if self._all.index(one) >= start), open_ones[-1])

    def take(self, setup: Setup, measure: Measure) -> None:
        """Try it."""
        row = Judged(setup, self._needs_bytes(setup), Verdict.HOLDS)
        try:
            found = measure(setup)
        except AppError as error:
            if error.code == OUT_OF_MEMORY:
                self._room_bytes = min(self._room_bytes, row.needs_bytes - 1)
                row = replace(row, verdict=Verdict.NO_MEMORY)
            elif error.permanent:
                row = self._unusable[setup.model] = replace(row, verdict=Verdict.BROKEN, why=error.message)
            else:
                raise
        else:
            verdict = Verdict.HOLDS if found.speed >= HOLDS_SPEED else Verdict.TOO_SLOW
            row = replace(row, verdict=verdict, speed=found.speed, took_bytes=found.took_bytes or row.needs_bytes)
        self._known[setup] = row

    def result(self, measuring: Setup | None = None) -> CardChoice:
        """The table."""
        chosen = None if measuring is not None else self._chosen()
        rows = tuple(self._judged(setup) for setup in self._all)
        return CardChoice(self._card, self._budget_bytes, rows, chosen, measuring)

    def _chosen(self) -> Setup | None:
        return next((one for one in self._all if self._holds(one)), None)

    def _holds(self, setup: Setup) -> bool:
        return setup in self._known and self._known[setup].verdict is Verdict.HOLDS

    def _better(self) -> tuple[Setup, ...]:
        """All that are better than what holds."""
        chosen = self._chosen()
        return self._all if chosen is None else self._all[: self._all.index(chosen)]

    def _may(self, setup: Setup) -> bool:
        return setup not in self._known and setup.model not in self._unusable and self._doubt(setup) is None

    def _doubt(self, setup: Setup) -> Verdict | None:
        """Why it is not worth trying."""
        expected = self._expected(setup)
        if expected is not None and expected < LIKELY * HOLDS_SPEED:
            return Verdict.UNLIKELY
        if self._card.kind == "cpu" and setup.model not in ALONE:
            return Verdict.UNLIKELY
        return Verdict.TOO_LARGE if self._needs_bytes(setup) > self._room_bytes else None

    def _expected(self, setup: Setup) -> float | None:
        """Its speed, by that of the measured one that is most like it; None: nothing says."""
        cost = work(setup)
        rated = [
            (abs(work(row.setup) - cost), row.speed * work(row.setup))
            for row in self._known.values()
            if row.speed is not None and row.setup.model not in ALONE
        ]
        if setup.model in ALONE:
            return None
        if rated:
            return min(rated)[1] / cost
        return self._rough_tflops / cost if self._rough_tflops else None

    def _judged(self, setup: Setup) -> Judged:
        if setup in self._known:
            return self._known[setup]
        if setup.model in self._unusable:
            row = replace(self._unusable[setup.model], setup=setup, needs_bytes=self._needs_bytes(setup))
            return replace(row, speed=self._expected(setup) if row.verdict is Verdict.MISSING else None)
        doubt = self._doubt(setup)
        expected = self._expected(setup) if doubt is Verdict.UNLIKELY else None
        return Judged(setup, self._needs_bytes(setup), doubt or Verdict.NOT_TRIED, expected)

    def _needs_bytes(self, setup: Setup) -> int:
        return needs_bytes(setup, self._card.kind)
