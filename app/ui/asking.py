"""Asking before something is taken away. Lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.base.paths import APP_NAME
from app.ui.icons import pixmap
from app.ui.theme import Theme


def ask_to_remove(
    parent: QWidget, theme: Theme, question: str, details: str, agreed: Callable[[], None], verb: str = ""
) -> None:
    """Ask, without blocking; ``agreed`` is called when it may be done. ``verb``: on the button; empty: Remove."""
    box = QMessageBox(parent)
    box.setIconPixmap(pixmap("warning", theme.colours.warn, 32, parent.devicePixelRatioF()))
    box.setWindowTitle(APP_NAME)
    box.setText(question)
    box.setInformativeText(details)
    text = verb or QCoreApplication.translate("Asking", "Remove")
    remove = box.addButton(text, QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(QCoreApplication.translate("Asking", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    remove.clicked.connect(agreed)
    box.finished.connect(box.deleteLater)
    box.open()
