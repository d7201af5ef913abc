"""Docks whose inside is made when somebody first wants to see it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.studio.snapshot import Snapshot


class LateDock(QDockWidget):
    """A dock that is hidden until somebody wants it, and holds nothing before: megabytes that few shows need.

    Lives on the GUI thread.

    Args:
        name: of the dock, under which the window remembers its place.
        area: where it docks at first.
        width_px: at first.
        window: where it docks.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, name: str, area: Qt.DockWidgetArea, width_px: int, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._made = False
        self._snapshot: Snapshot | None = None
        window.addDockWidget(area, self)
        window.resizeDocks([self], [width_px], Qt.Orientation.Horizontal)
        self.hide()

    def setVisible(self, visible: bool) -> None:
        """Be seen, with an inside, or not."""
        if visible:
            self.have_inside()
        super().setVisible(visible)

    def have_inside(self) -> None:
        """Make the inside if there is none yet, although it may not be seen."""
        if not self._made:
            self._made = True
            self._make()
            if self._snapshot is not None:
                self._fill(self._snapshot)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where things stand, once there is something to show it with."""
        self._snapshot = snapshot
        if self._made:
            self._fill(snapshot)

    def _make(self) -> None:
        """Make the inside."""
        raise NotImplementedError

    def _fill(self, snapshot: Snapshot) -> None:
        """Show where things stand."""
        raise NotImplementedError
