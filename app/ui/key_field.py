"""A field that takes the next key that is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base.chords import parse_chord

_ALONE = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)


class KeyField(QLineEdit):
    """Shows a key, and takes another: click it, or press Enter or Space on it, then press the key. GUI thread.

    Signals:
        chosen: the user pressed a key (``Ctrl+F9``), or cleared the field (empty).
        refused: the user pressed what is no key for a hotkey; carries its name.
    """

    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = ""
        self._listening = False
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(name)
        self.setPlaceholderText(self.tr("None"))
        self.setToolTip(self.tr("Click, then press the key; Backspace takes it away"))

    @property
    def keys(self) -> str:
        """What it shows."""
        return self._keys

    def show_keys(self, keys: str) -> None:
        """Show a key, as the settings write it."""
        self._keys = keys
        if not self._listening:
            self._paint()

    def event(self, event: QEvent) -> bool:
        """While it listens every key is its own: no shortcut, and no Tab."""
        if isinstance(event, QKeyEvent) and self._listening:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to listen, or take the key away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._listen(True)
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.chosen.emit("")
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: object) -> None:
        """Begin to listen."""
        del event
        self._listen(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Listen no more."""
        super().focusOutEvent(event)
        self._listen(False)

    def _listen(self, listening: bool) -> None:
        self._listening = listening
        self._paint()

    def _paint(self) -> None:
        if self._listening:
            self.setText(self.tr("Press a key…"))
        else:
            self.setText(QKeySequence(self._keys).toString(QKeySequence.SequenceFormat.NativeText))

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in _ALONE:
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else event.key()
        if key == Qt.Key.Key_Backspace and not held:
            self._listen(False)
            self.chosen.emit("")
            return
        text = QKeySequence(key | int(held.value)).toString(QKeySequence.SequenceFormat.PortableText)
        try:
            chord = str(parse_chord(text))
        except ValueError:
            self.refused.emit(text)
            return
        self._listen(False)
        self.chosen.emit(chord)
