"""The Stats dock, worked as a person works it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.base.errors import Problem, Severity
from app.base.gpu_meter import NOT_TOLD
from app.base.settings import Settings, StatsSettings
from app.base.usage import GpuUsage, PartUsage, Usage
from app.studio.commands import ResetStats, WriteReport
from app.studio.snapshot import Measures
from app.studio.stats import WINDOW, Counts, Sample, StatsView
from app.ui.main_window import MainWindow
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio

QUIET = Sample(30.0, None, None, 2.0, None, 0, 0, 0, 0, 0, 9.0, 640.0, None, None)
USAGE = Usage(
    (PartUsage("studio", 6.0, 400_000_000), PartUsage("engine", 3.0, 240_000_000)), 41.0, GpuUsage(why_not=NOT_TOLD)
)


def _minute(**changes: float) -> tuple[Sample, ...]:
    return tuple(replace(QUIET, **changes) for _ in range(WINDOW))  # type: ignore[arg-type]  # numbers of its fields


def _show(window: MainWindow) -> None:
    window.stats.toggleViewAction().trigger()
    until(window.stats.isVisible)


def _note(window: MainWindow, name: str) -> str:
    label = window.stats.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_the_dock_is_opened_from_the_menu_and_takes_no_focus(window: MainWindow) -> None:
    assert window.stats.isHidden()
    before = window.focusWidget()
    _show(window)
    assert window.focusWidget() is before


def test_every_measure_is_there_with_its_number(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window)
    sample = Sample(29.9, 25.0, 118.4, -4.0, 0.62, 6, 0, 0, 0, 0, 9.2, 640.0, 61.0, 9_800.0)
    usage = replace(USAGE, gpu=GpuUsage(61.0, 9_800_000_000, 24_000_000_000))
    counts = Counts(lagged=2, skipped=1, dropped=3, xruns=4)
    studio.publish(stats=StatsView((QUIET, sample), counts, usage), measures=Measures(fps=29.9))
    until(lambda: window.stats.value("fps") == "29.9 / 30")
    names = ("delay", "sync", "rtf", "render_fps", "queue", "lagged", "skipped", "dropped", "xruns", "cpu", "memory")
    values = ["118 ms", "−4 ms", "0.62", "25.0", "6", "2", "1", "3", "4", "9.2 %", "640 MB"]
    assert [window.stats.value(name) for name in names] == values
    assert [window.stats.value(name) for name in ("gpu", "gpu_memory")] == ["61 %", "9.8 GB / 24 GB"]
    assert (
        _note(window, "stats_parts").replace("\N{NO-BREAK SPACE}", " ")
        == "Window and show 6 % · Engine 3 % · Whole computer 41 %"
    )
    assert window.stats.plot("delay").values == (None, 118.4)


def test_what_is_not_known_is_a_dash_with_its_reason(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window)
    studio.publish(stats=StatsView((QUIET,), Counts(), USAGE), measures=Measures(fps=30.0))
    until(lambda: window.stats.value("cpu") == "9.0 %")
    for name in ("delay", "rtf", "gpu", "gpu_memory"):
        assert window.stats.value(name) == "–"
    assert _note(window, "stats_gpu_note") == NOT_TOLD
    rtf = window.stats.findChild(QLabel, "stats_rtf")
    assert rtf is not None
    assert rtf.toolTip() == "Measured while somebody speaks."
    assert window.stats.plot("gpu").scale() is None


def test_what_is_wrong_now_is_told_apart(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window)
    bad = replace(QUIET, fps=20.0, sync_ms=90.0, lagged=3, rtf=1.2)
    studio.publish(stats=StatsView((QUIET, bad), Counts(lagged=3), USAGE), measures=Measures(fps=20.0))
    until(lambda: window.stats.value("fps") == "20.0 / 30")
    tones = {}
    for name in ("fps", "sync", "rtf", "lagged", "skipped", "memory"):
        label = window.stats.findChild(QLabel, f"stats_{name}")
        assert label is not None
        tones[name] = label.property("tone")
    assert tones == {"fps": "warn", "sync": "warn", "rtf": "warn", "lagged": "warn", "skipped": "", "memory": ""}


def test_a_plot_shows_the_last_minute_and_says_what_is_below_the_pointer(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    _show(window)
    samples = tuple(replace(QUIET, memory_mb=600.0 + number) for number in range(WINDOW))
    studio.publish(stats=StatsView(samples, Counts(), USAGE), measures=Measures(fps=30.0))
    plot = window.stats.plot("memory")
    until(lambda: len(plot.values) == WINDOW)
    assert plot.words_at(plot.width() - 3) == "660 MB, 0 s ago"
    assert plot.words_at(3) == "600 MB, 60 s ago"
    edges = plot.scale()
    assert edges is not None
    assert edges[0] <= 600.0 < 660.0 <= edges[1]
    picture = plot.grab().toImage()

    def heights(column: int) -> list[int]:
        rows = range(picture.height())
        return [y for y in rows if picture.pixelColor(column, y).blue() > 120]

    left, right = heights(5), heights(picture.width() - 6)
    assert left
    assert right
    assert min(left) > max(right)  # it rises


def test_reset_is_asked_of_the_studio(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window)
    QTest.mouseClick(window.stats.reset, Qt.MouseButton.LeftButton)
    assert studio.posted == [ResetStats()]


def test_the_report_is_written_while_the_show_runs_and_opened_after_it(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    _show(window)
    assert not window.stats.write.isEnabled()
    assert not window.stats.open.isEnabled()
    studio.publish(stats=StatsView((QUIET,), Counts(), USAGE, show_s=3723.0))
    until(window.stats.write.isEnabled)
    assert _note(window, "stats_show") == "Show running for 01:02:03"
    QTest.mouseClick(window.stats.write, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert studio.posted == [WriteReport()]
    report = tmp_path / "2026-11-29 20-00-00.html"
    studio.publish(stats=StatsView((QUIET,), Counts(), USAGE, report=report))
    until(window.stats.open.isEnabled)
    assert not window.stats.write.isEnabled()
    assert str(report) in _note(window, "stats_show")
    QTest.mouseClick(window.stats.open, Qt.MouseButton.LeftButton)
    assert [Path(path) for path in opened] == [report]


def test_the_end_of_a_show_says_where_its_report_is(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    report = tmp_path / "show.html"
    told = Problem("report.written", f"The report on the show is {report}.", severity=Severity.NOTICE)
    studio.publish(problems=(told,), stats=StatsView((QUIET,), Counts(), USAGE, report=report))
    until(window.problems.isVisible)
    (button,) = (one for one in window.problems.findChildren(QPushButton) if one.text() == "Open Report")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [Path(path) for path in opened] == [report]


def test_reports_that_are_turned_off_are_said_to_be(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window)
    studio.publish(settings=Settings(stats=StatsSettings(report=False)), stats=StatsView(_minute(), Counts(), USAGE))
    until(lambda: _note(window, "stats_show") == "Reports on shows are turned off in the settings.")


def test_a_hidden_dock_paints_nothing_and_shows_the_present_when_it_comes(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    _show(window)
    assert window.stats.value("cpu") == "–"
    window.stats.hide()
    studio.publish(stats=StatsView(_minute(cpu_percent=12.0), Counts(), USAGE))
    until(lambda: window.snapshot is studio.snapshot())
    assert window.stats.value("cpu") == "–"
    _show(window)
    until(lambda: window.stats.value("cpu") == "12 %")
