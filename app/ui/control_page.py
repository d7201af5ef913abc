"""How other programs reach the studio: address, key and the page for phones, to be copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.studio.commands import RenewControlKey
from app.studio.control_state import ControlState
from app.studio.snapshot import Snapshot
from app.ui.language import said
from app.ui.widgets import FIELD_SPACING_PX, FIELDS, ElidedLabel, set_property

_HIDDEN = "••••••••"


class ControlPage(QWidget):
    """Lives on the GUI thread; is told by snapshots. The key is copied, never shown: screens are streamed.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ControlState()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAccessibleName(self.tr("Whether other programs can reach the studio"))
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setObjectName(FIELDS)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(FIELD_SPACING_PX)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        words = self.tr("Copy the address"), self.tr("Copy the key"), self.tr("Copy the address of the page for phones")
        self._address = self._add_row(self.tr("Address"), words[0], lambda state: state.addresses[-1])
        self._add_row(self.tr("Key"), words[1], lambda state: state.key).show_text(_HIDDEN)
        self._page = self._add_row(self.tr("Page for phones"), words[2], lambda state: state.pages[-1])
        renew = QPushButton(self.tr("New Key"))
        renew.setAutoDefault(False)
        renew.setToolTip(self.tr("Whatever has the old key gets nothing any more"))
        renew.clicked.connect(lambda: self.wanted.emit(RenewControlKey()))
        last = QHBoxLayout()
        last.addWidget(renew)
        last.addStretch(1)
        self._grid.addLayout(last, self._grid.rowCount(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._words)
        column.addWidget(self._rows)

    def look(self) -> None:
        """Nothing has to be looked for: the state is always known."""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where it stands."""
        state = self._state = snapshot.control
        self._rows.setVisible(bool(state.addresses))
        if state.addresses:
            self._address.show_text(state.addresses[-1])
            self._page.show_text(f"{state.addresses[-1]}/?token={_HIDDEN}")
        text, tone = self._said(state, wanted=snapshot.settings.control.enabled)
        self._words.setText(text)
        set_property(self._words, "tone", tone)

    def _said(self, state: ControlState, *, wanted: bool) -> tuple[str, str]:
        if state.problem is not None:
            return f"{said(state.problem.message)} {said(state.problem.hint)}", "warn"
        if state.addresses:
            return self.tr("Other programs reach the studio here, with its key."), "good"
        if wanted:
            return self.tr("It is being opened…"), "muted"
        return self.tr("Other programs cannot reach the studio: it is turned off."), "muted"

    def _add_row(self, label: str, what: str, value: Callable[[ControlState], str]) -> ElidedLabel:
        line = self._grid.rowCount()
        name = QLabel(label)
        shown = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        shown.setAccessibleName(label)
        copy = QPushButton(self.tr("Copy"))
        copy.setAutoDefault(False)
        copy.setAccessibleName(what)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(value(self._state)))
        self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(shown, line, 1)
        self._grid.addWidget(copy, line, 2)
        return shown
