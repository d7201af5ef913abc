"""What a streamer opens before a show: the preflight, and the assistant of the first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.studio.commands import CheckEverything
from app.studio.snapshot import Snapshot
from app.ui.theme import Theme
from app.ui.wishes import Wishes

if TYPE_CHECKING:
    from app.media.pixels import ProgramPicture
    from app.ui.assistant import Assistant
    from app.ui.preflight_panel import PreflightDialog


class BeforeShow(Wishes):
    """Opens them, one of each, and keeps them in step with the studio. Lives on the GUI thread."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._snapshot: Snapshot | None = None
        self._preflight: PreflightDialog | None = None
        self._assistant: Assistant | None = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Pass on what is so now."""
        self._snapshot = snapshot
        if self._preflight is not None:
            self._preflight.show_snapshot(snapshot)
        if self._assistant is not None:
            self._assistant.show_snapshot(snapshot)

    def show_picture(self, picture: ProgramPicture) -> None:
        """Pass on what viewers see."""
        if self._assistant is not None:
            self._assistant.stage.show_picture(picture)

    def open_assistant(self) -> None:
        """Lead through the first steps, again if it was done before."""
        if self._assistant is None:
            from app.ui.assistant import Assistant

            assert self._snapshot is not None, "the window has shown what is so"
            self._assistant = Assistant(self._theme, self._snapshot, self, self._window)
            self._assistant.finished.connect(self._forget_assistant)
        self._assistant.show()
        self._assistant.activateWindow()

    def close(self) -> None:
        """Close what is open: the window goes."""
        if self._assistant is not None:
            self._assistant.close_quietly()

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

    def _forget_assistant(self) -> None:
        if self._assistant is not None:
            self._assistant.deleteLater()
            self._assistant = None

    def _forget_preflight(self) -> None:
        if self._preflight is not None:
            self._preflight.deleteLater()
            self._preflight = None
