"""What a card was measured to hold, as a table for people and as data for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.base.card_choice import CardChoice, Judged, Setup, Verdict, gigabytes, verdict_words

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes:
        title: the model that would draw.
        way: how it would draw; empty: none of its ways was tried.
        needs: memory that it took, or is expected to take.
        reached: how fast it drew; a dash where it was not tried.
        why: why it was chosen or not.
        chosen: it draws.
        measuring: it is being tried now.

    """

    title: str
    way: str
    needs: str
    reached: str
    why: str
    chosen: bool = False
    measuring: bool = False


def table(choice: CardChoice, drawing: Setup | None = None) -> tuple[Line, ...]:
    """The lines that tell something, the best face first; ``drawing`` is told in any case."""
    return tuple(_line(row, choice, drawing) for row in choice.shown(drawing))


def as_text(choice: CardChoice) -> str:
    """The table with its columns below each other."""
    lines = [("", "Draws with", "Memory", "Speed", "")]
    for one in table(choice):
        setup = ", ".join(part for part in (one.title, one.way) if part)
        lines.append(("*" if one.chosen else "", setup, one.needs, one.reached, one.why))
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


def _line(row: Judged, choice: CardChoice, drawing: Setup | None) -> Line:
    chosen, measuring = row.setup == choice.chosen, row.setup == choice.measuring
    why = "is being measured" if measuring else "draws" if chosen else verdict_words(row, choice.budget_bytes)
    reached = f"{row.speed:.2f}x" if row.speed is not None and _tried(row) else UNKNOWN
    way = row.setup.way if _tried(row) or chosen or measuring or row.setup == drawing else ""
    return Line(row.setup.title, way, gigabytes(row.took_bytes or row.needs_bytes), reached, why, chosen, measuring)


def _tried(row: Judged) -> bool:
    return row.verdict in (Verdict.HOLDS, Verdict.TOO_SLOW, Verdict.NO_MEMORY)
