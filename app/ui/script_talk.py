"""Push-to-talk: a button that is held, and the space bar while the stage has the keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.studio.commands import PushToTalk
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.widgets import set_property


class TalkButton(QPushButton):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._held = False
        self.setText(self.tr("Push-to-talk"))
        self.setToolTip(
            self.tr("Hold to speak yourself: the script waits, and goes on behind you (Space on the preview)")
        )
        self.pressed.connect(lambda: self.hold(True))
        self.released.connect(lambda: self.hold(False))
        theme.changed.connect(self._dress)
        self._dress()

    def hold(self, held: bool) -> None:
        """The streamer talks, or has done."""
        if held != self._held:
            self._held = held
            self.command.emit(PushToTalk(held))

    def show_held(self, held: bool) -> None:
        """The studio hears them."""
        set_property(self, "look", "on" if held else "")
        self._dress()

    def watch(self, stage: QWidget) -> None:
        """The space bar on ``stage`` does the same. Whoever leaves it while they hold it has done."""
        stage.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        stage.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space held on the stage."""
        del watched
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self.hold(kind == QEvent.Type.KeyPress)
                return True
        if kind == QEvent.Type.FocusOut:
            self.hold(False)
        return False

    def _dress(self) -> None:
        colours = self._theme.colours
        on = self.property("look") == "on"
        set_icon(self, "microphone", colours.on_good if on else colours.text, colours.disabled)
