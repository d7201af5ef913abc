"""Asking before something is lost. Lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.base.paths import APP_NAME
from app.studio.snapshot import OutputState, Snapshot
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


def ask_before_closing(parent: QWidget, theme: Theme, now: Snapshot, agreed: Callable[[], None]) -> None:
    """Say what ends with the window, while somebody may be watching or something is recorded."""
    on_air = now.camera is not OutputState.OFF or now.browser is not OutputState.OFF
    question = QCoreApplication.translate("Asking", "You are live.")
    keep = QCoreApplication.translate("Asking", "Stay Live")
    if not on_air:
        question = QCoreApplication.translate("Asking", "You are recording.")
        keep = QCoreApplication.translate("Asking", "Keep Recording")
        details = QCoreApplication.translate("Asking", "Quitting ends the recording.")
    elif now.recording is OutputState.OFF:
        details = QCoreApplication.translate("Asking", "Quitting takes the host off the air.")
    else:
        details = QCoreApplication.translate("Asking", "Quitting takes the host off the air and ends the recording.")
    leave = QCoreApplication.translate("Asking", "Stop and Quit")
    ask_first(parent, theme, question, details, agreed, leave, keep)
