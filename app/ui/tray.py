"""The icon in the system tray: what keys can do, while the window is not in sight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.base.paths import APP_NAME
from app.studio.hotkey_actions import TALK, HotkeyAction, hotkey_actions
from app.studio.snapshot import OutputState, Snapshot
from app.ui.hotkey_table import words_of
from app.ui.icons import app_icon

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_LINES = ("skip", "clear_waiting", "approve", "discard")
_OF_GROUP = {"script": "script", "scene": "scenes", "scenes": "scenes", "express": "faces", "avatar": "avatars"}
"""Submenus, by the first word of an action's id."""

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
        self._named: object = None
        self._always = self._add([one for one in hotkey_actions(self._snapshot) if _group(one) == ""], self._menu)
        self._actions: dict[str, QAction] = {}
        self._menu.addSeparator()
        titles = {
            "lines": self.tr("Lines"),
            "script": self.tr("Script"),
            "scenes": self.tr("Scenes"),
            "faces": self.tr("Faces"),
            "avatars": self.tr("Avatars"),
        }
        self._groups = {group: self._menu.addMenu(title) for group, title in titles.items()}
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Exit")).triggered.connect(self._exit)
        self._menu.aboutToShow.connect(self._look)
        self._look()
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

    def _look(self) -> None:
        """The menu as things stand now: scenes, avatars and cues come and go, and not everything can be done."""
        self._toggle.setText(self.tr("Hide") if self._window.isVisible() else self.tr("Show"))
        actions = hotkey_actions(self._snapshot)
        named = [(action.id, action.name) for action in actions]
        if named != self._named:
            self._named = named
            self._actions = dict(self._always)
            for group, menu in self._groups.items():
                menu.clear()
                self._actions |= self._add([action for action in actions if _group(action) == group], menu)
                menu.menuAction().setVisible(bool(menu.actions()))
        now = self._snapshot
        on_program = (f"scene.{now.scenes.collection.current}", f"avatar.{now.avatar_id}")
        for action in actions:
            if action.id in self._actions:
                self._actions[action.id].setEnabled(bool(action.press(now)))
                self._actions[action.id].setChecked(action.id in on_program)
        for action_id, state, start, stop in (
            ("camera", now.camera, self.tr("Start Virtual Camera"), self.tr("Stop Virtual Camera")),
            ("browser", now.browser, self.tr("Start Browser Source"), self.tr("Stop Browser Source")),
            ("recording", now.recording, self.tr("Start Recording"), self.tr("Stop Recording")),
        ):
            self._actions[action_id].setText(start if state is OutputState.OFF else stop)

    def _add(self, actions: Sequence[HotkeyAction], menu: QMenu) -> dict[str, QAction]:
        words = words_of(actions)
        entries: dict[str, QAction] = {}
        one_of_them = menu.findChild(QActionGroup) or QActionGroup(menu)
        for one in actions:
            if one.name and entries and not any(action.isSeparator() for action in menu.actions()):
                menu.addSeparator()  # what can be done, and what can be chosen
            entry = entries[one.id] = menu.addAction(one.name.replace("&", "&&") or words[one.id])
            if _group(one) in ("scenes", "avatars") and one.name:
                entry.setCheckable(True)
                one_of_them.addAction(entry)
            entry.triggered.connect(partial(self._fire, one.id))
        return entries

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


def _group(action: HotkeyAction) -> str | None:
    """The submenu that an action is in; empty: none; None: it is not in the menu."""
    if action.id == TALK or (action.id.startswith("script.cue.") and not action.name):
        return None  # what is held needs a key, and a cue that there is not leads nowhere
    return "lines" if action.id in _LINES else _OF_GROUP.get(action.id.partition(".")[0], "")
