"""The handles on the preview: dragged, scaled, nudged, with mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QToolButton

from app.base.scenes import Layer
from app.base.settings import ProgramSettings, Settings, WindowSettings
from app.ui.main_window import MainWindow
from app.ui.scene_boxes import AVATAR, lines
from tests.helpers.qt import named, until
from tests.helpers.scene_desk import CONTROL, LEFT, SHIFT, Desk
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.fixture
def desk(studio: ScriptedStudio, window: MainWindow) -> Desk:
    return Desk(studio, window)


def test_there_are_none_until_a_scene_is_edited_and_none_when_the_dock_goes(desk: Desk) -> None:
    assert not desk.dock.handles.isVisible()
    desk.edit()
    assert desk.dock.handles.isVisible()
    desk.dock.close()
    until(lambda: not desk.dock.handles.isVisible())


def test_a_drag_moves_the_avatar_and_is_undone_as_one(desk: Desk) -> None:
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


def test_a_corner_scales_and_the_other_one_stays(desk: Desk) -> None:
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


def test_what_is_near_a_line_sticks_to_it_unless_alt_is_held(desk: Desk) -> None:
    for modifier, sticks in ((Qt.KeyboardModifier.NoModifier, True), (Qt.KeyboardModifier.AltModifier, False)):
        desk.edit(layers=[Layer(text="a", size=0.2, x=0.3, y=0.7).model_dump()])
        ratio = desk.ratio
        desk.drag(desk.box(0), QPoint(round(0.2 * 1280 * ratio) + 3, 0), modifier)
        assert (desk.scene.layers[0].x == 0.5) is sticks


def test_it_sticks_to_the_safe_area(desk: Desk) -> None:
    desk.edit(layers=[Layer(text="a", size=0.2, x=0.5, y=0.5).model_dump()])
    ratio = desk.ratio
    safe = lines(1280, 720)[0][2]
    desk.drag(desk.box(0), QPoint(-round((640 - 128 - safe) * ratio) + 2, 0))
    layer = desk.scene.layers[0]
    assert layer.x * 1280 - 128 == pytest.approx(safe, abs=0.1)


def test_the_uppermost_thing_is_taken_and_the_editor_shows_it(desk: Desk) -> None:
    two = [Layer(text="one", size=0.2).model_dump(), Layer(text="two", size=0.2).model_dump()]
    desk.edit(layers=two)
    desk.drag(desk.box(0), QPoint(0, 40))
    assert [layer.y == 0.5 for layer in desk.scene.layers] == [True, False]
    assert named(desk.dock, QPlainTextEdit, "Text of the layer").toPlainText() == "two"


def test_a_layer_that_is_taken_is_shown_in_a_low_editor(desk: Desk) -> None:
    desk.edit(layers=[Layer(text="one", size=0.2).model_dump()])
    desk.window.resize(1024, 700)
    text = desk.dock.editor.layers.properties.text
    desk.drag(desk.box(0), QPoint(0, 40))
    until(lambda: text.isVisible() and text.visibleRegion().boundingRect() == text.rect())


def test_a_new_layer_is_shown_in_a_low_editor(desk: Desk) -> None:
    desk.edit()
    desk.window.resize(1024, 700)
    text = desk.dock.editor.layers.properties.text
    named(desk.dock, QToolButton, "Add Text").click()
    desk.settle()
    until(lambda: text.isVisible() and text.visibleRegion().boundingRect() == text.rect())


def test_a_high_window_shows_more_scenes_above_the_editor(desk: Desk) -> None:
    for _ in range(12):
        named(desk.dock, QToolButton, "Add Scene").click()
    desk.settle()
    desk.edit()
    scenes = desk.dock.scenes.list
    desk.window.resize(1024, 700)
    until(lambda: scenes.height() < 120)
    desk.window.resize(1024, 1400)
    until(lambda: scenes.height() > 200)


def test_keys_nudge_scale_and_remove(desk: Desk) -> None:
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


def test_in_a_mirrored_preview_things_follow_the_mouse(desk: Desk) -> None:
    settings = Settings(window=WindowSettings(mirror_preview=True))
    desk.studio.publish(settings=settings)
    desk.edit(layers=[Layer(text="a", size=0.2, x=0.3, y=0.7).model_dump()])
    before = desk.box(0)
    desk.drag(before, QPoint(40, 0), Qt.KeyboardModifier.AltModifier)
    assert desk.scene.layers[0].x < 0.3
    assert (desk.box(0) - before - QPointF(40, 0)).manhattanLength() < 3


def test_nothing_leaves_for_good_and_nothing_grows_without_end(desk: Desk) -> None:
    desk.edit()
    desk.drag(desk.box(AVATAR), QPoint(5000, 5000))
    at = desk.scene.avatar
    assert at is not None
    assert (at.x, at.y) == (1.5, 1.5)


def test_a_scene_that_follows_other_settings_is_placed_from_there(desk: Desk) -> None:
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
