"""Reports on the health of shows, on the command line."""

from __future__ import annotations

import webbrowser
from pathlib import Path

from app.base.errors import AppError
from app.base.files import write_atomically
from app.base.language import spoken_language
from app.base.settings import Settings
from app.cli.arguments import OK
from app.cli.console import Console


def show_report(folder: Path, console: Console, *, in_browser: bool) -> int:
    """Say where the latest report is, and open it. Raises AppError when there is none."""
    report = _latest(folder, "*.html", "report")
    console.result(str(report))
    if in_browser and not webbrowser.open(report.as_uri()):
        console.say("No browser could be started here.")
    return OK


def make_report_page(folder: Path, table: Path | None, settings: Settings, console: Console) -> int:
    """Make the report of a table, by itself of the latest show's, and say where it is. Raises AppError.

    A show that runs has its minutes in its table, one that was cut short by a crash, too.
    """
    from app.studio.health_report import report_page
    from app.studio.show_minutes import read_minutes

    table = table or _latest(folder, "*.csv", "table of a show")
    report = table.with_suffix(".html")
    page = report_page(read_minutes(table), spoken_language(settings.window.language), table.name)
    try:
        write_atomically(report, page.encode())
    except OSError as error:
        why = error.strerror or str(error)
        raise AppError(
            "report.not_written", f"{report} cannot be written: {why}.", "Make room there, or copy the table elsewhere."
        ) from error
    console.result(str(report))
    return OK


def _latest(folder: Path, pattern: str, what: str) -> Path:
    found = max(folder.glob(pattern), key=lambda path: path.name, default=None)  # they are named after their beginning
    if found is None:
        raise AppError(
            "report.none",
            f"There is no {what} in {folder}.",
            "One is written when a show ends: Settings > General, Report after a show.",
        )
    return found
