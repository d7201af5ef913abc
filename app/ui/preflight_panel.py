"""The whole preflight, and the dialog that it has to itself. Both live on the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.studio.checkup import PreflightState
from app.studio.commands import CheckEverything
from app.studio.snapshot import Snapshot
from app.ui.preflight_list import PreflightList, summary
from app.ui.theme import Theme
from app.ui.widgets import set_property


class PreflightPanel(QWidget):
    """Summary, all findings, and a button to look again.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = QLabel()
        self._summary.setObjectName("preflight_summary")
        self._summary.setWordWrap(True)
        self._again = QPushButton(self.tr("Check Again"))
        self._again.setAutoDefault(False)
        self._again.clicked.connect(lambda: self.command.emit(CheckEverything()))
        top = QHBoxLayout()
        top.addWidget(self._summary, 1)
        top.addWidget(self._again)
        self._list = PreflightList(theme)
        self._list.command.connect(self.command)
        self._list.settings_wanted.connect(self.settings_wanted)
        inside = QFrame()
        inside.setObjectName("panel")
        padded = QVBoxLayout(inside)
        padded.setContentsMargins(14, 6, 14, 6)
        padded.addWidget(self._list)
        padded.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)
        self.show_state(PreflightState())

    def show_state(self, state: PreflightState) -> None:
        """Follow the preflight."""
        words, tone = summary(state)
        self._summary.setText(words)
        set_property(self._summary, "tone", tone)
        self._again.setEnabled(not state.checking and bool(state.names))
        self._list.show_state(state)


class PreflightDialog(QDialog):
    """Looks at everything as soon as it is opened; the show goes on behind it.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preflight"))
        self._panel = PreflightPanel(theme)
        self._panel.command.connect(self.command)
        self._panel.settings_wanted.connect(self.settings_wanted)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self._panel, 1)
        layout.addWidget(buttons)
        self.resize(680, 640)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow the preflight."""
        self._panel.show_state(snapshot.preflight)
