"""Measuring the graphics card on the command line."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from app.base.card_choice import CardChoice
from app.base.card_table import as_data, as_text
from app.base.errors import AppError
from app.base.settings import Settings
from app.cli.arguments import FAILED, INTERRUPTED, OK
from app.cli.console import Console
from app.studio.card_measure import measure_card
from app.studio.control import ask_status
from app.studio.parts import Parts


def refuse_beside(runtime: Path) -> None:
    """Raises AppError where the studio whose private folder is ``runtime`` runs and draws on the card itself."""
    answer = ask_status(runtime)
    if answer is not None and answer["state"]["engine_kind"] == "local":
        raise AppError(
            "measure.busy",
            "The running studio draws on the graphics card, so that it cannot be measured beside it.",
            "Press Measure Again in its Settings > Graphics Card, or end it first.",
        )


def measure(parts: Parts, settings: Settings, console: Console, stopped: threading.Event, *, as_json: bool) -> int:
    """Measure what the card holds, print the table, and give the exit code: failed if nothing holds.

    Every setup that is tried is told on stderr meanwhile.
    """
    told: list[CardChoice] = []

    def tell(choice: CardChoice) -> None:
        told.append(choice)
        if choice.measuring is not None:
            console.say(choice.sentence)

    failure: AppError | None = None
    try:
        if measure_card(parts, settings, tell, stopped) is None:
            return INTERRUPTED
    except AppError as error:
        failure = error
    if told and told[-1].measuring is None:
        last = told[-1]
        console.result(json.dumps(as_data(last), ensure_ascii=False, indent=2) if as_json else as_text(last))
    if failure is not None:
        console.error(failure)
        return FAILED
    return OK
