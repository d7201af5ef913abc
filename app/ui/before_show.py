"""What a streamer opens before a show: the preflight, and the assistant of the first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.studio.commands import CheckEverything
from app.studio.snapshot import Snapshot
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.preflight_panel import PreflightDialog


class BeforeShow(QObject):
    """Opens them, one of each, and keeps them in step with the studio. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._snapshot: Snapshot | None = None
        self._preflight: PreflightDialog | None = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Pass on what is so now."""
        self._snapshot = snapshot
        if self._preflight is not None:
            self._preflight.show_snapshot(snapshot)

    def open_preflight(self) -> None:
        """Check everything, and show what is found."""
        if self._preflight is None:
            from app.ui.preflight_panel import PreflightDialog  # not needed for the first picture

            dialog = self._preflight = PreflightDialog(self._theme, self._window)
            dialog.command.connect(self.command)
            dialog.settings_wanted.connect(self.settings_wanted)
            dialog.finished.connect(self._forget_preflight)
            if self._snapshot is not None:
                dialog.show_snapshot(self._snapshot)
        self.command.emit(CheckEverything())
        self._preflight.show()
        self._preflight.activateWindow()

    def _forget_preflight(self) -> None:
        if self._preflight is not None:
            self._preflight.deleteLater()
            self._preflight = None
