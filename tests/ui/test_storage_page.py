"""The page of the disks: what it asks for, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QListWidget,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
)

from app.base.storage import Place
from app.studio.commands.upkeep import CleanStorage, LookAtStorage, MoveStorage, StopMoving
from app.studio.storage import StorageState
from app.studio.upkeep import UpkeepState
from app.ui.choose_dialog import ChooseDialog
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
    show(studio, StorageState(kept=kept()))
    until(lambda: "112 GB" in named(dialog, StoragePage, "").findChildren(QLabel)[0].text())
    return dialog


def show(studio: ScriptedStudio, state: StorageState) -> None:
    studio.publish(upkeep=UpkeepState(storage=state))


def button(dialog: SettingsDialog, title: str, text: str) -> QPushButton:
    return named(named(dialog, PlaceCard, title), QPushButton, text)


def buttons(dialog: SettingsDialog, title: str) -> list[str]:
    return [one.text() for one in named(dialog, PlaceCard, title).findChildren(QPushButton) if one.isVisible()]


def says(dialog: SettingsDialog, title: str) -> str:
    labels = named(dialog, PlaceCard, title).findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_every_place_says_its_size_its_cap_and_where_it_is(dialog: SettingsDialog) -> None:
    assert "1.5 GB of 60 GB" in says(dialog, "Quantised weights")
    assert "210 GB free  ·  /home/streamer/Videos/FlashTalk Studio" in says(dialog, "Recordings")
    assert buttons(dialog, "Recordings") == ["Open", "Clean…", "Move…"]
    assert buttons(dialog, "PyTorch") == ["Open"], "it is removed on the page of the graphics card"
    assert buttons(dialog, "Neural voices") == ["Open", "Clean…"]


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


def choose(dialog: SettingsDialog, title: str) -> ChooseDialog:
    QTest.mouseClick(button(dialog, title, "Clean…"), LEFT)
    (found,) = dialog.findChildren(ChooseDialog)
    until(found.isVisible)
    return found


def listed(chooser: ChooseDialog) -> list[QTreeWidgetItem]:
    return chooser.findChildren(QTreeWidget)[0].findItems("*", Qt.MatchFlag.MatchWildcard)


def test_recordings_go_only_when_they_were_marked(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    chooser = choose(dialog, "Recordings")
    remove = named(chooser, QPushButton, "Move to Trash")
    assert not remove.isEnabled(), "nothing is marked at first"
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    until(lambda: not dialog.findChildren(ChooseDialog))
    assert studio.posted == [], "Enter removes nothing"

    chooser = choose(dialog, "Recordings")
    QTest.mouseClick(named(chooser, QPushButton, "Older Than a Month"), LEFT)
    assert chooser.chosen == ("2026-01-02 20-00-11 Elias.mp4",)
    listed(chooser)[1].setCheckState(0, Qt.CheckState.Checked)
    assert "2 marked, 5.1 GB" in [label.text() for label in chooser.findChildren(QLabel)]
    QTest.mouseClick(named(chooser, QPushButton, "Move to Trash"), LEFT)
    names = ("2026-01-02 20-00-11 Elias.mp4", "today.mp4")
    until(lambda: studio.posted == [CleanStorage("recordings", names)])


def test_what_is_being_recorded_cannot_be_marked(
    dialog: SettingsDialog, studio: ScriptedStudio, window: MainWindow
) -> None:
    path = Path("/home/streamer/Videos/FlashTalk Studio/today.mp4")
    studio.publish(recording_path=path)
    until(lambda: window.snapshot.recording_path == path)
    names = [row.text(0) for row in listed(choose(dialog, "Recordings"))]
    assert names == ["2026-01-02 20-00-11 Elias.mp4"]


def test_a_place_is_moved_and_that_can_be_stopped(
    dialog: SettingsDialog, studio: ScriptedStudio, tmp_path: Path
) -> None:
    QTest.mouseClick(button(dialog, "Models", "Move…"), LEFT)
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path))  # the system's own dialog has no keys here
    chooser.reject()
    assert studio.posted == [MoveStorage("models", tmp_path)]
    show(studio, StorageState(kept=kept(), doing="moving", subject="models", done_bytes=10**9, whole_bytes=10**10))
    until(lambda: "1 GB of 10 GB" in says(dialog, "Models"))
    assert not button(dialog, "Logs", "Move…").isEnabled(), "one at a time"
    QTest.mouseClick(button(dialog, "Models", "Stop"), LEFT)
    assert studio.posted[-1] == StopMoving()


def test_slow_and_full_disks_and_too_much_are_said(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    far = {"place": Place("models", Path("/far"), 10**10), "free_bytes": 10**9, "slow": True}
    show(studio, StorageState(kept=kept(models=far)))
    until(lambda: "slow" in says(dialog, "Models"))
    assert "nearly full" in says(dialog, "Models")
    assert "more than it may" in says(dialog, "Models")
    assert "nearly full" not in says(dialog, "Recordings")


def test_no_state_is_wider_than_the_page(dialog: SettingsDialog, studio: ScriptedStudio, window: MainWindow) -> None:
    for name, state in storage_states():
        studio.publish(upkeep=state)
        until(lambda state=state: window.snapshot.upkeep is state)  # type: ignore[misc]  # a default, against late binding
        QTest.qWait(20)  # for the layout
        scroll = next(one for one in dialog.findChildren(QScrollArea) if one.isVisible())
        assert scroll.horizontalScrollBar().maximum() == 0, name


def test_no_limit_is_called_so(window: MainWindow) -> None:
    window.open_settings("storage")
    for name in ("Models, at most", "Recordings, at most"):
        box = named(window, QSpinBox, name)
        assert box.text() == "no limit"
        box.selectAll()
        QTest.keyClicks(box, "80")
        assert box.text() == "80 GB"
