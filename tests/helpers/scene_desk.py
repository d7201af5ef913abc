"""The Scenes dock, worked as a person works it, on a studio that does with its scenes what it is asked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QToolButton, QWidget

from app.base.area import Area
from app.base.errors import AppError
from app.base.scenes import Scene, SceneCollection, first_scenes, placed
from app.base.settings import Settings
from app.media.types import ProgramFormat
from app.program.patch import around
from app.program.place import avatar_area, avatar_size
from app.studio.commands.scenes import SceneCommand
from app.studio.scene_list import SceneList
from app.studio.scenes_view import ScenesView
from app.ui.main_window import MainWindow
from app.ui.scenes_dock import ScenesDock
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio, draw_host

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PROGRAM = ProgramFormat()


class Desk:
    """A scripted studio that does with its scenes what it is asked."""

    def __init__(self, studio: ScriptedStudio, window: MainWindow) -> None:
        self.studio = studio
        self.window = window
        self._scenes = SceneList(first_scenes("en"))
        self._seen = 0
        self.refused: list[AppError] = []
        studio.show(draw_host())
        self.settle()
        QTest.keyClick(window, Qt.Key.Key_S, CONTROL | SHIFT)
        until(window.scenes.isVisible)

    @property
    def dock(self) -> ScenesDock:
        return self.window.scenes

    @property
    def scene(self) -> Scene:
        return self.settle().scene

    def settle(self) -> SceneCollection:
        """Do what was asked, and have the window know."""
        QTest.qWait(60)  # more than the handles hold an edit back
        asked, self._seen = self.studio.posted[self._seen :], len(self.studio.posted)
        for command in asked:
            if isinstance(command, SceneCommand):
                try:
                    self._scenes.obey(command)
                except AppError as error:
                    self.refused.append(error)
        collection, settings = self._scenes.scenes, self.studio.snapshot().settings
        scene = collection.scene
        view = ScenesView(
            collection, self._scenes.can_undo, self._scenes.can_redo, _avatar(scene, settings), _layers(scene)
        )
        self.studio.publish(scenes=view)
        until(lambda: self.window.snapshot.scenes is view)
        return collection

    @property
    def ratio(self) -> float:
        """Pixels of the preview for one of the program, which is 1280 wide here."""
        return self.window.stage.picture_rect.width() / 1280

    def edit(self, **changes: object) -> None:
        """Begin with a scene like this, and edit it."""
        now = self._scenes.scenes
        changed = Scene.model_validate(now.scene.model_dump() | changes)
        self._scenes = SceneList(now.with_scene(changed))
        self.settle()
        if not self.dock.edit.isChecked():
            QTest.mouseClick(self.dock.edit, LEFT)

    def box(self, which: int) -> QPointF:
        """The middle of something on the preview."""
        box = self.dock.handles.box(which)
        assert box is not None
        return box.center()

    def drag(self, start: QPointF, by: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        handles = self.dock.handles
        place = start.toPoint()
        QTest.mousePress(handles, LEFT, modifier, place)
        for step in range(1, 5):
            _move(handles, place + by * step / 4, modifier)
        QTest.mouseRelease(handles, LEFT, modifier, place + by)


def _move(widget: QWidget, place: QPoint, modifier: Qt.KeyboardModifier) -> None:
    there = widget.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(there), Qt.MouseButton.NoButton, LEFT, modifier)
    QApplication.sendEvent(widget, event)


def _avatar(scene: Scene, settings: Settings) -> Area | None:
    if scene.avatar is not None and not scene.avatar.shown:
        return None
    there = placed(settings.program, scene)
    return avatar_area(PROGRAM, there, *avatar_size(PROGRAM, there, 0.9))


def _layers(scene: Scene) -> tuple[Area | None, ...]:
    return tuple(
        around(PROGRAM, one.x, one.y, round(one.size * 1280), round(one.size * 640)) if one.shown else None
        for one in scene.layers
    )


def names(desk: Desk) -> list[str]:
    items = named(desk.dock, QListWidget, "Scenes")
    return [items.item(row).text() for row in range(items.count())]


def click(desk: Desk, name: str) -> None:
    QTest.mouseClick(named(desk.dock, QToolButton, name), LEFT)
    desk.settle()


def choose(desk: Desk, name: str, words: str) -> None:
    """Take another entry of a list, by keys as people do."""
    combo = named(desk.dock, QComboBox, name)
    row = combo.findText(words)
    assert row >= 0, [combo.itemText(row) for row in range(combo.count())]
    combo.setFocus()
    key = Qt.Key.Key_Down if row > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(row - combo.currentIndex())):
        QTest.keyClick(combo, key)
    desk.settle()
