"""The terms of a model, which are read and agreed to before it is downloaded."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.language import said
from app.ui.widgets import set_property


class TermsDialog(QDialog):
    """Accepted once the user has said that they have read the terms and agree. Lives on the GUI thread."""

    def __init__(self, title: str, terms: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Terms of {model}").format(model=title))
        words = QLabel(self.tr("{model} may not be used for everything. Please read this first.").format(model=title))
        words.setWordWrap(True)
        text = QPlainTextEdit(said(terms))
        text.setReadOnly(True)
        text.setAccessibleName(self.windowTitle())
        self._agree = QCheckBox(self.tr("I have read this and agree"))
        button = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(button.Ok | button.Cancel)
        self._download = buttons.button(button.Ok)
        self._download.setText(self.tr("Download"))
        self._download.setEnabled(False)
        self._download.setAutoDefault(False)  # Enter alone agrees to nothing
        set_property(self._download, "look", "primary")
        buttons.button(button.Cancel).setAutoDefault(False)
        self._agree.toggled.connect(self._download.setEnabled)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(text, 1)
        column.addWidget(self._agree)
        column.addWidget(buttons)
        self.resize(520, 320)
