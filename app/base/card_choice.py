"""What a graphics card was measured to hold: plain data that the worker finds out and everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Linears = Literal["plain", "int8", "fp8"]

GIB = 2**30

HOLDS_SPEED = 1.15
"""Times real time: what is left over is for a game, an encoder, a browser that draws now and then."""

TITLES = {
    "flashtalk": "FlashTalk",
    "flashhead-pro": "FlashHead Pro",
    "flashhead-lite": "FlashHead Lite",
    "wav2lip": "Wav2Lip",
}
"""The models by their names in the settings, the best face first."""

OF_WAN = ("flashtalk", "flashhead-pro")
"""Models whose pictures Wan's autoencoder encodes, so that the small decoder is for them."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to draw.

    Attributes:
        model: which, by its name in the settings.
        size_px: width and height of the pictures; None: the model draws into the avatar's own.
        steps: of the sampler; 0: the model has none.
        linears: number format of the large matrices.

    """

    model: str
    size_px: tuple[int, int] | None = None
    steps: int = 0
    linears: Linears = "plain"

    @property
    def title(self) -> str:
        """The model's name for people."""
        return TITLES.get(self.model, self.model)

    @property
    def way(self) -> str:
        """How it draws, for people; empty: as it always does."""
        parts = []
        if self.size_px is not None:
            parts.append(f"{self.size_px[0]}x{self.size_px[1]}")
        if self.steps:
            parts.append(f"{self.steps} steps")
        if self.linears != "plain":
            parts.append("8 bits")
        return ", ".join(parts)

    def __str__(self) -> str:
        """For people."""
        return f"{self.title}, {self.way}" if self.way else self.title


@dataclass(frozen=True, slots=True)
class Card:
    """What models run on.

    Attributes:
        name: for people.
        kind: torch's word: ``"cuda"``, ``"mps"`` or ``"cpu"``.
        total_bytes: its memory; with MPS what the system lets it use.
        free_bytes: of which nobody holds this now.
        driver: version of driver and PyTorch: with others it is measured anew.
        eight_bits: the format of eight bits that it computes in; ``"plain"``: none.

    """

    name: str
    kind: str
    total_bytes: int
    free_bytes: int
    driver: str = ""
    eight_bits: Linears = "plain"


class Verdict(Enum):
    """What is known of a setup."""

    HOLDS = "holds"
    TOO_SLOW = "too_slow"
    NO_MEMORY = "no_memory"
    """It was tried, and there was no room."""
    TOO_LARGE = "too_large"
    """It was not tried: it needs more memory than it may take."""
    UNLIKELY = "unlikely"
    """It was not tried: what was measured of others says that it is too slow."""
    MISSING = "missing"
    """Its weights are not on this computer."""
    BROKEN = "broken"
    """Its weights could not be used."""
    NOT_TRIED = "not_tried"
    """A better one holds."""


MEASURED = (Verdict.HOLDS, Verdict.TOO_SLOW)


@dataclass(frozen=True, slots=True)
class Judged:
    """A setup and what is known of it.

    Attributes:
        setup: which.
        needs_bytes: memory that it is expected to need.
        verdict: what is known.
        speed: times real time, as it was measured, or is expected where it was not tried; None: not known.
        took_bytes: memory that it took; None: it was not measured.
        why: what was wrong with it, for people; empty: the verdict says it all.

    """

    setup: Setup
    needs_bytes: int
    verdict: Verdict
    speed: float | None = None
    took_bytes: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CardChoice:
    """What was measured on a card, and what was chosen.

    Attributes:
        card: which.
        budget_bytes: memory that the engine may take of it.
        rows: all setups, the best face first.
        chosen: the best that holds; None: none does, or it is still being measured.
        measuring: the setup that is being measured now; None: all is known.

    """

    card: Card
    budget_bytes: int
    rows: tuple[Judged, ...] = ()
    chosen: Setup | None = None
    measuring: Setup | None = None

    def row(self, setup: Setup) -> Judged | None:
        """What is known of ``setup``."""
        return next((row for row in self.rows if row.setup == setup), None)

    def promised(self, model: str) -> Judged | None:
        """The best of a model that is not on this computer and would hold; else its lightest. None: nothing is known.

        The memory that it needs is known of every model, its speed where something else was measured.
        """
        rows = [row for row in self.rows if row.setup.model == model and row.verdict is Verdict.MISSING]
        fitting = [row for row in rows if row.needs_bytes <= self.budget_bytes and row.speed is not None]
        holding = [row for row in fitting if (row.speed or 0) >= HOLDS_SPEED]
        return next(iter(holding), None) or (self._lightest(model) if rows else None)

    def shown(self, drawing: Setup | None = None) -> tuple[Judged, ...]:
        """The rows that tell something: all that were tried, ``drawing``, and one of each model without these."""
        told_of = (drawing, self.measuring)
        tried = (*MEASURED, Verdict.NO_MEMORY, Verdict.BROKEN)
        with_result = {row.setup.model for row in self.rows if row.verdict in tried or row.setup in told_of}
        told: list[Judged] = []
        for row in self.rows:
            if row.verdict in tried or row.setup in told_of:
                told.append(row)
            elif row.setup.model not in with_result and all(row.setup.model != one.setup.model for one in told):
                told.append(self._lightest(row.setup.model))
        return tuple(told)

    def _lightest(self, model: str) -> Judged:
        """What comes nearest to being used, of a model of which nothing was tried."""
        return min((row for row in self.rows if row.setup.model == model), key=lambda row: row.needs_bytes)

    @property
    def sentence(self) -> str:
        """What came of it, for people."""
        where = f"{self.card.name} ({gigabytes(self.card.total_bytes)})"
        if self.measuring is not None:
            return f"Measuring {self.measuring} on {where}."
        if self.chosen is None:
            if all(row.verdict is Verdict.MISSING for row in self.rows):
                return f"There is no model on this computer for {where}."
            return f"No model on this computer is fast and small enough for {where}."
        row = self.row(self.chosen)
        if row is None or row.speed is None:
            return f"{self.chosen} draws on {where}."
        return f"{self.chosen} draws on {where} at {row.speed:.2f} times real time."


def gigabytes(count: int) -> str:
    """A size as cards are sold by."""
    return f"{count / GIB:.0f} GB" if count >= 9.5 * GIB else f"{count / GIB:.1f} GB"


def verdict_words(row: Judged, budget_bytes: int) -> str:
    """Why it was chosen or not, in a few words."""
    match row.verdict:
        case Verdict.HOLDS:
            return "fast enough"
        case Verdict.TOO_SLOW:
            return "too slow"
        case Verdict.NO_MEMORY:
            return f"did not fit into {gigabytes(budget_bytes)}"
        case Verdict.TOO_LARGE:
            return f"over {gigabytes(budget_bytes)}"
        case Verdict.UNLIKELY:
            return "would be too slow"
        case Verdict.MISSING:
            return "not on this computer"
        case Verdict.BROKEN:
            return row.why
    return "not needed"
