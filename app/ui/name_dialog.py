"""Asks for a name that is still free."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.base.named_files import LONGEST_NAME, checked_name
from app.ui.widgets import set_property

_WIDTH_PX = 360


class NameDialog(QDialog):
    """Lives on the GUI thread.

    Signals:
        named: the user has said it.
    """

    named = Signal(str)

    def __init__(self, title: str, name: str, taken: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH_PX)
        self._taken = {one.casefold() for one in taken}
        self._line = QLineEdit(name)
        self._line.setMaxLength(LONGEST_NAME)
        self._line.setAccessibleName(self.tr("Name"))
        self._line.selectAll()
        self._line.textChanged.connect(self._check)
        self._note = QLabel(" ")
        set_property(self._note, "tone", "warn")
        button = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(button.Ok | button.Cancel)
        self._buttons.accepted.connect(self._on_ok)
        self._buttons.rejected.connect(self.reject)
        label = QLabel(self.tr("Name"))
        label.setBuddy(self._line)
        column = QVBoxLayout(self)
        for widget in (label, self._line, self._note, self._buttons):
            column.addWidget(widget)
        self._check()

    def _check(self) -> None:
        note, fine = " ", True
        try:
            if checked_name(self._line.text()).casefold() in self._taken:
                note, fine = self.tr("This name is taken."), False
        except ValueError:
            fine = False
        self._note.setText(note)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)

    def _on_ok(self) -> None:
        self.named.emit(checked_name(self._line.text()))
        self.accept()
