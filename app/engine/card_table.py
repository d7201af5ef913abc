"""What a card was measured to hold, as a table for people and as data for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.card_choice import CardChoice, Judged, Setup, Verdict, gigabytes, verdict_words

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes:
        setup: what would draw.
        needs: memory that it took, or is expected to take.
        reached: how fast it drew; a dash where it was not tried.
        why: why it was chosen or not.
        chosen: it draws.
        measuring: it is being tried now.

    """

    setup: str
    needs: str
    reached: str
    why: str
    chosen: bool = False
    measuring: bool = False


def table(choice: CardChoice) -> tuple[Line, ...]:
    """The lines that tell something, the best face first."""
    return tuple(_line(row, choice) for row in choice.shown)


def as_text(choice: CardChoice) -> str:
    """The table with its columns below each other."""
    lines = [("", "Draws with", "Memory", "Speed", "")]
    lines += [("*" if one.chosen else "", one.setup, one.needs, one.reached, one.why) for one in table(choice)]
    widths = [max(len(cells[column]) for cells in lines) for column in range(5)]
    rows = ("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines)
    return "\n".join((*(row.rstrip() for row in rows), choice.sentence))


def as_data(choice: CardChoice) -> dict[str, Any]:
    """For scripts; sizes in bytes, speeds in times real time."""
    return {
        "card": choice.card.name,
        "kind": choice.card.kind,
        "memory_bytes": choice.card.total_bytes,
        "budget_bytes": choice.budget_bytes,
        "driver": choice.card.driver,
        "chosen": None if choice.chosen is None else _setup(choice.chosen),
        "measuring": None if choice.measuring is None else _setup(choice.measuring),
        "said": choice.sentence,
        "table": [
            {
                **_setup(row.setup),
                "needs_bytes": row.needs_bytes,
                "took_bytes": row.took_bytes,
                "speed": None if row.speed is None or not _tried(row) else round(row.speed, 3),
                "verdict": row.verdict.value,
            }
            for row in choice.rows
        ],
    }


def _setup(setup: Setup) -> dict[str, Any]:
    size = None if setup.size_px is None else list(setup.size_px)
    return {"model": setup.model, "size_px": size, "steps": setup.steps, "linears": setup.linears}


def _line(row: Judged, choice: CardChoice) -> Line:
    chosen, measuring = row.setup == choice.chosen, row.setup == choice.measuring
    why = "is being measured" if measuring else "draws" if chosen else verdict_words(row, choice.budget_bytes)
    reached = f"{row.speed:.2f}x" if row.speed is not None and _tried(row) else UNKNOWN
    setup = str(row.setup) if _tried(row) or chosen or measuring else str(Setup(row.setup.model))
    return Line(setup, gigabytes(row.took_bytes or row.needs_bytes), reached, why, chosen, measuring)


def _tried(row: Judged) -> bool:
    return row.verdict in (Verdict.HOLDS, Verdict.TOO_SLOW, Verdict.NO_MEMORY)
