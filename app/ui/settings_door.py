"""Opens the settings: one dialog at a time, made when it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.studio.snapshot import Snapshot
from app.ui.theme import Theme
from app.ui.widgets import breathe

if TYPE_CHECKING:
    from app.ui.settings_dialog import SettingsDialog


class SettingsDoor(QObject):
    """Lives on the GUI thread.

    Args:
        theme: colours.
        snapshot: asks for what the window shows.
        window: over which the dialog opens.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, snapshot: Callable[[], Snapshot], window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._snapshot = snapshot
        self._window = window
        self._dialog: SettingsDialog | None = None
        self._opening = False  # the dialog is being made

    def open(self, page: str) -> None:
        """Open a page of them, or where they were left; the show goes on behind."""
        if self._dialog is None and not self._opening:
            self._opening = True
            breathe()
            from app.ui.settings_dialog import SettingsDialog  # not at the top: the window opens without

            breathe()
            self._dialog = SettingsDialog(self._theme, self._snapshot(), self._window, breathe)
            self._opening = False
            self._dialog.command.connect(self.command)
            self._dialog.finished.connect(self._forget)
        if self._dialog is not None:
            self._dialog.open_page(page)
            self._dialog.show()
            self._dialog.activateWindow()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is new, if they are open."""
        if self._dialog is not None:
            self._dialog.show_snapshot(snapshot)

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
