"""The Scenes dock and the handles on the preview, with mouse and keys; what is asked really changes the scenes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QPlainTextEdit, QPushButton, QToolButton, QWidget

from app.base.area import Area
from app.base.errors import AppError
from app.base.scenes import Layer, Scene, SceneCollection, first_scenes, placed
from app.base.settings import ProgramSettings, Settings, WindowSettings
from app.media.types import ProgramFormat
from app.program.patch import around
from app.program.place import avatar_area, avatar_size
from app.studio.commands import ApplySettings, SwitchScene, TakeSnapshot, UndoScript
from app.studio.commands.scenes import SceneCommand
from app.studio.scene_list import SceneList
from app.studio.scenes_view import ScenesView
from app.ui.main_window import MainWindow
from app.ui.scene_boxes import AVATAR, lines
from app.ui.scenes_dock import ScenesDock
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio, draw_host
from tests.ui.test_reachable import assert_reachable

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


@pytest.fixture
def desk(studio: ScriptedStudio, window: MainWindow) -> Desk:
    return Desk(studio, window)


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


class TestList:
    def test_a_click_puts_a_scene_on_the_program(self, desk: Desk) -> None:
        items = named(desk.dock, QListWidget, "Scenes")
        QTest.mouseClick(items.viewport(), LEFT, pos=items.visualItemRect(items.item(2)).center())
        assert desk.settle().scene.name == "Be right back"
        assert items.item(2).font().bold()
        assert not items.item(0).font().bold()

    def test_ctrl_and_a_number_does_so_too(self, desk: Desk) -> None:
        QTest.keyClick(desk.window, Qt.Key.Key_2, CONTROL)
        assert desk.scene.name == "Starting soon"

    def test_add_duplicate_move_remove_and_undo(self, desk: Desk) -> None:
        click(desk, "Add Scene")
        assert names(desk)[-1] == "Scene"
        click(desk, "Move Up")
        assert names(desk)[-2] == "Scene"
        click(desk, "Duplicate Scene")
        assert names(desk)[-2:] == ["Scene 2", "Thank you for watching"]
        click(desk, "Remove Scene")
        assert "Scene 2" not in names(desk)
        for _ in range(4):
            QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
        desk.settle()
        assert names(desk) == ["Live", "Starting soon", "Be right back", "Thank you for watching"]
        QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL | SHIFT)
        desk.settle()
        assert names(desk)[-1] == "Scene"

    def test_f2_renames_and_a_name_that_is_taken_gets_a_number(self, desk: Desk) -> None:
        items = named(desk.dock, QListWidget, "Scenes")
        items.setFocus()
        for written, shown in (
            ("Interview", "Interview"),
            ("starting soon", "starting soon 2"),
            ("", "starting soon 2"),
        ):
            QTest.keyClick(items, Qt.Key.Key_F2)
            until(lambda: desk.window.focusWidget() is not items)
            editor = desk.window.focusWidget()
            assert editor is not None
            QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
            QTest.keyClick(editor, Qt.Key.Key_Delete)
            QTest.keyClicks(editor, written)
            QTest.keyClick(editor, Qt.Key.Key_Return)
            desk.settle()
            assert names(desk)[0] == shown

    def test_del_removes_but_never_the_last(self, desk: Desk) -> None:
        items = named(desk.dock, QListWidget, "Scenes")
        items.setFocus()
        for left in (3, 2, 1, 1):
            QTest.keyClick(items, Qt.Key.Key_Delete)
            desk.settle()
            assert items.count() == left
        assert not named(desk.dock, QToolButton, "Remove Scene").isEnabled()

    def test_cut_and_fade(self, desk: Desk) -> None:
        choose(desk, "Transition", "Cut")
        assert desk.settle().transition == "cut"
        assert not desk.dock.scenes.duration.isEnabled()
        choose(desk, "Transition", "Fade")
        desk.dock.scenes.duration.setFocus()
        desk.dock.scenes.duration.selectAll()
        QTest.keyClicks(desk.dock.scenes.duration, "800\r")
        assert (desk.settle().transition, desk.settle().fade_ms) == ("fade", 800)

    def test_everything_is_named_and_reached_by_keys(self, desk: Desk) -> None:
        desk.edit(layers=[Layer(text="hello").model_dump()])
        assert_reachable(desk.window)

    def test_ctrl_z_in_a_text_or_a_script_is_theirs(self, desk: Desk) -> None:
        desk.window.script.show()
        script = desk.window.script.panel.findChild(QWidget, "script")
        assert script is not None
        script.setFocus()
        QTest.keyClick(script, Qt.Key.Key_Z, CONTROL)
        assert isinstance(desk.studio.posted[-1], UndoScript)
        desk.window.voice.line.setFocus()
        QTest.keyClicks(desk.window.voice.line, "hello")
        posted = len(desk.studio.posted)
        QTest.keyClick(desk.window.voice.line, Qt.Key.Key_Z, CONTROL)
        assert len(desk.studio.posted) == posted


class TestEditor:
    def test_background_kinds_and_back_to_the_settings(self, desk: Desk) -> None:
        desk.edit()
        for words, kind in (
            ("Chroma Key green", "green"),
            ("Portrait, blurred", "blur"),
            ("Portrait's own", "portrait"),
        ):
            choose(desk, "Background", words)
            assert desk.scene.background is not None
            assert desk.scene.background.kind == kind
        choose(desk, "Background", "As in Settings")
        assert desk.scene.background is None

    def test_avatar_hidden_placed_and_as_in_the_settings(self, desk: Desk) -> None:
        desk.edit()
        choose(desk, "Avatar", "Hidden")
        assert desk.scene.avatar is not None
        assert not desk.scene.avatar.shown
        assert desk.dock.handles.box(AVATAR) is None
        choose(desk, "Avatar", "Placed here")
        assert desk.scene.avatar is not None
        desk.dock.editor.scale.setValue(50.0)
        assert desk.scene.avatar.scale == 0.5
        choose(desk, "Avatar", "As in Settings")
        assert desk.scene.avatar is None

    def test_text_is_added_written_and_undone_as_one(self, desk: Desk) -> None:
        desk.edit()
        click(desk, "Add Text")
        text = named(desk.dock, QPlainTextEdit, "Text of the layer")
        text.setFocus()
        text.selectAll()
        QTest.keyClicks(text, "Good evening")
        desk.settle()
        assert desk.scene.layers[0].text == "Good evening"
        desk.dock.scenes.list.setFocus()
        QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
        assert desk.scene.layers[0].text == "Text"
        QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
        assert desk.scene.layers == ()

    def test_a_picture_is_put_on_hidden_reordered_and_removed(self, desk: Desk, tmp_path: Path) -> None:
        desk.edit(layers=[Layer(text="below").model_dump()])
        desk.dock.editor.layers.add_image(tmp_path / "logo.png")
        assert [one.kind for one in desk.scene.layers] == ["text", "image"]
        layers = named(desk.dock, QListWidget, "Layers")
        assert [layers.item(row).text() for row in range(2)] == ["logo.png", "below"]
        click(desk, "Send Backward")
        assert [one.kind for one in desk.scene.layers] == ["image", "text"]
        layers.item(0).setCheckState(Qt.CheckState.Unchecked)
        assert not desk.scene.layers[1].shown
        layers.setFocus()
        QTest.keyClick(layers, Qt.Key.Key_Delete)
        assert [one.kind for one in desk.scene.layers] == ["text"]

    def test_subtitles(self, desk: Desk) -> None:
        desk.edit()
        choose(desk, "Subtitles", "Large")
        assert desk.scene.subtitles == "large"


class TestHandles:
    def test_there_are_none_until_a_scene_is_edited_and_none_when_the_dock_goes(self, desk: Desk) -> None:
        assert not desk.dock.handles.isVisible()
        desk.edit()
        assert desk.dock.handles.isVisible()
        desk.dock.close()
        until(lambda: not desk.dock.handles.isVisible())

    def test_a_drag_moves_the_avatar_and_is_undone_as_one(self, desk: Desk) -> None:
        desk.edit()
        ratio = desk.ratio
        desk.drag(desk.box(AVATAR), QPoint(90, -30), Qt.KeyboardModifier.AltModifier)
        at = desk.scene.avatar
        assert at is not None
        assert at.x == pytest.approx(0.5 + 90 / ratio / 1280, abs=0.002)
        assert at.y == pytest.approx(0.5 - 30 / ratio / 720, abs=0.002)
        assert at.scale == 1.0
        QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
        assert desk.scene.avatar is None

    def test_a_corner_scales_and_the_other_one_stays(self, desk: Desk) -> None:
        desk.edit(layers=[Layer(text="a", size=0.2, x=0.5, y=0.5).model_dump()])
        desk.dock.handles.choose(0)
        box = desk.dock.handles.box(0)
        assert box is not None
        desk.drag(box.bottomRight(), QPoint(round(box.width() / 2), round(box.height() / 2)))
        layer = desk.scene.layers[0]
        assert layer.size == pytest.approx(0.3, abs=0.005)
        after = desk.dock.handles.box(0)
        assert after is not None
        assert (after.topLeft() - box.topLeft()).manhattanLength() < 3

    def test_what_is_near_a_line_sticks_to_it_unless_alt_is_held(self, desk: Desk) -> None:
        for modifier, sticks in ((Qt.KeyboardModifier.NoModifier, True), (Qt.KeyboardModifier.AltModifier, False)):
            desk.edit(layers=[Layer(text="a", size=0.2, x=0.3, y=0.7).model_dump()])
            ratio = desk.ratio
            desk.drag(desk.box(0), QPoint(round(0.2 * 1280 * ratio) + 3, 0), modifier)
            assert (desk.scene.layers[0].x == 0.5) is sticks

    def test_it_sticks_to_the_safe_area(self, desk: Desk) -> None:
        desk.edit(layers=[Layer(text="a", size=0.2, x=0.5, y=0.5).model_dump()])
        ratio = desk.ratio
        safe = lines(1280, 720)[0][2]
        desk.drag(desk.box(0), QPoint(-round((640 - 128 - safe) * ratio) + 2, 0))
        layer = desk.scene.layers[0]
        assert layer.x * 1280 - 128 == pytest.approx(safe, abs=0.1)

    def test_the_uppermost_thing_is_taken_and_the_editor_shows_it(self, desk: Desk) -> None:
        two = [Layer(text="one", size=0.2).model_dump(), Layer(text="two", size=0.2).model_dump()]
        desk.edit(layers=two)
        desk.drag(desk.box(0), QPoint(0, 40))
        assert [layer.y == 0.5 for layer in desk.scene.layers] == [True, False]
        assert named(desk.dock, QPlainTextEdit, "Text of the layer").toPlainText() == "two"

    def test_keys_nudge_scale_and_remove(self, desk: Desk) -> None:
        desk.edit(layers=[Layer(text="a", size=0.2, x=0.5, y=0.5).model_dump()])
        handles = desk.dock.handles
        QTest.mouseClick(handles, LEFT, pos=desk.box(0).toPoint())
        desk.settle()
        assert handles.hasFocus()
        QTest.keyClick(handles, Qt.Key.Key_Right)
        assert desk.scene.layers[0].x == pytest.approx(0.5 + 1 / 1280, abs=1e-5)
        QTest.keyClick(handles, Qt.Key.Key_Up, SHIFT)
        assert desk.scene.layers[0].y == pytest.approx(0.5 - 10 / 720, abs=1e-3)
        QTest.keyClick(handles, Qt.Key.Key_Plus)
        assert desk.scene.layers[0].size == pytest.approx(0.21, abs=0.001)
        QTest.keyClick(handles, Qt.Key.Key_Delete)
        assert desk.scene.layers == ()

    def test_in_a_mirrored_preview_things_follow_the_mouse(self, desk: Desk) -> None:
        settings = Settings(window=WindowSettings(mirror_preview=True))
        desk.studio.publish(settings=settings)
        desk.edit(layers=[Layer(text="a", size=0.2, x=0.3, y=0.7).model_dump()])
        before = desk.box(0)
        desk.drag(before, QPoint(40, 0), Qt.KeyboardModifier.AltModifier)
        assert desk.scene.layers[0].x < 0.3
        assert (desk.box(0) - before - QPointF(40, 0)).manhattanLength() < 3

    def test_nothing_leaves_for_good_and_nothing_grows_without_end(self, desk: Desk) -> None:
        desk.edit()
        desk.drag(desk.box(AVATAR), QPoint(5000, 5000))
        at = desk.scene.avatar
        assert at is not None
        assert (at.x, at.y) == (1.5, 1.5)

    def test_a_scene_that_follows_other_settings_is_placed_from_there(self, desk: Desk) -> None:
        program = ProgramSettings(avatar_scale=0.5, avatar_x=0.25)
        desk.studio.publish(settings=replace_program(desk, program))
        desk.edit()
        desk.drag(desk.box(AVATAR), QPoint(60, 0), Qt.KeyboardModifier.AltModifier)
        at = desk.scene.avatar
        assert at is not None
        assert at.scale == 0.5
        assert at.x > 0.25


def replace_program(desk: Desk, program: ProgramSettings) -> Settings:
    return desk.studio.snapshot().settings.model_copy(update={"program": program})


def test_f9_and_the_button_take_a_snapshot(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    QTest.mouseClick(named(desk.dock, QPushButton, "Snapshot"), LEFT)
    assert desk.studio.posted[-2:] == [TakeSnapshot(), TakeSnapshot()]


def test_safe_areas_are_shown_by_the_menu_and_let_the_mouse_through(desk: Desk) -> None:
    desk.window.safe_areas(True)
    command = desk.studio.posted[-1]
    assert isinstance(command, ApplySettings)
    assert command.settings.window.safe_areas
    before = desk.window.stage.grab().toImage()
    desk.studio.publish(settings=command.settings)
    until(desk.dock.handles.isVisible)
    assert desk.window.stage.grab().toImage() != before
    assert desk.dock.handles.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_scene_that_somebody_else_puts_on_is_shown(desk: Desk) -> None:
    view = replace(desk.studio.snapshot().scenes, collection=first_scenes("en").on(3))
    desk.studio.publish(scenes=view)
    until(lambda: named(desk.dock, QListWidget, "Scenes").currentRow() == 2)
    assert not any(isinstance(one, SwitchScene) for one in desk.studio.posted)
