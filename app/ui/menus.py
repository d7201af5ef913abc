"""Menus and keys of the main window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.avatars.expressions import EXPRESSIONS
from app.studio.commands import NextLine, PreviousLine
from app.studio.snapshot import Snapshot

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class WindowActions(QObject):
    """What the menus and keys of the window do. Lives on the GUI thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        file = bar.addMenu(self.tr("&File"))
        file.addAction(self._action(self.tr("&Open Audio or Video File…"), "Ctrl+O", window.choose_file))
        file.addAction(self._action(self.tr("Open S&cript…"), "Ctrl+Shift+O", window.script.choose_file))
        file.addSeparator()
        file.addAction(self._action(self.tr("&Import Avatar…"), "Ctrl+I", window.desk.choose_files))
        file.addAction(self._action(self.tr("Import Avatar &Folder…"), "", window.desk.choose_folder))
        file.addAction(self._action(self.tr("&Paste Picture as Avatar"), "Ctrl+Shift+V", window.desk.paste))
        file.addAction(self._action(self.tr("&Crop Avatar for Server…"), "", window.desk.crop_on_program))
        file.addSeparator()
        file.addAction(self._action(self.tr("&Settings…"), "Ctrl+,", window.open_settings))
        file.addSeparator()
        file.addAction(self._action(self.tr("E&xit"), "Ctrl+Q", window.close))
        view = bar.addMenu(self.tr("&View"))
        self._full_screen = self._switch(self.tr("&Full-Screen Stage"), "F11", window.full_screen)
        self._mirror = self._switch(self.tr("&Mirror Preview"), "", window.mirror_preview)
        view.addAction(self._full_screen)
        view.addAction(self._mirror)
        script = window.script.toggleViewAction()
        script.setText(self.tr("&Script"))
        script.setShortcut(QKeySequence("Ctrl+L"))
        view.addSeparator()
        view.addAction(script)
        library = window.library.toggleViewAction()
        library.setText(self.tr("&Avatars"))
        library.setShortcut(QKeySequence("Ctrl+Shift+A"))
        view.addAction(library)
        view.addSeparator()
        self._simple = self._switch(self.tr("S&imple Mode"), "Ctrl+Shift+M", window.simple_mode)
        view.addAction(self._simple)
        tools = bar.addMenu(self.tr("&Tools"))
        tools.addAction(self._action(self.tr("&Preflight…"), "Ctrl+Shift+P", window.before_show.open_preflight))
        tools.addAction(self._action(self.tr("&First Steps…"), "", window.before_show.open_assistant))
        help_menu = bar.addMenu(self.tr("&Help"))
        help_menu.addAction(self._action(self.tr("&View Log"), "", window.help.view_log))
        help_menu.addAction(self._action(self.tr("&Copy Report"), "", window.help.copy_report))
        help_menu.addAction(self._action(self.tr("Open &Log Folder"), "", window.help.open_logs))
        # Keys without a place in the menus: the buttons say them in their tool tips.
        self._action(self.tr("Interrupt"), "Esc", window.interrupt)
        self._action(self.tr("Virtual Camera"), "F7", window.controls.toggle_camera)
        self._action(self.tr("Recording"), "F8", window.controls.toggle_recording)
        self._action(self.tr("Mute"), "M", window.voice.toggle_microphone)
        panel = window.script.panel
        for text, keys, command in (
            (self.tr("Next Line"), "Ctrl+Right", NextLine()),
            (self.tr("Previous Line"), "Ctrl+Left", PreviousLine()),
        ):
            self._action(text, keys, partial(panel.command.emit, command))
        self._action(self.tr("Play or Pause Script"), "Ctrl+Space", panel.toggle_play)
        faces = window.expressions
        for name in EXPRESSIONS:
            self._action(faces.words(name), faces.keys(name), partial(faces.express, name))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show which switches are on."""
        self._mirror.setChecked(snapshot.settings.window.mirror_preview)
        self._simple.setChecked(snapshot.settings.window.mode == "simple")

    def _action(self, text: str, keys: str, do: Callable[[], object]) -> QAction:
        action = self._bare(text, keys)
        action.triggered.connect(lambda: do())
        return action

    def _switch(self, text: str, keys: str, do: Callable[[bool], object]) -> QAction:
        action = self._bare(text, keys)
        action.setCheckable(True)
        action.triggered.connect(do)
        return action

    def _bare(self, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        # Also when the menu bar is hidden, as it is around a full-screen stage.
        self._window.addAction(action)
        return action
