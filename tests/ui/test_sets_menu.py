"""The menus Profile and Scene Collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPushButton

from app.base.settings import CurrentSettings, Settings
from app.studio.commands import AddSet, DuplicateSet, ExportSet, ImportSet, RemoveSet, RenameSet, SwitchSet
from app.studio.sets_view import SetsView
from app.studio.snapshot import OutputState
from app.ui.main_window import MainWindow
from app.ui.name_dialog import NameDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.test_docks import choose

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(window: MainWindow, studio: ScriptedStudio) -> MainWindow:
    """Two of each kind."""
    studio.publish(
        settings=Settings(current=CurrentSettings(profile="Evening", scenes="Talk show")),
        sets=SetsView({"profile": ("Evening", "R&B night"), "scenes": ("Games", "Talk show")}),
    )
    until(lambda: window.snapshot.settings.current.profile == "Evening")
    return window


def opened(window: MainWindow, kind: type[QDialog]) -> QDialog:
    until(lambda: [one for one in window.findChildren(kind) if one.isVisible()])
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    assert isinstance(found, QDialog)
    return found


def call(window: MainWindow, name: str) -> None:
    dialog = opened(window, NameDialog)
    line = named(dialog, QLineEdit, "Name")
    line.selectAll()
    QTest.keyClicks(line, name)
    (box,) = dialog.findChildren(QDialogButtonBox)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), LEFT)


def answer(window: MainWindow, words: str) -> None:
    QTest.mouseClick(named(opened(window, QMessageBox), QPushButton, words), LEFT)


def checked(window: MainWindow, menu: str) -> list[str]:
    (found,) = [action for action in window.menuBar().actions() if action.text().replace("&", "") == menu]
    return [action.text() for action in found.menu().actions() if action.isChecked()]  # type: ignore[attr-defined]  # an object, says PySide


def test_menus_stand_where_obs_has_them(desk: MainWindow) -> None:
    shown = [action.text().replace("&", "") for action in desk.menuBar().actions() if action.isVisible()]
    assert shown == ["File", "View", "Docks", "Profile", "Scene Collection", "Tools", "Help"]


def test_another_is_switched_to_by_its_name(desk: MainWindow, studio: ScriptedStudio) -> None:
    assert (checked(desk, "Profile"), checked(desk, "Scene Collection")) == (["Evening"], ["Talk show"])
    choose(desk, "Profile", "RB night")
    choose(desk, "Scene Collection", "Games")
    assert studio.posted == [SwitchSet("profile", "R&B night"), SwitchSet("scenes", "Games")]
    assert checked(desk, "Profile") == ["Evening"], "the studio says which one is in use"
    choose(desk, "Profile", "Evening")
    assert len(studio.posted) == 2


def test_while_live_a_profile_says_first_what_restarts(desk: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(camera=OutputState.ON)
    until(lambda: desk.snapshot.live)
    choose(desk, "Profile", "RB night")
    assert studio.posted == []
    assert "restarts" in named(desk, QMessageBox, "").informativeText()
    answer(desk, "Stay")
    until(lambda: not desk.findChildren(QMessageBox))
    assert studio.posted == []
    choose(desk, "Profile", "RB night")
    answer(desk, "Switch")
    assert studio.posted == [SwitchSet("profile", "R&B night")]
    choose(desk, "Scene Collection", "Games")
    assert studio.posted[1:] == [SwitchSet("scenes", "Games")], "nothing restarts for scenes"


def test_new_ones_copies_and_other_names(desk: MainWindow, studio: ScriptedStudio) -> None:
    choose(desk, "Profile", "New…")
    call(desk, "  Late   show ")
    choose(desk, "Scene Collection", "Duplicate…")
    call(desk, "Copy")
    choose(desk, "Profile", "Rename…")
    call(desk, "evening")
    assert studio.posted == [
        AddSet("profile", "Late show"),
        DuplicateSet("scenes", "Talk show", "Copy"),
        RenameSet("profile", "Evening", "evening"),
    ]


@pytest.mark.parametrize(("name", "note"), [("r&b NIGHT", "This name is taken."), ("   ", " ")])
def test_names_that_are_taken_or_none_cannot_be_given(desk: MainWindow, name: str, note: str) -> None:
    choose(desk, "Profile", "New…")
    dialog = opened(desk, NameDialog)
    QTest.keyClicks(named(dialog, QLineEdit, "Name"), name)
    (box,) = dialog.findChildren(QDialogButtonBox)
    assert not box.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()


def test_removing_is_asked_for_and_the_last_one_stays(desk: MainWindow, studio: ScriptedStudio) -> None:
    choose(desk, "Profile", "Remove…")
    answer(desk, "Remove")
    assert studio.posted == [RemoveSet("profile", "Evening")]
    studio.publish(sets=SetsView({"profile": ("Evening",), "scenes": ("Talk show",)}))
    until(lambda: len(desk.snapshot.sets.names["profile"]) == 1)
    choose(desk, "Profile", "Remove…")
    assert not [one for one in desk.findChildren(QMessageBox) if one.isVisible()]


def test_export_and_import_name_a_file(desk: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    for entry in ("Export…", "Import…"):
        choose(desk, "Profile", entry)
        dialog = opened(desk, QFileDialog)
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "one.json"))
        dialog.reject()
        until(lambda: not desk.findChildren(QFileDialog))
    assert studio.posted == [
        ExportSet("profile", "Evening", tmp_path / "one.json"),
        ImportSet("profile", tmp_path / "one.json"),
    ]
