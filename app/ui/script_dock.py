"""The Script dock: the panel beside the stage, and its files and dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDockWidget, QFileDialog, QFrame, QMainWindow, QVBoxLayout

from app.sources.script import SUFFIXES
from app.studio.commands import OpenScript, SaveScript
from app.studio.script_view import ScriptView
from app.studio.snapshot import Snapshot
from app.ui.script_dialogs import SpacingDialog, VariablesDialog
from app.ui.script_panel import ScriptPanel
from app.ui.theme import Theme

_WIDTH_PX = 330


class ScriptDock(QDockWidget):
    """Lives on the GUI thread. It is hidden until there is a script, or somebody wants to write one.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Script"))
        self.setObjectName("script_dock")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._script = ScriptView()
        self.panel = ScriptPanel(theme)
        frame = QFrame()
        frame.setObjectName("panel")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setWidget(frame)
        self.panel.command.connect(self.command)
        self.panel.open_wanted.connect(self.choose_file)
        self.panel.save_wanted.connect(self._choose_target)
        self.panel.variables_wanted.connect(lambda: self._open(VariablesDialog(self._script, self)))
        self.panel.spacing_wanted.connect(lambda: self._open(SpacingDialog(self._script, self)))
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.resizeDocks([self], [_WIDTH_PX], Qt.Orientation.Horizontal)
        self.hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the script stands; one that was opened, or is offered, is brought to sight."""
        before, self._script = self._script, snapshot.script
        opened = snapshot.script.name != before.name or bool(snapshot.script.lines) > bool(before.lines)
        if (opened and snapshot.script.lines) or (snapshot.script.kept is not None and before.kept is None):
            self.show()
        self.panel.show_snapshot(snapshot)

    def choose_file(self) -> None:
        """Let the user choose a script."""
        dialog = QFileDialog(self, self.tr("Open Script"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilters([self.tr("Scripts ({patterns})").format(patterns=patterns), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.command.emit(OpenScript(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_target(self) -> None:
        dialog = QFileDialog(self, self.tr("Save Script As"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Text (*.txt)")])
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"{Path(self._script.name).stem or self.tr('Script')}.txt")
        dialog.fileSelected.connect(lambda path: self.command.emit(SaveScript(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open(self, dialog: VariablesDialog | SpacingDialog) -> None:
        dialog.command.connect(self.command)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)
