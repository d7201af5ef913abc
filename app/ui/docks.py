"""The menu Docks: which are seen, whether they can be moved, and back to where they were at first."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow


class Docks(QObject):
    """Lives on the GUI thread. Nothing that it does takes the keyboard from what has it.

    Args:
        window: with all its docks, as they are at first.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._first = window.saveState()
        self._locked = False
        self._free = {dock: dock.features() for dock in window.findChildren(QDockWidget)}

    def lock(self, locked: bool) -> None:
        """Keep them where they are, or let them be moved, floated and closed."""
        if locked != self._locked:
            self._locked = locked
            none = QDockWidget.DockWidgetFeature.NoDockWidgetFeatures
            for dock, features in self._free.items():
                dock.setFeatures(none if locked else features)

    def reset(self) -> None:
        """Back to where they were at first."""
        self.restore(self._first)

    def restore(self, state: QByteArray) -> None:
        """Put them where they were when ``state`` was saved."""
        focused = QApplication.focusWidget()
        self._window.restoreState(state)
        if focused is not None and focused.isVisible():
            focused.setFocus()
