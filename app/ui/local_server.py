"""OmniRT on this computer: how it is doing, start and stop, and how to install it."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.studio.local_server import LocalServerState, LocalServerStatus
from app.ui.language import said
from app.ui.widgets import set_property

_RUNS = frozenset({LocalServerStatus.STARTING, LocalServerStatus.RUNNING, LocalServerStatus.STOPPING})


def how_to_install(port: int, platform: str = sys.platform) -> tuple[str, str, str]:
    """Three lines for a terminal; afterwards the studio finds the program by itself."""
    if platform == "win32":
        python, home, programs = "py", "%USERPROFILE%\\omnirt", "%USERPROFILE%\\omnirt\\Scripts\\"
    else:
        python, home, programs = "python3", "~/omnirt", "~/omnirt/bin/"
    quoted = '"omnirt[server]"' if platform == "win32" else "'omnirt[server]'"
    return (
        f"{python} -m venv {home}",
        f"{programs}pip install {quoted}",
        f"{programs}omnirt serve --host 127.0.0.1 --port {port}",
    )


class LocalServerPanel(QWidget):
    """Lives on the GUI thread; asks, and is told by snapshots.

    Signals:
        start_wanted: it is to be started.
        stop_wanted: it is to be stopped.
        use_wanted: the server at this address is to be among those that are known.

    """

    start_wanted = Signal()
    stop_wanted = Signal()
    use_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._state = LocalServerState()
        self._port = 0
        self._words = QLabel()
        self._words.setAccessibleName(self.tr("How OmniRT on this computer is doing"))
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_property(self._hint, "tone", "muted")
        self._switch = QPushButton()
        self._switch.setAutoDefault(False)
        self._switch.clicked.connect(self._on_switch)
        self._use = QPushButton(self.tr("Use It"))
        self._use.setAutoDefault(False)
        self._use.setToolTip(self.tr("Add it to the servers above"))
        self._use.clicked.connect(lambda: self.use_wanted.emit(self._state.url))
        self._lines, self._steps = self._make_lines()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._switch)
        buttons.addWidget(self._use)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._hint)
        column.addWidget(self._lines)
        column.addLayout(buttons)

    def show_state(self, state: LocalServerState, port: int, known: bool) -> None:
        """Show how it is doing.

        Args:
            state: of the server.
            port: where it is or will be.
            known: its address is among the servers.

        """
        self._state = state
        words, hint, tone = self._said(state)
        self._words.setText(words)
        set_property(self._words, "tone", tone)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        missing = state.status is LocalServerStatus.MISSING
        self._lines.setVisible(missing)
        if missing and port != self._port:
            self._port = port
            for step, line in zip(self._steps, how_to_install(port), strict=True):
                step.setText(line)
        runs = state.status in _RUNS
        self._switch.setText(self.tr("Stop") if runs else self.tr("Start"))
        self._switch.setVisible(not missing and state.ours and state.status is not LocalServerStatus.UNKNOWN)
        self._switch.setEnabled(state.status is not LocalServerStatus.STOPPING)
        self._use.setVisible(state.status is LocalServerStatus.RUNNING and not known)

    def _said(self, state: LocalServerState) -> tuple[str, str, str]:
        """Words, what to do, and tone."""
        problem = state.problem
        if problem is not None:
            return said(problem.message), said(problem.hint), "warn"
        match state.status:
            case LocalServerStatus.MISSING:
                how = self.tr("These lines install it and start it; the studio then finds it by itself.")
                return self.tr("OmniRT is not installed on this computer."), how, ""
            case LocalServerStatus.STOPPED:
                return self.tr("Installed, and not running."), state.program, ""
            case LocalServerStatus.STARTING:
                return self.tr("Starting…"), self.tr("The first time it may load for a minute."), ""
            case LocalServerStatus.RUNNING:
                told = self.tr("Test Connection above tells whether it draws real pictures.")
                words = self.tr("Running at {url}") if state.ours else self.tr("Running at {url}, started elsewhere")
                return words.format(url=state.url), told, "good"
            case LocalServerStatus.STOPPING:
                return self.tr("Stopping…"), "", ""
        return self.tr("Looking for it…"), "", "muted"

    def _make_lines(self) -> tuple[QWidget, list[QLabel]]:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        steps = []
        for row in range(3):
            step = QLabel()
            step.setTextFormat(Qt.TextFormat.PlainText)
            step.setWordWrap(True)
            step.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            copy = QPushButton(self.tr("Copy"))
            copy.setAutoDefault(False)
            copy.setAccessibleName(self.tr("Copy line {number}").format(number=row + 1))
            copy.clicked.connect(lambda _=False, label=step: QApplication.clipboard().setText(label.text()))
            grid.addWidget(step, row, 0)
            grid.addWidget(copy, row, 1)
            steps.append(step)
        return box, steps

    def _on_switch(self) -> None:
        (self.stop_wanted if self._state.status in _RUNS else self.start_wanted).emit()
