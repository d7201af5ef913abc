"""The menus Profile and Scene Collection, as OBS has them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu

from app.base.set_files import SUFFIX, SetKind
from app.studio.commands import AddSet, DuplicateSet, ExportSet, ImportSet, RemoveSet, RenameSet, SwitchSet
from app.studio.snapshot import Snapshot
from app.ui.asking import ask_first
from app.ui.name_dialog import NameDialog
from app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow


class SetsMenu(QMenu):
    """One of the two. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
    """

    command = Signal(object)

    def __init__(self, kind: SetKind, theme: Theme, window: QMainWindow) -> None:
        titles: dict[SetKind, str] = {"profile": self.tr("&Profile"), "scenes": self.tr("&Scene Collection")}
        super().__init__(titles[kind], window)
        self.setObjectName(f"{kind}_menu")
        self._kind = kind
        self._theme = theme
        self._window = window
        self._names: tuple[str, ...] = ()
        self._current = ""
        self._live = False
        self._add(self.tr("&New…"), self._new)
        self._add(self.tr("&Duplicate…"), self._duplicate)
        self._add(self.tr("&Rename…"), self._rename)
        self._remove = self._add(self.tr("Re&move…"), self._ask_to_remove)
        self.addSeparator()
        self._add(self.tr("&Import…"), self._import)
        self._add(self.tr("&Export…"), self._export)
        self.addSeparator()
        self._group = QActionGroup(self)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """List those that there are; the one in use is marked."""
        names = snapshot.sets.names.get(self._kind, ())
        current = snapshot.settings.current
        now = current.profile if self._kind == "profile" else current.scenes
        self._live = snapshot.live
        self.menuAction().setVisible(bool(names))
        if (names, now) == (self._names, self._current):
            return
        self._names, self._current = names, now
        self._remove.setEnabled(len(names) > 1)
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        for name in names:
            action = QAction(name.replace("&", "&&"), self._group)
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(partial(self._switch, name))
            self.addAction(action)

    def _add(self, words: str, do: Callable[[], None]) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda: do())
        self.addAction(action)
        return action

    def _switch(self, name: str) -> None:
        for action in self._group.actions():  # the studio says which one is in use, not the click
            action.setChecked(action.text().replace("&&", "&") == self._current)
        if name == self._current:
            return
        switch = partial(self.command.emit, SwitchSet(self._kind, name))
        if self._live and self._kind == "profile":
            self._ask_while_live(name, switch)
        else:
            switch()

    def _ask_while_live(self, name: str, switch: Callable[[], None]) -> None:
        question = self.tr("You are live. Switch to the profile “{name}” now?").format(name=name)
        details = self.tr(
            "What is set otherwise there restarts: the virtual camera, the engine or the sound device. Viewers see "
            "the host at rest meanwhile."
        )
        ask_first(self._window, self._theme, question, details, switch, self.tr("Switch"), self.tr("Stay"))

    def _new(self) -> None:
        titles: dict[SetKind, str] = {"profile": self.tr("New Profile"), "scenes": self.tr("New Scene Collection")}
        self._ask_name(titles[self._kind], "", lambda name: AddSet(self._kind, name))

    def _duplicate(self) -> None:
        titles: dict[SetKind, str] = {
            "profile": self.tr("Duplicate Profile"),
            "scenes": self.tr("Duplicate Scene Collection"),
        }
        current = self._current
        self._ask_name(titles[self._kind], f"{current} 2", lambda name: DuplicateSet(self._kind, current, name))

    def _rename(self) -> None:
        titles: dict[SetKind, str] = {
            "profile": self.tr("Rename Profile"),
            "scenes": self.tr("Rename Scene Collection"),
        }
        current = self._current
        self._ask_name(titles[self._kind], current, lambda name: RenameSet(self._kind, current, name), own=current)

    def _ask_name(self, title: str, name: str, make: Callable[[str], object], own: str = "") -> None:
        taken = [one for one in self._names if one != own]
        dialog = NameDialog(title, name, taken, self._window)
        dialog.named.connect(lambda chosen: self.command.emit(make(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_to_remove(self) -> None:
        questions: dict[SetKind, str] = {
            "profile": self.tr("Remove the profile “{name}”?"),
            "scenes": self.tr("Remove the scene collection “{name}”?"),
        }
        other = next(name for name in self._names if name != self._current)
        details = self.tr("The studio goes on with “{other}”.").format(other=other)
        remove = partial(self.command.emit, RemoveSet(self._kind, self._current))
        ask_first(self._window, self._theme, questions[self._kind].format(name=self._current), details, remove)

    def _import(self) -> None:
        dialog = self._file_dialog(self.tr("Import"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.command.emit(ImportSet(self._kind, Path(path))))
        dialog.open()

    def _export(self) -> None:
        dialog = self._file_dialog(self.tr("Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(f"{self._current.replace('/', '-')}{SUFFIX}")
        current = self._current
        dialog.fileSelected.connect(lambda path: self.command.emit(ExportSet(self._kind, current, Path(path))))
        dialog.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilters([f"JSON (*{SUFFIX})", self.tr("All files (*)")])
        dialog.finished.connect(dialog.deleteLater)
        return dialog
