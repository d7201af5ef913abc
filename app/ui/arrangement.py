"""What of the window is seen: all of it, the simple mode, or the stage alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

_MARGINS_PX = (8, 2, 8, 0)


@dataclass(frozen=True)
class Parts:
    """What can be put away.

    Attributes:
        layout: of everything; without margins around the stage alone.
        frame: seen in both modes, not around a full-screen stage.
        desk: seen with all the controls.
        simple: seen in simple mode.
    """

    layout: QVBoxLayout
    frame: Sequence[QWidget]
    desk: Sequence[QWidget]
    simple: QWidget


class Arrangement:
    """Puts parts of the window away and brings them back. Lives on the GUI thread."""

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        self._window = window
        self._parts = parts
        self._simple = False
        self._before_full_screen: QByteArray | None = None
        self._docks_put_away: list[QDockWidget] | None = None  # None: those that are open are seen
        self._arrange()

    @property
    def geometry(self) -> QByteArray:
        """Of the window as it is when the stage does not fill the screen."""
        return self._before_full_screen or self._window.saveGeometry()

    def simple_mode(self, on: bool) -> None:
        """Show the host, the level and three big buttons, or all the controls."""
        if on != self._simple:
            self._simple = on
            self._arrange()
            if on:  # what had the focus may be gone
                self._parts.simple.setFocus()

    def full_screen(self, on: bool) -> None:
        """Fill the screen with the stage, or come back."""
        if on == (self._before_full_screen is not None):
            return
        if on:
            self._before_full_screen = self._window.saveGeometry()
            self._arrange()
            self._window.showFullScreen()
        else:
            geometry, self._before_full_screen = self._before_full_screen, None
            self._arrange()
            self._window.showNormal()
            assert geometry is not None
            self._window.restoreGeometry(geometry)

    def with_docks(self, do: Callable[[], None]) -> None:
        """Do something while those that were put away are there, unseen."""
        away = self._docks_put_away is not None
        self._window.setUpdatesEnabled(not away)
        self._show_docks(True)
        do()
        self._show_docks(not away)
        self._window.setUpdatesEnabled(True)

    def _arrange(self) -> None:
        full = self._before_full_screen is not None
        for part in self._parts.frame:
            part.setVisible(not full)
        for part in self._parts.desk:
            part.setVisible(not full and not self._simple)
        self._parts.simple.setVisible(self._simple and not full)
        self._show_docks(not full and not self._simple)
        self._parts.layout.setContentsMargins(*((0, 0, 0, 0) if full else _MARGINS_PX))

    def _show_docks(self, shown: bool) -> None:
        if not shown and self._docks_put_away is None:
            docks = self._window.findChildren(QDockWidget)
            self._docks_put_away = [dock for dock in docks if not dock.isHidden()]
            for dock in self._docks_put_away:
                dock.hide()
        elif shown and self._docks_put_away is not None:
            for dock in self._docks_put_away:
                dock.show()
            self._docks_put_away = None
