"""A key that does something for as long as it is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication


class HeldKey(QObject):
    """The key of an action. Lives on the GUI thread.

    Whoever goes to another window while they hold it has let go: nobody would tell of it there.

    Signals:
        held: pressed (True) or let go.
    """

    held = Signal(bool)

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self._action = action
        self._down: int | None = None
        action.setAutoRepeat(False)
        action.triggered.connect(self._press)

    def _press(self) -> None:
        if self._down is not None:
            return
        # The stubs do not know that a sequence is a list of what is pressed at once.
        pressed = list(cast("Iterable[QKeyCombination]", self._action.shortcut()))
        if not pressed:
            return  # it was asked for without a key, that nobody could let go
        self._down = pressed[-1].key()  # of several in a row the last one is held
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self.held.emit(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The release, or the end of our having the keyboard."""
        del watched
        kind = event.type()
        released = (
            kind == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
            and event.key() == self._down
        )
        if released or kind == QEvent.Type.WindowDeactivate:
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)
            self._down = None
            self.held.emit(False)
        return False
