"""The Scenes dock: which scene is on the program, and what it is like."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QPushButton, QSizePolicy, QVBoxLayout

from app.studio.commands import TakeSnapshot
from app.studio.snapshot import Snapshot
from app.ui.late_dock import LateDock
from app.ui.scene_boxes import AVATAR
from app.ui.stage import Stage
from app.ui.theme import Theme
from app.ui.widgets import Column, set_property

_WIDTH_PX = 320
_LIST_PX = 114
"""Of the scenes' list above the editor, at least: four scenes."""
_EDITOR_PX = 960
"""Of the rest, with the fields of a text: a list that takes no more makes nobody scroll."""


class ScenesDock(LateDock):
    """Lives on the GUI thread. It is hidden until somebody wants it: one scene needs no list.

    Args:
        theme: colours.
        stage: what the handles of a scene that is edited lie over.
        window: where it docks.

    """

    def __init__(self, theme: Theme, stage: Stage, window: QMainWindow) -> None:
        super().__init__("scenes_dock", Qt.DockWidgetArea.LeftDockWidgetArea, _WIDTH_PX, window)
        self.setWindowTitle(self.tr("Scenes"))
        self._theme, self._stage = theme, stage

    def _make(self) -> None:
        from app.ui.scene_editor import SceneEditor
        from app.ui.scene_handles import SceneHandles
        from app.ui.scene_list import SceneList

        self.scenes = SceneList(self._theme)
        self.editor = SceneEditor(self._theme)
        self.handles = SceneHandles(self._theme, self._stage)
        self.edit = QPushButton(self.tr("Edit Scene"))
        self.edit.setCheckable(True)
        set_property(self.edit, "look", "toggle")
        self.edit.setToolTip(self.tr("Show what is in the scene, and handles on the preview"))
        self.edit.toggled.connect(self._edit)
        self.snapshot = QPushButton(self.tr("Snapshot"))
        self.snapshot.setToolTip(self.tr("Save the program picture where recordings go"))
        self.snapshot.clicked.connect(lambda: self.command.emit(TakeSnapshot()))
        for part in (self.scenes, self.editor, self.handles):
            part.command.connect(self.command)
        self.editor.chosen.connect(self.handles.choose)
        self.handles.chosen.connect(self._take)
        self.editor.layers.added.connect(self._reveal_later)
        self.handles.remove_wanted.connect(self.editor.layers.remove)
        self._lay_out()
        self.visibilityChanged.connect(self._on_visible)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where things stand; the safe areas are seen without the dock, too."""
        super().show_snapshot(snapshot)
        if snapshot.settings.window.safe_areas:
            self.have_inside()

    def _fill(self, snapshot: Snapshot) -> None:
        self.scenes.show_scenes(snapshot.scenes)
        self.editor.show_snapshot(snapshot)
        self.handles.show_snapshot(snapshot)

    def _edit(self, on: bool) -> None:
        self._scroll.setVisible(on)
        self.handles.edit(on)
        self.layout_for_editor(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A higher dock shows more scenes above the editor."""
        super().resizeEvent(event)
        if self._made:
            self._bound_list()

    def layout_for_editor(self, on: bool) -> None:
        """Give the editor the room that the list had, or give it back."""
        self._layout.setStretch(0, 0 if on else 1)
        self._bound_list()
        height = QSizePolicy.Policy.Maximum if on else QSizePolicy.Policy.Preferred  # no gaps between its rows
        self.scenes.setSizePolicy(QSizePolicy.Policy.Preferred, height)

    def _bound_list(self) -> None:
        spare_px = max(_LIST_PX, min(self.height() // 6, self.height() - _EDITOR_PX))
        self.scenes.list.setMaximumHeight(spare_px if self.edit.isChecked() else 16_777_215)

    def _take(self, which: int) -> None:
        """What was taken on the preview is shown in the editor: somebody wants to do something with it."""
        self.editor.choose(which)
        if which != AVATAR:
            self._reveal_later()

    def _reveal_later(self) -> None:
        QTimer.singleShot(0, self, self._reveal)  # its fields are laid out by then

    def _reveal(self) -> None:
        layers = self.editor.layers
        for part in (layers.properties, layers.list):  # both, or where that is too much the list above them
            self._scroll.ensureWidgetVisible(part, 0, 0)

    def _on_visible(self, visible: bool) -> None:
        """Handles without the dock would have no way to go. A dock behind another tab is still there."""
        if not visible and self.isHidden():
            self.edit.setChecked(False)

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setObjectName("panel")
        self._scroll = Column(self.editor)
        self._scroll.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.edit, 1)
        buttons.addWidget(self.snapshot)
        self._layout = QVBoxLayout(frame)
        self._layout.setContentsMargins(10, 8, 10, 10)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.scenes, 1)
        self._layout.addLayout(buttons)
        self._layout.addWidget(self._scroll, 3)
        self.setWidget(frame)
