"""The Stats dock: what is measured, now and over the last minute, and the report on the show."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.studio.commands import ResetStats, WriteReport
from app.studio.snapshot import Snapshot
from app.studio.stats import Sample, StatsView
from app.ui.language import said
from app.ui.late_dock import LateDock
from app.ui.minute_plot import MinutePlot
from app.ui.stats_rows import StatsRow, part_words, stats_rows
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import UNKNOWN, elapsed

_WIDTH_PX = 330
_LONG = "29.9 / 30"  # what most numbers are shorter than


@dataclass(frozen=True)
class _Shown:
    row: StatsRow
    value: QLabel
    plot: MinutePlot


class StatsDock(LateDock):
    """Lives on the GUI thread. It is hidden until somebody wants it, and then painted once a second."""

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__("stats_dock", Qt.DockWidgetArea.RightDockWidgetArea, _WIDTH_PX, window)
        self.setWindowTitle(self.tr("Stats"))
        self._theme = theme

    def _make(self) -> None:
        self._shown: StatsView | None = None
        self._rows: dict[str, _Shown] = {}
        self._parts = self._note("stats_parts")
        self._gpu = self._note("stats_gpu_note")
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Count from zero, and begin the plots anew"))
        self.reset.clicked.connect(lambda: self.command.emit(ResetStats()))
        self.write = QPushButton(self.tr("Report So Far"))
        self.write.setToolTip(self.tr("Write the report on the show that is running"))
        self.write.clicked.connect(lambda: self.command.emit(WriteReport()))
        self.open = QPushButton(self.tr("Open Report"))
        self.open.clicked.connect(self.open_report)
        self._show_state = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self._show_state.setObjectName("stats_show")
        set_property(self._show_state, "tone", "muted")
        self._lay_out()
        self.visibilityChanged.connect(self._on_visible)

    def value(self, name: str) -> str:
        """What stands beside the plot of a row."""
        return self._rows[name].value.text()

    def plot(self, name: str) -> MinutePlot:
        """The plot of a row."""
        return self._rows[name].plot

    def _fill(self, snapshot: Snapshot) -> None:
        """The latest numbers, if anybody sees them and another second is over."""
        if self.isVisible() and snapshot.stats != self._shown:
            self._show(snapshot)

    def _on_visible(self, visible: bool) -> None:
        if visible and self._snapshot is not None:
            self._show(self._snapshot)

    def _note(self, name: str) -> QLabel:
        note = QLabel()
        note.setObjectName(name)
        note.setWordWrap(True)
        note.setTextFormat(Qt.TextFormat.PlainText)
        set_property(note, "tone", "muted")
        note.hide()
        return note

    def _lay_out(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(1, self.fontMetrics().horizontalAdvance(_LONG))  # plots stay where they are
        line = 0
        for row in stats_rows():
            title, value = QLabel(row.title), QLabel(UNKNOWN)
            title.setToolTip(row.meaning)
            value.setObjectName(f"stats_{row.name}")
            value.setAccessibleName(row.title)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            plot = MinutePlot(self._theme, row.title, row.words, from_zero=row.from_zero)
            for column, widget in enumerate((title, value, plot)):
                grid.addWidget(widget, line, column)
            self._rows[row.name] = _Shown(row, value, plot)
            line += 1
            note = {"cpu": self._parts, "gpu_memory": self._gpu}.get(row.name)
            if note is not None:
                grid.addWidget(note, line, 0, 1, 3)
                line += 1
        grid.setRowStretch(line, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.reset)
        buttons.addWidget(self.write, 1)
        buttons.addWidget(self.open, 1)
        frame = QFrame()
        frame.setObjectName("panel")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._show_state)
        layout.addLayout(buttons)
        self.setWidget(frame)

    def _show(self, snapshot: Snapshot) -> None:
        stats = self._shown = snapshot.stats
        for shown in self._rows.values():
            self._fill_row(shown, stats.samples, snapshot)
        usage = stats.usage
        parts = [f"{part_words(part.name)} {part.cpu_percent:.0f} %" for part in usage.parts]
        if parts:
            parts.append(self.tr("Whole computer {percent} %").format(percent=f"{usage.computer_percent:.0f}"))
        # A line breaks between parts, never within one.
        self._parts.setText(" · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts))
        self._parts.setVisible(bool(parts))
        self._gpu.setText(said(usage.gpu.why_not))
        self._gpu.setVisible(bool(usage.gpu.why_not))
        self._fill_report(stats)

    def _fill_row(self, shown: _Shown, samples: tuple[Sample, ...], snapshot: Snapshot) -> None:
        row = shown.row
        values = [row.value(sample) for sample in samples]
        latest = values[-1] if values else None
        bad = bool(samples) and row.bad(samples[-1], snapshot)
        if row.now is not None:
            text = row.now(snapshot) if samples else UNKNOWN
        else:
            text = UNKNOWN if latest is None else row.words(latest)
        shown.value.setText(text)
        why = row.unknown or said(snapshot.stats.usage.gpu.why_not) if text == UNKNOWN else ""
        shown.value.setToolTip(why or row.meaning)
        set_property(shown.value, "tone", "warn" if bad else "")
        shown.plot.show_values(values, bad=bad)

    def _fill_report(self, stats: StatsView) -> None:
        self.write.setEnabled(stats.show_s is not None)
        self.open.setEnabled(stats.report is not None)
        if stats.report is not None:
            words = self.tr("Report: {path}").format(path=stats.report)
        elif stats.show_s is not None:
            words = self.tr("Show running for {time}").format(time=elapsed(stats.show_s))
        elif self._snapshot is not None and not self._snapshot.settings.stats.report:
            words = self.tr("Reports on shows are turned off in the settings.")
        else:
            words = self.tr("A report is written when a show ends.")
        self._show_state.show_text(words)

    def open_report(self) -> None:
        """Open the report that was written last."""
        if self._snapshot is not None and (report := self._snapshot.stats.report) is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(report)))
