"""Test connection and Verify: the rungs as they come. Lives on the GUI thread."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.rungs import Rung, RungState, report
from app.studio.connection import VERIFY_S, ConnectionState
from app.ui.icons import pixmap
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import set_property

_ICON = {RungState.GOOD: "good", RungState.DOUBTFUL: "warning", RungState.BAD: "error"}
_COLOUR = {RungState.GOOD: "good", RungState.DOUBTFUL: "warn", RungState.BAD: "live"}
_ICON_PX = 18


class ConnectionTest(QWidget):
    """Two buttons, and what came of the one that was pressed last.

    Signals:
        wanted: the server that is shown is to be tried.
        verify_wanted: the host is to speak over it.
        stopped: enough of it.

    """

    wanted = Signal()
    verify_wanted = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: ConnectionState | None = None
        self._possible = False
        self._button = self._make_button("test_connection")
        self._button.clicked.connect(lambda: self._on_clicked(self.wanted))
        self._verify = self._make_button("verify")
        self._verify.setToolTip(self.tr("Has the host on stage speak for a minute, unheard, and says how it went."))
        self._verify.clicked.connect(lambda: self._on_clicked(self.verify_wanted))
        self._copy = self._make_button("copy_report")
        self._copy.setText(self.tr("Copy Report"))
        self._copy.clicked.connect(self._on_copy)
        self._under_way = QLabel()
        self._under_way.setWordWrap(True)
        set_property(self._under_way, "tone", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, round(VERIFY_S))
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Verification"))
        buttons = QHBoxLayout()
        for button in (self._button, self._verify, self._copy):
            buttons.addWidget(button)
        buttons.addWidget(self._under_way, 1)
        self._rungs = QVBoxLayout()
        self._rungs.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self._bar)
        layout.addLayout(self._rungs)
        self.show_state(ConnectionState())

    def show_state(self, state: ConnectionState) -> None:
        """Follow the test; what is there is not drawn anew."""
        before, self._state = self._state, state
        if before is not None and (before.rungs, before.testing, before.title, before.spoken_s) == (
            state.rungs,
            state.testing,
            state.title,
            state.spoken_s,
        ):
            return
        known = before.rungs if before is not None else ()
        if state.rungs[: len(known)] != known:
            self._clear()
            known = ()
        for rung in state.rungs[len(known) :]:
            self._rungs.addWidget(self._row(rung))
        verifying = state.testing and state.verified
        self._button.setText(self.tr("Stop") if state.testing and not verifying else self.tr("Test Connection"))
        self._verify.setText(self.tr("Stop") if verifying else self.tr("Verify"))
        self._copy.setVisible(bool(state.rungs) and not state.testing)
        self._under_way.setText(self._next_words(state) if state.testing else "")
        self._bar.setVisible(verifying)
        self._bar.setValue(round(state.spoken_s or 0))
        self.offer(possible=self._possible)

    def offer(self, *, possible: bool) -> None:
        """Whether there is a server to be tried."""
        self._possible = possible
        testing = self._state is not None and self._state.testing
        verifying = testing and self._state is not None and self._state.verified
        self._button.setEnabled(not verifying if testing else possible)
        self._verify.setEnabled(verifying if testing else possible)

    def offer_speech(self, *, possible: bool) -> None:
        """Whether the host may be had speak over the server, which takes a minute."""
        self._verify.setVisible(possible)

    def _make_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _next_words(self, state: ConnectionState) -> str:
        if state.verified and state.spoken_s is not None:
            if state.spoken_s >= VERIFY_S:
                return self.tr("Looking at what was seen and heard…")
            words = self.tr("Speaking: {seconds} of {all} s")
            return words.format(seconds=int(state.spoken_s), all=round(VERIFY_S))
        last = state.rungs[-1].name if state.rungs else ""
        if last in ("kind", "models") or (state.verified and last in ("", "voice")):
            return self.tr("Opening a session: a cold server may load for minutes…")
        if state.verified:
            return self.tr("Waiting for the voice…")
        return self.tr("Asking {server}…").format(server=state.tested)

    def _row(self, rung: Rung) -> QWidget:
        row = QWidget()
        row.setObjectName("rung")
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)  # each advice stands for itself
        grid.setColumnStretch(1, 1)
        mark = QLabel()
        colour = getattr(self._theme.colours, _COLOUR[rung.state])
        mark.setPixmap(pixmap(_ICON[rung.state], colour, _ICON_PX, self.devicePixelRatioF()))
        words = {
            RungState.GOOD: self.tr("Good"),
            RungState.DOUBTFUL: self.tr("Could be better"),
            RungState.BAD: self.tr("Will not work"),
        }
        mark.setAccessibleName(words[rung.state])
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_words(said(rung.text)), 0, 1)
        if rung.time_ms is not None:
            time = QLabel(_time(rung.time_ms))
            set_property(time, "tone", "muted")
            grid.addWidget(time, 0, 2, Qt.AlignmentFlag.AlignTop)
        for line, advice in enumerate(rung.advice, 1):
            label = _words(said(advice))
            set_property(label, "tone", "muted")
            grid.addWidget(label, line, 1, 1, 2)
        return row

    def _clear(self) -> None:
        while (item := self._rungs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_clicked(self, wanted: SignalInstance) -> None:
        if self._state is not None and self._state.testing:
            self.stopped.emit()
        else:
            wanted.emit()

    def _on_copy(self) -> None:
        assert self._state is not None
        QApplication.clipboard().setText(report(self._state.title, self._state.rungs))


def _words(text: str) -> QLabel:
    label = QLabel(re.sub(r"(?<=\d) (?=m?s\b)", "\N{NO-BREAK SPACE}", text))  # no unit on a line of its own
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _time(time_ms: float) -> str:
    return f"{time_ms:.0f} ms" if time_ms < 1000 else f"{time_ms / 1000:.1f} s"
