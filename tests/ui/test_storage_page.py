"""The page of the disks: what it asks for, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QListWidget, QMessageBox, QPushButton, QScrollArea

from app.base.storage import Place
from app.studio.commands.upkeep import CleanStorage, LookAtStorage, MoveStorage, StopMoving
from app.studio.storage import StorageState
from app.studio.upkeep import UpkeepState
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.storage_page import PlaceCard, StoragePage
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.upkeep_scenes import kept, storage_states

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    pages = named(dialog, QListWidget, "Pages")
    pages.setCurrentRow(next(row for row in range(pages.count()) if pages.item(row).text() == "Storage"))
    assert studio.posted == [LookAtStorage()]
    studio.posted.clear()
    show(studio, StorageState(kept()))
    until(lambda: "105 GB" in named(dialog, StoragePage, "").findChildren(QLabel)[0].text())
    return dialog


def show(studio: ScriptedStudio, state: StorageState) -> None:
    studio.publish(upkeep=UpkeepState(storage=state))


def button(dialog: SettingsDialog, title: str, text: str) -> QPushButton:
    return named(named(dialog, PlaceCard, title), QPushButton, text)


def says(dialog: SettingsDialog, title: str) -> str:
    labels = named(dialog, PlaceCard, title).findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_every_place_says_its_size_its_cap_and_where_it_is(dialog: SettingsDialog) -> None:
    assert "1.5 GB of 60 GB" in says(dialog, "Quantised weights")
    assert "210 GB free  ·  /home/streamer/Videos/FlashTalk Studio" in says(dialog, "Recordings")
    shown = [one.text() for one in named(dialog, PlaceCard, "Recordings").findChildren(QPushButton) if one.isVisible()]
    assert shown == ["Open", "Move…"], "the studio removes none"


def test_cleaning_asks_first(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    assert not button(dialog, "Models", "Clean…").isEnabled(), "nothing there can be had again"
    for answer, posted in (("Cancel", []), ("Clean", [CleanStorage("quantised")])):
        QTest.mouseClick(button(dialog, "Quantised weights", "Clean…"), LEFT)
        (box,) = dialog.findChildren(QMessageBox)
        until(box.isVisible)
        assert "1.5 GB" in box.informativeText()
        QTest.mouseClick(named(box, QPushButton, answer), LEFT)
        until(lambda: not dialog.findChildren(QMessageBox))
        assert studio.posted == posted


def test_a_place_is_moved_and_that_can_be_stopped(
    dialog: SettingsDialog, studio: ScriptedStudio, tmp_path: Path
) -> None:
    QTest.mouseClick(button(dialog, "Models", "Move…"), LEFT)
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path))  # the system's own dialog has no keys here
    chooser.reject()
    assert studio.posted == [MoveStorage("models", tmp_path)]
    show(studio, StorageState(kept(), doing="moving", place="models", done_bytes=10**9, whole_bytes=10**10))
    until(lambda: "Moving: 1 GB of 10 GB" in says(dialog, "Models"))
    assert not button(dialog, "Logs", "Move…").isEnabled(), "one at a time"
    QTest.mouseClick(button(dialog, "Models", "Stop"), LEFT)
    assert studio.posted[-1] == StopMoving()


def test_slow_and_full_disks_and_too_much_are_said(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    far = {"place": Place("models", Path("/far"), 10**10), "free_bytes": 10**9, "slow": True}
    show(studio, StorageState(kept(models=far)))
    until(lambda: "slow" in says(dialog, "Models"))
    assert "nearly full" in says(dialog, "Models")
    assert "more than it may" in says(dialog, "Models")
    assert "nearly full" not in says(dialog, "Recordings")


def test_no_state_is_wider_than_the_page(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    for name, state in storage_states():
        studio.publish(upkeep=state)
        QTest.qWait(20)
        scroll = next(one for one in dialog.findChildren(QScrollArea) if one.isVisible())
        assert scroll.horizontalScrollBar().maximum() == 0, name
