"""PyTorch on the page of the graphics card: what it asks for, and what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QMessageBox, QPushButton, QScrollArea

from app.studio.commands.upkeep import InstallRuntime, LookAtRuntime, RemoveRuntime, StopInstalling
from app.studio.upkeep import UpkeepState
from app.ui.main_window import MainWindow
from app.ui.runtime_panel import RuntimePanel
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.upkeep_scenes import runtime_states

LEFT = Qt.MouseButton.LeftButton
STATES: dict[str, UpkeepState] = dict(runtime_states())


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    pages = named(dialog, QListWidget, "Pages")
    pages.setCurrentRow(next(row for row in range(pages.count()) if pages.item(row).text() == "Graphics Card"))
    assert LookAtRuntime() in studio.posted
    studio.posted.clear()
    return dialog


def panel(dialog: SettingsDialog) -> RuntimePanel:
    (found,) = dialog.findChildren(RuntimePanel)
    return found


def says(dialog: SettingsDialog) -> str:
    return "\n".join(label.text() for label in panel(dialog).findChildren(QLabel) if label.isVisible())


def show(dialog: SettingsDialog, studio: ScriptedStudio, name: str, words: str) -> None:
    studio.publish(upkeep=STATES[name])
    until(lambda: words in says(dialog))


def test_it_is_installed_when_it_is_asked_for_and_can_be_paused(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show(dialog, studio, "missing", "Not installed")
    QTest.mouseClick(named(panel(dialog), QPushButton, "Install"), LEFT)
    assert studio.posted == [InstallRuntime()]
    show(dialog, studio, "fetching", "1.3 GB of 3.1 GB  ·  24 MB/s  ·  1 min left")
    QTest.mouseClick(named(panel(dialog), QPushButton, "Pause"), LEFT)
    assert studio.posted == [InstallRuntime(), StopInstalling()]
    show(dialog, studio, "paused", "Not complete")
    QTest.mouseClick(named(panel(dialog), QPushButton, "Continue"), LEFT)
    assert studio.posted == [InstallRuntime(), StopInstalling(), InstallRuntime()]


def test_what_is_there_is_named_and_removed_after_a_question(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show(dialog, studio, "ready", "2.13.0+cu130 for NVIDIA GeForce RTX 4090 Laptop GPU, 7.3 GB")
    assert [one.text() for one in panel(dialog).findChildren(QPushButton) if one.isVisible()] == ["Remove…"]
    QTest.mouseClick(named(panel(dialog), QPushButton, "Remove…"), LEFT)
    (box,) = dialog.findChildren(QMessageBox)
    until(box.isVisible)
    assert studio.posted == []
    QTest.mouseClick(named(box, QPushButton, "Remove"), LEFT)
    assert studio.posted == [RemoveRuntime()]


def test_no_card_a_full_disk_and_an_update_are_said(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show(dialog, studio, "no-card", "found no graphics card")
    show(dialog, studio, "no-room", "PyTorch needs 11.2 GB")
    show(dialog, studio, "broken-index", "The package index offers another torch")
    show(dialog, studio, "self-test-failed", "PyTorch is installed and does not work")
    assert named(panel(dialog), QPushButton, "Continue").isEnabled()
    show(dialog, studio, "removing", "Removing…")
    assert not named(panel(dialog), QPushButton, "Remove…").isEnabled()
    show(dialog, studio, "old", "An update is there")
    assert named(panel(dialog), QPushButton, "Update").isEnabled()


def test_no_state_is_wider_than_the_page(dialog: SettingsDialog, studio: ScriptedStudio, window: MainWindow) -> None:
    for name, state in STATES.items():
        studio.publish(upkeep=state)
        until(lambda state=state: window.snapshot.upkeep is state)  # type: ignore[misc]  # a default, against late binding
        QTest.qWait(20)  # for the layout
        scroll = next(one for one in dialog.findChildren(QScrollArea) if one.isVisible())
        assert scroll.horizontalScrollBar().maximum() == 0, name
