"""Menus and keys of the main window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMenu

from app.base.hotkey_settings import HotkeySettings
from app.studio.commands import Command
from app.studio.hotkey_actions import PANIC, TALK, HotkeyAction, hotkey_actions
from app.studio.snapshot import Snapshot
from app.ui.held_key import HeldKey
from app.ui.hotkey_table import keys_in_window, listed, of_the_window, words_of
from app.ui.key_tips import show_keys
from app.ui.sets_menu import SetsMenu

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class WindowActions(QObject):
    """What the menus and keys of the window do. Lives on the GUI thread."""

    def __init__(self, window: MainWindow, post: Callable[[Command], None]) -> None:
        super().__init__(window)
        self._window = window
        self._post = post
        self._snapshot: Snapshot | None = None
        self._shared_out: tuple[HotkeySettings, tuple[str, ...]] | None = None
        self._of_studio: dict[str, QAction] = {}
        self._words = {entry.id: entry.words for entry in of_the_window()}
        self._own: dict[str, QAction] = {}
        self._make_menus()

    def _make_menus(self) -> None:
        window, do, switch = self._window, self._do, self._switch
        bar = window.menuBar()
        file = bar.addMenu(self.tr("&File"))
        do(file, "file.open", window.choose_file)
        do(file, "file.script", window.script.choose_file)
        file.addSeparator()
        do(file, "file.import", window.desk.choose_files)
        do(file, "file.import_folder", window.desk.choose_folder)
        do(file, "file.paste", window.desk.paste)
        do(file, "file.crop", window.desk.crop_on_program)
        file.addSeparator()
        do(file, "file.settings", window.open_settings)
        file.addSeparator()
        do(file, "file.exit", window.close)
        view = bar.addMenu(self.tr("&View"))
        switch(view, "view.full_screen", window.full_screen)
        self._mirror = switch(view, "view.mirror", window.mirror_preview)
        self._safe_areas = switch(view, "view.safe_areas", window.safe_areas)
        self._simple = switch(view, "view.simple", window.simple_mode)
        docks = bar.addMenu(self.tr("&Docks"))
        for dock in window.findChildren(QDockWidget):
            docks.addAction(self._adopt(f"dock.{dock.objectName()}", dock.toggleViewAction()))
        docks.addSeparator()
        self._lock = switch(docks, "docks.lock", window.lock_docks)
        do(docks, "docks.reset", window.reset_docks)
        self._sets = SetsMenu("profile", window.theme, window), SetsMenu("scenes", window.theme, window)
        for menu in self._sets:
            menu.command.connect(self._post)
            bar.addMenu(menu)
        tools = bar.addMenu(self.tr("&Tools"))
        do(tools, "tools.preflight", window.before_show.open_preflight)
        do(tools, "tools.assistant", window.before_show.open_assistant)
        do(tools, "tools.obs", partial(window.open_settings, "obs"))
        help_menu = bar.addMenu(self.tr("&Help"))
        do(help_menu, "help.log", window.help.view_log)
        do(help_menu, "help.report", window.help.copy_report)
        do(help_menu, "help.folder", window.help.open_logs)
        do(help_menu, "help.data", window.help.open_data)
        help_menu.addSeparator()
        do(help_menu, "help.updates", window.help.check_for_updates)
        do(help_menu, "help.about", window.help.open_about)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show which switches are on, and have the keys that the settings say."""
        self._snapshot = snapshot
        self._mirror.setChecked(snapshot.settings.window.mirror_preview)
        self._lock.setChecked(snapshot.settings.window.docks_locked)
        for menu in self._sets:
            menu.show_snapshot(snapshot)
        self._safe_areas.setChecked(snapshot.settings.window.safe_areas)
        self._simple.setChecked(snapshot.settings.window.mode == "simple")
        actions = hotkey_actions(snapshot)
        now = (snapshot.settings.hotkeys, tuple(action.id for action in actions))
        if now != self._shared_out:
            self._shared_out = now
            self._share_out(snapshot, actions)

    def _share_out(self, snapshot: Snapshot, actions: tuple[HotkeyAction, ...]) -> None:
        for gone in self._of_studio.keys() - {action.id for action in actions}:
            self._of_studio.pop(gone).deleteLater()
        words = words_of(actions)
        for action in actions:
            if action.id not in self._of_studio:
                self._of_studio[action.id] = self._of(action, words[action.id])
        keys, _ = keys_in_window(listed(snapshot), snapshot.settings.hotkeys)
        for action_id, has_key in (self._of_studio | self._own).items():
            has_key.setShortcut(QKeySequence(keys[action_id]))
        show_keys(self._window, keys)

    def _of(self, of_studio: HotkeyAction, words: str) -> QAction:
        """An action without a place in the menus: the buttons say their keys in their tool tips."""
        action = self._with_keys(QAction(words, self))
        if of_studio.id == PANIC:
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        if of_studio.id == TALK:
            HeldKey(action).held.connect(partial(self._fire, of_studio.id))
        else:
            action.triggered.connect(lambda: self._fire(of_studio.id, True))
        return action

    def _fire(self, action_id: str, pressed: bool) -> None:
        assert self._snapshot is not None
        for action in hotkey_actions(self._snapshot):
            if action.id == action_id:
                for command in (action.press if pressed else action.release)(self._snapshot):
                    self._post(command)

    def _do(self, menu: QMenu, action_id: str, do: Callable[[], object]) -> None:
        action = self._adopt(action_id, QAction(self._words[action_id], self))
        action.triggered.connect(lambda: do())
        menu.addAction(action)

    def _switch(self, menu: QMenu, action_id: str, do: Callable[[bool], object]) -> QAction:
        action = self._adopt(action_id, QAction(self._words[action_id], self))
        action.setCheckable(True)
        action.triggered.connect(do)
        menu.addAction(action)
        return action

    def _adopt(self, action_id: str, action: QAction) -> QAction:
        action.setText(self._words[action_id])
        self._own[action_id] = action
        return self._with_keys(action)

    def _with_keys(self, action: QAction) -> QAction:
        """Its keys count also when the menu bar is hidden, as it is around a full-screen stage."""
        self._window.addAction(action)
        return action
