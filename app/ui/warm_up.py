"""Warm up: have the server load its model before a session needs it, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.base.rungs import RungState, in_words
from app.studio.connection import ConnectionState
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import set_property

_TONE = {RungState.GOOD: "good", RungState.DOUBTFUL: "muted", RungState.BAD: "warn"}


class WarmUpRow(QWidget):
    """A button and its outcome. Lives on the GUI thread.

    Signals:
        wanted: the server that is shown is to be warmed up.

    """

    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del theme  # its colours come with the style sheet
        self._possible = self._warming = False
        self._button = QPushButton(self.tr("Warm Up"))
        self._button.setObjectName("warm_up")
        self._button.setAutoDefault(False)
        self._button.setToolTip(self.tr("Have the server load the model now; nobody's pictures are drawn meanwhile"))
        self._button.clicked.connect(self.wanted)
        self._outcome = self._words()
        self._advice = self._words()
        set_property(self._advice, "tone", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._button, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._outcome, 0, 1)
        grid.addWidget(self._advice, 1, 1)
        self.show_state(ConnectionState())

    def show_state(self, state: ConnectionState) -> None:
        """Say that it is under way, or what came of it."""
        self._warming = state.warming
        rung = state.warmed
        if state.warming:
            self._outcome.setText(self.tr("Warming up: a model may load for minutes…"))
            set_property(self._outcome, "tone", "muted")
        elif rung is not None:
            time = "" if rung.time_ms is None else f" ({in_words(rung.time_ms)})"
            self._outcome.setText(said(rung.text) + time)
            set_property(self._outcome, "tone", _TONE[rung.state])
        self._outcome.setVisible(state.warming or rung is not None)
        advice = () if rung is None or state.warming else rung.advice
        self._advice.setText("\n".join(map(said, advice)))
        self._advice.setVisible(bool(advice))
        self._enable()

    def offer(self, *, possible: bool) -> None:
        """Whether there is a server to be warmed up."""
        self._possible = possible
        self._enable()

    def _enable(self) -> None:
        self._button.setEnabled(self._possible and not self._warming)

    def _words(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
