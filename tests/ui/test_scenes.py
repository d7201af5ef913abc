"""The Scenes dock: its list, transitions, snapshots and safe areas, with mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton, QToolButton, QWidget

from app.base.scenes import Layer, first_scenes
from app.studio.commands import ApplySettings, SwitchScene, TakeSnapshot, UndoScript
from app.ui.main_window import MainWindow
from tests.helpers.qt import named, until
from tests.helpers.scene_desk import CONTROL, LEFT, SHIFT, Desk, choose, click, names
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.test_reachable import assert_reachable


@pytest.fixture
def desk(studio: ScriptedStudio, window: MainWindow) -> Desk:
    return Desk(studio, window)


def test_a_click_puts_a_scene_on_the_program(desk: Desk) -> None:
    items = named(desk.dock, QListWidget, "Scenes")
    QTest.mouseClick(items.viewport(), LEFT, pos=items.visualItemRect(items.item(2)).center())
    assert desk.settle().scene.name == "Be right back"
    assert items.item(2).font().bold()
    assert not items.item(0).font().bold()


def test_ctrl_and_a_number_does_so_too(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_2, CONTROL)
    assert desk.scene.name == "Starting soon"


def test_add_duplicate_move_remove_and_undo(desk: Desk) -> None:
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


def test_f2_renames_and_a_name_that_is_taken_gets_a_number(desk: Desk) -> None:
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


def test_del_removes_but_never_the_last(desk: Desk) -> None:
    items = named(desk.dock, QListWidget, "Scenes")
    items.setFocus()
    for left in (3, 2, 1, 1):
        QTest.keyClick(items, Qt.Key.Key_Delete)
        desk.settle()
        assert items.count() == left
    assert not named(desk.dock, QToolButton, "Remove Scene").isEnabled()


def test_cut_and_fade(desk: Desk) -> None:
    choose(desk, "Transition", "Cut")
    assert desk.settle().transition == "cut"
    assert not desk.dock.scenes.duration.isEnabled()
    choose(desk, "Transition", "Fade")
    desk.dock.scenes.duration.setFocus()
    desk.dock.scenes.duration.selectAll()
    QTest.keyClicks(desk.dock.scenes.duration, "800\r")
    assert (desk.settle().transition, desk.settle().fade_ms) == ("fade", 800)


def test_everything_is_named_and_reached_by_keys(desk: Desk) -> None:
    desk.edit(layers=[Layer(text="hello").model_dump()])
    assert_reachable(desk.window)


def test_ctrl_z_in_a_text_or_a_script_is_theirs(desk: Desk) -> None:
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
