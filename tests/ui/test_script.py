"""The Script dock with real input, on a scripted studio."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from app.studio import commands as do
from app.studio.script_view import KeptScript, Order, ScriptView
from app.ui.main_window import MainWindow
from app.ui.script_dock import ScriptDock
from app.ui.script_list import ScriptList
from app.ui.stage import Stage
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import drop, named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow
from tests.ui.script_scenes import script_states

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier
STATES = dict(script_states())
OPEN: ScriptView = STATES["open"]["script"]
PLAYING: ScriptView = STATES["playing"]["script"]


@pytest.fixture
def dock(window: MainWindow, studio: ScriptedStudio) -> ScriptDock:
    (dock,) = window.findChildren(ScriptDock)
    assert not dock.isVisible(), "there is nothing in it"
    studio.publish(script=OPEN)
    until(dock.isVisible)
    return dock


def lines(dock: ScriptDock) -> ScriptList:
    return named(dock, ScriptList, "Lines of the script")


def row(dock: ScriptDock, place: int) -> QPoint:
    return lines(dock).visualRect(lines(dock).model().index(place, 0)).center()


def state(dock: ScriptDock) -> str:
    return named(dock, ElidedLabel, "Where the script stands").text()


def test_the_buttons_are_those_of_a_player(dock: ScriptDock, studio: ScriptedStudio) -> None:
    stop = named(dock, QToolButton, "Stop")
    assert not stop.isEnabled()
    for name in ("Previous", "Play", "Next", "Loop"):
        QTest.mouseClick(named(dock, QToolButton, name), Left)
    studio.publish(script=PLAYING)
    until(stop.isEnabled)
    for name in ("Pause", "Stop", "Shuffle"):
        QTest.mouseClick(named(dock, QToolButton, name), Left)
    assert studio.posted == [
        do.PreviousLine(),
        do.PlayScript(),
        do.NextLine(),
        do.OrderScript(Order(loop=True)),
        do.PauseScript(),
        do.StopScript(),
        do.OrderScript(Order(loop=True, shuffle=True)),
    ]


def test_keys_play_and_go_on_wherever_the_focus_is(
    dock: ScriptDock, studio: ScriptedStudio, window: MainWindow
) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(window, key, Ctrl)
    assert studio.posted == [do.PlayScript(), do.NextLine(), do.PreviousLine()]


def test_the_state_is_said_in_a_sentence(dock: ScriptDock, studio: ScriptedStudio) -> None:
    assert state(dock) == "{guest} has no value: see Variables"
    for name, words in (
        ("playing", "Line 2 of 8"),
        ("failed", "Line 6 of 8 in 12 s"),
        ("talking", "You are talking; the script waits"),
        ("300-lines", "Line 180 of 300"),
    ):
        studio.publish(script=STATES[name]["script"])
        until(lambda words=words: state(dock) == words)  # type: ignore[misc]  # a default, against late binding


def test_every_line_says_how_far_it_has_come(dock: ScriptDock, studio: ScriptedStudio) -> None:
    studio.publish(script=STATES["failed"]["script"])
    model = lines(dock).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    until(lambda: str(model.index(0, 0).data(role)).startswith("Spoken: Good evening"))
    assert str(model.index(3, 0).data(role)) == "Failed: I have used it for a year now."
    assert "cannot be reached" in str(model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert str(model.index(5, 0).data(role)).startswith("Waiting")


def test_the_line_that_is_heard_stays_in_sight(dock: ScriptDock, studio: ScriptedStudio) -> None:
    studio.publish(script=STATES["300-lines"]["script"])
    shown = lines(dock)
    until(lambda: shown.viewport().rect().contains(row(dock, 179)))


def test_the_lines_that_come_next_are_in_sight_too(dock: ScriptDock, studio: ScriptedStudio) -> None:
    many: ScriptView = STATES["300-lines"]["script"]
    studio.publish(script=replace(many, current=1, next=2))
    until(lambda: state(dock) == "Line 1 of 300")
    for current in range(2, 60):
        studio.publish(script=replace(many, current=current, next=current + 1))
    until(lambda: state(dock) == "Line 59 of 300")
    seen = lines(dock).viewport().rect()
    assert all(seen.contains(row(dock, place)) for place in (58, 59, 60, 61))
    studio.publish(script=replace(many, current=300, next=None))
    until(lambda: seen.contains(row(dock, 299)))


def test_a_line_is_edited_where_it_stands_notes_and_all(dock: ScriptDock, studio: ScriptedStudio) -> None:
    shown = lines(dock)
    QTest.mouseClick(shown.viewport(), Left, pos=row(dock, 4))
    QTest.mouseDClick(shown.viewport(), Left, pos=row(dock, 4))
    editor = named(shown, QLineEdit, "Line")
    assert editor.text() == "[surprise] The second one sees in the dark."
    editor.selectAll()
    QTest.keyClicks(editor, "[nod] The second one sees you.")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: studio.posted == [do.EditScriptLine(5, "[nod] The second one sees you.")])
    assert str(shown.model().index(4, 0).data()) == "The second one sees in the dark.", "the studio says what is"


def test_an_edit_goes_on_while_the_show_does(dock: ScriptDock, studio: ScriptedStudio) -> None:
    shown = lines(dock)
    QTest.mouseClick(shown.viewport(), Left, pos=row(dock, 4))
    QTest.keyClick(shown, Qt.Key.Key_F2)
    editor = named(shown, QLineEdit, "Line")
    QTest.keyClicks(editor, "half a ")
    studio.publish(script=PLAYING)
    until(lambda: state(dock) == "Line 2 of 8")
    QTest.keyClicks(editor, "line")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: studio.posted == [do.EditScriptLine(5, "half a line")])


def test_lines_are_played_moved_removed_and_undone_by_key(dock: ScriptDock, studio: ScriptedStudio) -> None:
    shown = lines(dock)
    QTest.mouseClick(shown.viewport(), Left, pos=row(dock, 2))
    QTest.mouseClick(shown.viewport(), Left, Qt.KeyboardModifier.ShiftModifier, row(dock, 3))
    QTest.keyClick(shown, Qt.Key.Key_Up, Alt)
    QTest.keyClick(shown, Qt.Key.Key_Down, Alt)
    QTest.keyClick(shown, Qt.Key.Key_Delete)
    QTest.keyClick(shown, Qt.Key.Key_Z, Ctrl)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert studio.posted == [
        do.MoveScriptLines((3, 4), 2),
        do.MoveScriptLines((3, 4), 6),
        do.RemoveScriptLines((3, 4)),
        do.UndoScript(),
        do.PlayScript(3),
    ]


def test_a_line_that_is_dragged_is_put_between_others(dock: ScriptDock, studio: ScriptedStudio) -> None:
    model = lines(dock).model()
    dragged = model.mimeData([model.index(5, 0), model.index(1, 0)])
    assert not model.dropMimeData(dragged, Qt.DropAction.MoveAction, 4, 0, QModelIndex())
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, QModelIndex())
    assert studio.posted == [do.MoveScriptLines((2, 6), 5), do.MoveScriptLines((2, 6), None)]


def test_what_is_selected_goes_with_its_line(dock: ScriptDock, studio: ScriptedStudio) -> None:
    QTest.mouseClick(lines(dock).viewport(), Left, pos=row(dock, 4))
    moved = (OPEN.lines[4], *OPEN.lines[:4], *OPEN.lines[5:])
    studio.publish(script=ScriptView("evening show.txt", moved))
    until(lambda: lines(dock).selected == (5,) and lines(dock).currentIndex().row() == 0)
    studio.publish(script=ScriptView("evening show.txt", moved[1:]))
    until(lambda: lines(dock).model().rowCount() == 7)
    assert lines(dock).selected == ()


def test_a_line_is_added_at_the_end(dock: ScriptDock, studio: ScriptedStudio) -> None:
    box = named(dock, QLineEdit, "Another line")
    QTest.keyClicks(box, "  Good night! ")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert studio.posted == [do.InsertScriptLine("Good night!")]
    assert box.text() == ""


def test_a_script_that_is_dropped_is_opened_on_the_dock_and_anywhere(
    dock: ScriptDock, studio: ScriptedStudio, window: MainWindow, tmp_path: Path
) -> None:
    assert drop(dock.panel, QUrl("file:///show/evening.md"))
    assert drop(window, QUrl("file:///show/evening.csv"))
    assert not drop(dock.panel, QUrl("file:///show/notes.pdf"))
    assert studio.posted == [do.OpenScript(Path("/show/evening.md")), do.OpenScript(Path("/show/evening.csv"))]


def test_variables_are_given_their_values(dock: ScriptDock, studio: ScriptedStudio, window: MainWindow) -> None:
    dock.panel.variables_wanted.emit()
    box = named(window, QLineEdit, "guest")
    QTest.keyClicks(box, "Ada Lovelace")
    QTest.mouseClick(_ok(window), Left)
    assert studio.posted == [do.SetScriptVariable("guest", "Ada Lovelace")]


def test_shuffled_lines_are_spaced(dock: ScriptDock, studio: ScriptedStudio, window: MainWindow) -> None:
    dock.panel.spacing_wanted.emit()
    least, most = named(window, QDoubleSpinBox, "At least"), named(window, QDoubleSpinBox, "At most")
    least.setValue(20.0)
    assert most.value() == 20.0, "never less than the least"
    most.setValue(45.0)
    QTest.mouseClick(_ok(window), Left)
    assert studio.posted == [do.OrderScript(Order(spacing_s=(20.0, 45.0)))]


def test_push_to_talk_is_held_with_the_mouse_or_the_space_bar(
    dock: ScriptDock, studio: ScriptedStudio, window: MainWindow
) -> None:
    button = next(one for one in dock.findChildren(QPushButton) if one.text() == "Push-to-talk")
    QTest.mousePress(button, Left)
    QTest.mouseRelease(button, Left)
    (stage,) = window.findChildren(Stage)
    QTest.mouseClick(stage, Left)
    QTest.keyPress(stage, Qt.Key.Key_Space)
    QTest.keyRelease(stage, Qt.Key.Key_Space)
    QTest.keyPress(stage, Qt.Key.Key_Space)
    window.voice.line.setFocus()  # whoever leaves while they hold it has done
    held = [command.held for command in studio.posted if isinstance(command, do.PushToTalk)]
    assert held == [True, False, True, False, True, False]


def test_what_was_on_the_desk_is_offered_when_the_window_opens(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(script=ScriptView(kept=KeptScript("evening.md", 312)))
    window = make_window()
    (dock,) = window.findChildren(ScriptDock)
    until(dock.isVisible)
    for word in ("Restore", "Dismiss"):
        QTest.mouseClick(next(one for one in dock.findChildren(QPushButton) if one.text() == word), Left)
    assert studio.posted == [do.RestoreScript(), do.ForgetScript()]
    studio.publish(script=ScriptView())
    until(lambda: not dock.panel.kept.isVisible())


def test_the_dock_is_where_it_was_the_next_time(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    window = make_window()
    QTest.keyClick(window, Qt.Key.Key_L, Ctrl)
    (dock,) = window.findChildren(ScriptDock)
    until(dock.isVisible)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.close()
    again = make_window()
    (dock,) = again.findChildren(ScriptDock)
    until(dock.isVisible)
    assert again.dockWidgetArea(dock) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_a_full_screen_stage_is_left_alone(dock: ScriptDock, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F11)
    until(lambda: not dock.isVisible())
    QTest.keyClick(window, Qt.Key.Key_F11)
    until(dock.isVisible)
    dock.hide()
    QTest.keyClick(window, Qt.Key.Key_F11)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not dock.isVisible()


def test_thousands_of_lines_open_without_a_stall(dock: ScriptDock, studio: ScriptedStudio) -> None:
    many: ScriptView = STATES["300-lines"]["script"]
    lines_ = tuple(one for _ in range(16) for one in many.lines)
    numbered = tuple(type(one)(place, one.line, one.state) for place, one in enumerate(lines_, 1))
    studio.publish(script=ScriptView("long.csv", numbered, playing=True, current=4000))
    until(lambda: state(dock) == f"Line 4000 of {len(numbered)}")
    until(lambda: lines(dock).viewport().rect().contains(row(dock, 3999)))


def _ok(window: MainWindow) -> QPushButton:
    (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    (box,) = dialog.findChildren(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok)
