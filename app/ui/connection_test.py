"""Test connection: the rungs as they come. Lives on the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.engine.omnirt.rungs import Rung, RungState, report
from app.studio.connection import ConnectionState
from app.ui.icons import pixmap
from app.ui.theme import Theme
from app.ui.widgets import set_property

_ICON = {RungState.GOOD: "good", RungState.DOUBTFUL: "warning", RungState.BAD: "error"}
_COLOUR = {RungState.GOOD: "good", RungState.DOUBTFUL: "warn", RungState.BAD: "live"}
_ICON_PX = 18


class ConnectionTest(QWidget):
    """A button, and what came of it.

    Signals:
        wanted: the server that is shown is to be tried.
        stopped: enough of it.

    """

    wanted = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: ConnectionState | None = None
        self._button = QPushButton(self.tr("Test connection"))
        self._button.setObjectName("test_connection")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._on_clicked)
        self._copy = QPushButton(self.tr("Copy report"))
        self._copy.setObjectName("copy_report")
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        self._under_way = QLabel()
        set_property(self._under_way, "tone", "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self._button)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._under_way, 1)
        self._rungs = QVBoxLayout()
        self._rungs.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(buttons)
        layout.addLayout(self._rungs)
        self.show_state(ConnectionState())

    def show_state(self, state: ConnectionState) -> None:
        """Follow the test; what is there is not drawn anew."""
        before, self._state = self._state, state
        if before is not None and (before.rungs, before.testing, before.tested) == (
            state.rungs,
            state.testing,
            state.tested,
        ):
            return
        known = before.rungs if before is not None else ()
        if state.rungs[: len(known)] != known:
            self._clear()
            known = ()
        for rung in state.rungs[len(known) :]:
            self._rungs.addWidget(self._row(rung))
        self._button.setText(self.tr("Stop") if state.testing else self.tr("Test connection"))
        self._copy.setVisible(bool(state.rungs) and not state.testing)
        self._under_way.setText(self._next_words(state) if state.testing else "")

    def offer(self, *, possible: bool) -> None:
        """Whether there is a server to be tried."""
        self._button.setEnabled(possible or (self._state is not None and self._state.testing))

    def _next_words(self, state: ConnectionState) -> str:
        waiting = bool(state.rungs) and state.rungs[-1].name in ("kind", "models")
        if waiting:
            return self.tr("Opening a session: a cold server may load for minutes…")
        return self.tr("Asking {server}…").format(server=state.tested)

    def _row(self, rung: Rung) -> QWidget:
        row = QWidget()
        row.setObjectName("rung")
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        mark = QLabel()
        colour = getattr(self._theme.colours, _COLOUR[rung.state])
        mark.setPixmap(pixmap(_ICON[rung.state], colour, _ICON_PX, self.devicePixelRatioF()))
        mark.setAccessibleName(rung.state.value)
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_words(rung.text), 0, 1)
        if rung.time_ms is not None:
            time = QLabel(_time(rung.time_ms))
            set_property(time, "tone", "muted")
            grid.addWidget(time, 0, 2, Qt.AlignmentFlag.AlignTop)
        for line, advice in enumerate(rung.advice, 1):
            label = _words(advice)
            set_property(label, "tone", "muted")
            grid.addWidget(label, line, 1)
        return row

    def _clear(self) -> None:
        while (item := self._rungs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_clicked(self) -> None:
        if self._state is not None and self._state.testing:
            self.stopped.emit()
        else:
            self.wanted.emit()

    def _on_copy(self) -> None:
        assert self._state is not None
        QApplication.clipboard().setText(report(self._state.tested, self._state.rungs))


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _time(time_ms: float) -> str:
    return f"{time_ms:.0f} ms" if time_ms < 1000 else f"{time_ms / 1000:.1f} s"
