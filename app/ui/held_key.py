"""A key that does something for as long as it is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
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
        self._down = 0
        action.setAutoRepeat(False)
        action.triggered.connect(self._press)

    def _press(self) -> None:
        if self._down:
            return
        self._down = _key(self._action.shortcut())
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self.held.emit(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The release, or the end of our having the keyboard."""
        del watched
        kind = event.type()
        released = isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyRelease and not event.isAutoRepeat()
        if (released and event.key() == self._down) or kind == QEvent.Type.WindowDeactivate:
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)
            self._down = 0
            self.held.emit(False)
        return False


def _key(sequence: QKeySequence) -> int:
    return 0 if sequence.isEmpty() else int(sequence[0].key())
