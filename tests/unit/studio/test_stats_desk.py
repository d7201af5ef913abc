"""The desk that samples the studio and keeps a record of every show; time is counted in looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.base.errors import Problem, Severity
from app.base.settings import Settings, StatsSettings
from app.base.usage import PartUsage, Usage
from app.base.workers import Worker
from app.studio import stats_desk
from app.studio.commands import ResetStats, StartCamera, StopCamera, WriteReport
from app.studio.show_minutes import read_minutes
from app.studio.snapshot import Measures, OutputState, Snapshot
from app.studio.stats import Counts
from app.studio.stats_desk import StatsDesk
from tests.helpers.qt import until
from tests.helpers.small_parts import IdleComputer
from tests.helpers.small_studio import SmallStudio

USAGE = Usage((PartUsage("studio", 6.0, 300_000_000),), 20.0)
LIVE = Snapshot(Settings(), camera=OutputState.ON, engine_name="Built in", measures=Measures(fps=30.0))


class Desk(StatsDesk):
    """A desk whose seconds pass when the test says so."""

    def __init__(self, folder: Path | None) -> None:
        self.state = LIVE
        self.problems: dict[str, Problem] = {}
        self.clock = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
        super().__init__(
            IdleComputer,
            folder,
            lambda: self.state,
            lambda problem: self.problems.update({problem.code: problem}),
            lambda: self.clock,
        )

    def pass_seconds(self, count: int, state: Snapshot | None = None) -> None:
        self.state = state or self.state
        for _ in range(count):
            self.clock += timedelta(seconds=1)
            self.look(USAGE)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "shows")


def _files(desk: Desk) -> list[str]:
    folder = desk._folder
    assert folder is not None
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_show_leaves_a_report_and_a_table(desk: Desk) -> None:
    desk.pass_seconds(150)
    assert desk.view.show_s == 150
    assert _files(desk) == ["2026-11-29 20-00-00.csv"]
    desk.pass_seconds(10, replace(LIVE, camera=OutputState.OFF))
    report = desk.view.report
    assert report is not None
    assert _files(desk) == [report.with_suffix(".csv").name, report.name]
    assert desk.problems["report.written"].message == f"The report on the show is {report}."
    assert desk.view.show_s is None
    assert [minute.seconds for minute in read_minutes(report.with_suffix(".csv"))] == [60, 60, 30]
    assert "Built in" in report.read_text("utf-8")


def test_a_camera_that_is_restarted_does_not_end_the_show(desk: Desk) -> None:
    off = replace(LIVE, camera=OutputState.OFF)
    desk.pass_seconds(30)
    desk.pass_seconds(9, off)
    desk.pass_seconds(30, LIVE)
    assert desk.view.report is None
    desk.pass_seconds(10, off)
    assert desk.view.report is not None
    assert len(_files(desk)) == 2
    (minute,) = read_minutes(desk.view.report.with_suffix(".csv"))
    assert minute.seconds == 60  # of which no second was off the air


def test_a_camera_that_was_only_tried_leaves_nothing(desk: Desk) -> None:
    desk.pass_seconds(9)
    desk.pass_seconds(20, replace(LIVE, camera=OutputState.OFF))
    assert (_files(desk), desk.view.report, desk.problems) == ([], None, {})


def test_no_report_where_the_settings_or_nobody_wants_one(desk: Desk) -> None:
    unwanted = replace(LIVE, settings=Settings(stats=StatsSettings(report=False)))
    desk.pass_seconds(100, unwanted)
    assert (_files(desk), desk.view.show_s) == ([], None)
    nowhere = Desk(None)
    nowhere.pass_seconds(100)
    assert nowhere.view.show_s is None
    assert len(nowhere.view.samples) == 61


def test_a_problem_is_told_once_in_the_minute_in_which_it_came(desk: Desk) -> None:
    gone = Problem("microphone.lost", "The microphone was unplugged.", severity=Severity.WARNING)
    notice = Problem("x.y", "Only a word.", severity=Severity.NOTICE)
    desk.pass_seconds(60)
    desk.pass_seconds(90, replace(LIVE, problems=(gone, notice)))
    desk.pass_seconds(30, LIVE)
    desk.pass_seconds(10, replace(LIVE, camera=OutputState.OFF))
    assert desk.view.report is not None
    told = [minute.problems for minute in read_minutes(desk.view.report.with_suffix(".csv"))]
    assert told == ["", "The microphone was unplugged.", ""]


def test_a_full_disk_is_a_warning_and_the_show_goes_on(tmp_path: Path) -> None:
    (tmp_path / "shows").write_text("in the way")
    desk = Desk(tmp_path / "shows")
    desk.pass_seconds(200)
    assert desk.problems["report.not_written"].severity is Severity.WARNING
    assert len(desk.view.samples) == 61


def test_the_last_minute_is_in_the_table_also_where_the_page_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    desk.pass_seconds(75)
    (table,) = (tmp_path / "shows").glob("*.csv")
    table.with_suffix(".html").mkdir()
    desk.pass_seconds(10, Snapshot(Settings()))
    assert "report.not_written" in desk.problems
    assert [minute.seconds for minute in read_minutes(table)] == [60.0, 15.0]


def test_reset_counts_from_zero(desk: Desk) -> None:
    desk.pass_seconds(1)
    desk.pass_seconds(1, replace(LIVE, measures=Measures(lagged=3)))
    assert desk.view.counts == Counts(lagged=3)
    asks = Worker("asks", lambda: desk.obey(ResetStats()))
    with desk._lock:  # a show is being written to a slow disk
        asks.start()
        asks.join(10.0)
        assert not asks.is_alive(), "the studio waits for the disk"
    until(lambda: (desk.view.counts, desk.view.samples) == (Counts(), ()))


def test_a_report_that_is_asked_for_leaves_the_show_running(desk: Desk, tmp_path: Path) -> None:
    desk.pass_seconds(75)
    desk._write_now()
    report = desk.view.report
    assert report is not None
    assert "(1 min)" in report.read_text("utf-8")
    desk.pass_seconds(45)
    desk.pass_seconds(10, replace(LIVE, camera=OutputState.OFF))
    assert desk.view.report == report
    assert "(2 min)" in report.read_text("utf-8")
    assert [minute.seconds for minute in read_minutes(report.with_suffix(".csv"))] == [60, 60]


def test_a_report_without_a_show_is_refused_in_a_sentence(desk: Desk) -> None:
    desk._write_now()
    assert desk.problems["report.no_show"].message == "No show is running that a report could be written on."


# ---- in a real studio


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats_desk, "EVERY_S", 0.02)
    monkeypatch.setattr(stats_desk, "SHORTEST_S", 0.2)
    monkeypatch.setattr(stats_desk, "OVER_S", 0.1)


def _report_after(tmp_path: Path, end: Callable[[SmallStudio], None]) -> Path:
    small = SmallStudio(reports=tmp_path / "shows")
    try:
        small.studio.post(StartCamera())
        small.wait(lambda now: (now.stats.show_s or 0.0) > 0.3)
        end(small)
    finally:
        small.studio.close()
    report = small.studio.snapshot().stats.report
    assert report is not None
    return report


@pytest.mark.usefixtures("quick")
def test_stopping_the_camera_of_a_studio_writes_the_report(tmp_path: Path) -> None:
    def stop(small: SmallStudio) -> None:
        small.studio.post(StopCamera())
        small.wait(lambda now: now.stats.report is not None)

    page = _report_after(tmp_path, stop).read_text("utf-8")
    assert "Health of the show" in page


@pytest.mark.usefixtures("quick")
def test_a_studio_that_ends_leaves_the_report_of_the_show_that_ran(tmp_path: Path) -> None:
    (minute,) = read_minutes(_report_after(tmp_path, lambda small: None).with_suffix(".csv"))
    assert minute.program == "1280x720 30"
    assert minute.cpu_camera_percent == 1.0


@pytest.mark.usefixtures("quick")
def test_a_report_can_be_asked_of_a_studio(tmp_path: Path) -> None:
    def ask(small: SmallStudio) -> None:
        small.studio.post(WriteReport())
        small.wait(lambda now: now.stats.report is not None and now.stats.show_s is not None)

    _report_after(tmp_path, ask)


@pytest.mark.usefixtures("quick")
def test_a_show_leaves_its_report_although_the_computer_cannot_be_looked_at_any_more(
    tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("thread stats died")

    class Hidden(IdleComputer):
        def look(self) -> Usage:
            if (made.view.show_s or 0.0) > 0.3:
                raise PermissionError("not allowed any more")
            return USAGE

    made = StatsDesk(Hidden, tmp_path, lambda: LIVE, lambda problem: None)
    made.start()
    until(lambda: made.view.report is not None)
    made.close()
    assert made.view.report is not None
    assert len(read_minutes(made.view.report.with_suffix(".csv"))) == 1
