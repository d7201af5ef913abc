"""Samples the studio second by second, and keeps a record of every show. Lives on a thread of its own, "stats"."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.language import spoken_language
from app.base.settings import Settings
from app.base.usage import Usage
from app.base.workers import Worker
from app.studio.commands.stats import ResetStats, StatsCommand, WriteReport
from app.studio.show_minutes import Second
from app.studio.show_record import ShowRecord
from app.studio.snapshot import Snapshot
from app.studio.stats import Stats, StatsView

log = logging.getLogger(__name__)

EVERY_S = 1.0
OVER_S = 10.0
"""A show is over when camera and recording have been off for so long: they are restarted in less."""
SHORTEST_S = 10.0
"""Nobody needs a report on less: a camera that was tried out."""


class UsagePort(Protocol):
    """Looks at the computer: see ``base.usage_meter``. The desk's thread."""

    def look(self) -> Usage:
        """What is taken now."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...


class StatsDesk:
    """Commands come from any thread; the view is read on any.

    Args:
        make_usage: looks at the computer; called on the desk's thread.
        folder: where tables and reports of shows go; None: nowhere.
        snapshot: the state of the studio.
        report: told of problems, and that a report was written.
        now: the time of day.

    """

    def __init__(
        self,
        make_usage: Callable[[], UsagePort],
        folder: Path | None,
        snapshot: Callable[[], Snapshot],
        report: Callable[[Problem], None],
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._make_usage = make_usage
        self._folder = folder
        self._snapshot = snapshot
        self._report = report
        self._now = now
        self._lock = threading.Lock()  # one look, reset or report at a time
        self._stats = Stats()
        self._record: ShowRecord | None = None
        self._taken_s = self._idle_s = 0.0
        self._told: frozenset[str] = frozenset()  # problems that the record knows of
        self._stop = threading.Event()
        self._worker = Worker("stats", self._run)
        self.view = StatsView()
        """What is known now. Any thread."""

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def close(self) -> None:
        """End; a show that is running ends with it, and its report is written."""
        self._worker.stop_and_join(self._stop.set)

    def obey(self, command: StatsCommand) -> None:
        """Do what is asked, on a thread of its own: whoever writes a show to the disk has the lock meanwhile."""
        match command:
            case ResetStats():
                Worker("stats reset", self._reset_now).start()
            case WriteReport():
                Worker("report", self._write_now).start()

    # ---- its own thread

    def _run(self) -> None:
        usage = self._make_usage()
        try:
            next_s = time.monotonic()
            while not self._stop.wait(max(0.0, next_s - time.monotonic())):
                next_s = max(next_s + EVERY_S, time.monotonic())  # a computer that slept has nothing to catch up with
                self.look(usage.look())
        finally:
            usage.close()
            with self._lock:
                self._end_show(self._snapshot().settings)

    def look(self, usage: Usage) -> None:
        """A second is over."""
        now = self._snapshot()
        with self._lock:
            sample = self._stats.take(now.measures, usage)
            if now.live and self._record is None and self._folder is not None and now.settings.stats.report:
                self._begin_show(self._folder)
            if self._record is not None:
                new = [problem for problem in now.problems if problem.code not in self._told]
                self._told = frozenset(problem.code for problem in now.problems)
                if now.live:
                    self._idle_s = 0.0
                    words = tuple(problem.message for problem in new if problem.severity is not Severity.NOTICE)
                    self._take(Second(sample, usage.parts, usage.computer_percent, words), now)
                else:
                    self._idle_s += EVERY_S
                    if self._idle_s >= OVER_S:
                        self._end_show(now.settings)
            self._publish()

    def _publish(self) -> None:
        show_s = None if self._record is None else self._taken_s
        self.view = replace(self._stats.view, show_s=show_s, report=self.view.report)

    # ---- shows; under the lock

    def _begin_show(self, folder: Path) -> None:
        self._record = ShowRecord(folder, self._now() - timedelta(seconds=EVERY_S), self._now)
        self._taken_s = self._idle_s = 0.0
        self._told = frozenset()

    def _take(self, second: Second, now: Snapshot) -> None:
        assert self._record is not None
        self._taken_s += EVERY_S
        program = f"{now.settings.program.size} {now.settings.program.fps}"
        try:
            self._record.take(second, now.engine_name, program)
        except AppError as error:
            self._report(Problem.from_error(error, Severity.WARNING))

    def _end_show(self, settings: Settings) -> None:
        record, self._record = self._record, None
        if record is None or self._taken_s < SHORTEST_S:
            return
        self._write(record, settings, over=True)

    def _write(self, record: ShowRecord, settings: Settings, *, over: bool) -> None:
        try:
            if over:
                record.close()  # first: the table of the last minute does not depend on the page
        except AppError as error:
            self._report(Problem.from_error(error, Severity.WARNING))
        try:
            report = record.finish(spoken_language(settings.window.language))
        except AppError as error:
            self._report(Problem.from_error(error, Severity.WARNING))
            return
        self.view = replace(self.view, report=report)
        if over:
            self._report(Problem("report.written", f"The report on the show is {report}.", severity=Severity.NOTICE))

    # ---- any thread

    def _reset_now(self) -> None:
        with self._lock:
            self._stats.reset()
            self._publish()

    def _write_now(self) -> None:
        settings = self._snapshot().settings
        with self._lock:
            if self._record is None or not self._taken_s:
                self._report(_NO_SHOW)
                return
            self._write(self._record, settings, over=False)


_NO_SHOW = Problem(
    "report.no_show",
    "No show is running that a report could be written on.",
    "Start the virtual camera or a recording, and see that reports are on in Settings > General.",
    Severity.NOTICE,
)
