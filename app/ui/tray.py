"""The icon in the system tray: what matters on air, while the window is not in sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.base.paths import APP_NAME
from app.studio.hotkey_actions import PANIC, hotkey_actions
from app.studio.snapshot import OutputState, Snapshot
from app.ui.hotkey_table import words_of
from app.ui.icons import app_icon

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_SHOWN = ("microphone", "interrupt", "camera", "recording", "script.play", "script.next", "scene.next")


_LOOK_MS = 2000


def has_tray() -> bool:
    """Whether this desktop has one. GUI thread."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """Lives on the GUI thread. Where there is no tray, nothing is ever hidden.

    Signals:
        command: something is asked of the studio.
    """

    command = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._snapshot = window.snapshot
        self._looked = QElapsedTimer()
        self._tray_there = False
        self._holds = False  # a window that nobody but we can bring back
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.activated.connect(self._on_activated)
        self._menu = QMenu(window)
        self._toggle = self._menu.addAction("")
        self._toggle.triggered.connect(self._toggle_window)
        self._menu.addSeparator()
        self._actions: dict[str, QAction] = {}
        for action in hotkey_actions(self._snapshot):
            if action.id in (PANIC, *_SHOWN):
                entry = self._menu.addAction(words_of(action))
                entry.triggered.connect(partial(self._fire, action.id))
                self._actions[action.id] = entry
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Exit")).triggered.connect(self._exit)
        self._menu.aboutToShow.connect(self._name)
        self._icon.setContextMenu(self._menu)

    @property
    def there(self) -> bool:
        """The icon can bring a hidden window back."""
        return self._icon.isVisible()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is on; the icon itself where the settings want it."""
        self._snapshot = snapshot
        if not self._looked.isValid() or self._looked.elapsed() > _LOOK_MS:  # panels come and go
            self._looked.start()
            self._tray_there = has_tray()
        self._icon.setVisible(snapshot.settings.window.tray and self._tray_there)
        on = (OutputState.ON, OutputState.PAUSED, OutputState.LOST)
        live = [
            words
            for words, state in ((self.tr("Camera"), snapshot.camera), (self.tr("Recording"), snapshot.recording))
            if state in on
        ]
        self._icon.setToolTip(f"{APP_NAME}: {', '.join(live)}" if live else APP_NAME)
        if self._holds and not self.there and not self._window.isVisible() and not self._window.closing:
            self._window.come_forward()  # nobody could bring it back any more

    def take_window(self) -> None:
        """Have the window out of sight until somebody wants it; only while we are ``there``."""
        self._holds = True
        self._window.hide()

    def close(self) -> None:
        """Take the icon away: the window goes."""
        self._icon.hide()

    def _name(self) -> None:
        self._toggle.setText(self.tr("Hide") if self._window.isVisible() else self.tr("Show"))
        camera_off = self._snapshot.camera is OutputState.OFF
        words = self.tr("Start Virtual Camera") if camera_off else self.tr("Stop Virtual Camera")
        self._actions["camera"].setText(words)
        recording_off = self._snapshot.recording is OutputState.OFF
        words = self.tr("Start Recording") if recording_off else self.tr("Stop Recording")
        self._actions["recording"].setText(words)

    def _toggle_window(self) -> None:
        if self._window.isVisible():
            self.take_window()
        else:
            self._window.come_forward()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._toggle_window()

    def _fire(self, action_id: str) -> None:
        for action in hotkey_actions(self._snapshot):
            if action.id == action_id:
                for command in action.press(self._snapshot):
                    self.command.emit(command)

    def _exit(self) -> None:
        if self._snapshot.live:
            self._window.come_forward()  # it asks first
        self._window.close()
