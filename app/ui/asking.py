"""Asking before something is lost. Lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.base.paths import APP_NAME
from app.ui.icons import pixmap
from app.ui.theme import Theme


def ask_first(
    parent: QWidget,
    theme: Theme,
    question: str,
    details: str,
    agreed: Callable[[], None],
    verb: str = "",
    keep: str = "",
) -> None:
    """Ask, without blocking.

    Args:
        parent: over which.
        theme: its colours.
        question: what is asked.
        details: what follows from it.
        agreed: called when it may be done.
        verb: on the button that does it; empty: Remove.
        keep: on the button that does not; empty: Cancel.
    """
    box = QMessageBox(parent)
    box.setIconPixmap(pixmap("warning", theme.colours.warn, 32, parent.devicePixelRatioF()))
    box.setWindowTitle(APP_NAME)
    box.setText(question)
    box.setInformativeText(details)
    text = verb or QCoreApplication.translate("Asking", "Remove")
    remove = box.addButton(text, QMessageBox.ButtonRole.DestructiveRole)
    text = keep or QCoreApplication.translate("Asking", "Cancel")
    box.setDefaultButton(box.addButton(text, QMessageBox.ButtonRole.RejectRole))
    remove.clicked.connect(agreed)
    box.finished.connect(box.deleteLater)
    box.open()
