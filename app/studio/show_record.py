"""Keeps a show by the minute while it runs: a line of the table every minute, the report at its end."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.base.errors import AppError
from app.base.files import write_atomically
from app.base.language import Language
from app.studio.health_report import report_page
from app.studio.show_minutes import COLUMNS, SAMPLES, Minute, Second, minute_of, written

MINUTES_KEPT = 24 * 60
"""Minutes that are kept in memory for the report, 0.5 kB each. The table on the disk has all of them."""


class ShowRecord:
    """One show. One thread, which may wait for the disk.

    Args:
        folder: where table and report go; it is made.
        began: when the show began.
        now: the time of day.

    """

    def __init__(self, folder: Path, began: datetime, now: Callable[[], datetime]) -> None:
        self._now = now
        self._minute_began = began
        self._seconds: list[Second] = []
        self._minutes: list[Minute] = []
        self._engine = self._program = ""
        name = began.strftime("%Y-%m-%d %H-%M-%S")
        self.table = folder / f"{name}.csv"
        """A line for each minute."""
        self.report = folder / f"{name}.html"
        """One page on all of it."""

    def take(self, second: Second, engine: str, program: str) -> None:
        """Another second is over. Raises AppError when a minute cannot be written."""
        self._seconds.append(second)
        self._engine, self._program = engine, program
        if len(self._seconds) >= SAMPLES:
            self._finish_minute()

    def finish(self, language: Language) -> Path:
        """Write the rest of the table, and the report; gives its path. Raises AppError.

        More may be taken afterwards: a show goes on behind a report that was asked for meanwhile.
        """
        rest = self._rest()
        minutes = [*self._minutes, *([rest] if rest is not None else [])]
        _write(self.report, report_page(minutes, language, self.table.name).encode())
        return self.report

    def close(self) -> None:
        """Write the rest of the table. Raises AppError."""
        if self._seconds:
            self._finish_minute()

    def _rest(self) -> Minute | None:
        if not self._seconds:
            return None
        return minute_of(self._minute_began, self._seconds, self._engine, self._program)

    def _finish_minute(self) -> None:
        minute = self._rest()
        assert minute is not None
        self._seconds = []
        self._minute_began = self._now()
        self._minutes = [*self._minutes, minute][-MINUTES_KEPT:]
        _append(self.table, minute)


def _append(table: Path, minute: Minute) -> None:
    try:
        table.parent.mkdir(parents=True, exist_ok=True)
        fresh = not table.exists()
        # With a mark of its encoding: spreadsheets take it for another one else.
        with table.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            lines = csv.DictWriter(file, COLUMNS)
            if fresh:
                lines.writeheader()
            lines.writerow(written(minute))
    except OSError as error:
        raise _not_written(table, error) from error


def _write(report: Path, page: bytes) -> None:
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(report, page)
    except OSError as error:
        raise _not_written(report, error) from error


def _not_written(path: Path, error: OSError) -> AppError:
    return AppError(
        "report.not_written",
        f"The report on the show cannot be written to {path}: {error.strerror or error}.",
        "Make room there, or move the logs to another folder in Settings > Storage.",
    )
