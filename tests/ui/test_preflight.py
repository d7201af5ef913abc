"""The preflight in its dialog, by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.studio.checkup import PreflightState
from app.studio.commands import CheckEverything, MendFinding
from app.ui.main_window import MainWindow
from app.ui.preflight_panel import PreflightDialog
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.preflight_scenes import GOOD, NAMES, REFUSED, TROUBLED

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> PreflightDialog:
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = window.findChildren(PreflightDialog)
    assert studio.posted == [CheckEverything()], "it looks as soon as it is opened"
    studio.posted.clear()
    return dialog


def said(dialog: QWidget, row: str = "") -> str:
    """Everything that can be read, in the dialog or one of its rows."""
    place = named(dialog, QWidget, f"finding {row}") if row else dialog
    return "\n".join(label.text() for label in place.findChildren(QLabel) if label.isVisibleTo(place))


def test_findings_are_read_as_they_come(dialog: PreflightDialog, studio: ScriptedStudio) -> None:
    assert "Checking…" in said(dialog)
    studio.publish(preflight=PreflightState(NAMES, {"engine": GOOD["engine"]}, frozenset(NAMES[1:])))
    until(lambda: "6.1 ms" in said(dialog))
    assert "Looking…" in said(dialog, "camera")
    assert not named(dialog, QPushButton, "Check Again").isEnabled()
    studio.publish(preflight=PreflightState(NAMES, GOOD))
    until(lambda: "Everything is ready." in said(dialog))
    assert not [button for button in dialog.findChildren(QPushButton) if button.isVisible() and "Fix" in button.text()]
    QTest.mouseClick(named(dialog, QPushButton, "Check Again"), LEFT)
    assert studio.posted == [CheckEverything()]


def test_what_the_studio_can_mend_it_is_told_to(dialog: PreflightDialog, studio: ScriptedStudio) -> None:
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "Make a virtual cable" in said(dialog))
    assert "1 thing will not work." in said(dialog)
    QTest.mouseClick(named(dialog, QPushButton, "Fix: Sound in other programs"), LEFT)
    camera = named(dialog, QPushButton, "Fix: Virtual camera")
    camera.setFocus()
    QTest.keyClick(camera, Qt.Key.Key_Space)
    assert studio.posted == [MendFinding("audio_out"), MendFinding("camera")]
    studio.publish(preflight=PreflightState(NAMES, TROUBLED, mending="camera"))
    until(lambda: "a window of its own" in said(dialog, "camera"))
    assert (camera.text(), camera.isEnabled()) == ("Fixing…", False)


def test_what_failed_is_told_and_then_done_by_hand(dialog: PreflightDialog, studio: ScriptedStudio) -> None:
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "v4l2loopback" in said(dialog))
    assert "sudo modprobe" not in said(dialog, "camera")
    studio.publish(preflight=PreflightState(NAMES, TROUBLED, problem=("camera", REFUSED)))
    until(lambda: "the password was not given" in said(dialog, "camera"))
    assert "sudo modprobe" in said(dialog, "camera")
    QTest.mouseClick(named(dialog, QPushButton, "Copy the line of step 1"), LEFT)
    assert QApplication.clipboard().text().startswith("sudo modprobe v4l2loopback")


def test_steps_are_shown_and_their_pages_opened(
    dialog: PreflightDialog, studio: ScriptedStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "RØDE" in said(dialog))
    how = named(dialog, QPushButton, "Show How: Microphone")
    QTest.mouseClick(how, LEFT)
    assert "mute key" in said(dialog, "microphone")
    QTest.mouseClick(named(dialog, QPushButton, "Open the page of step 2"), LEFT)
    assert [url.toString() for url in opened] == ["ms-settings:privacy-microphone"]
    QTest.mouseClick(how, LEFT)
    assert "mute key" not in said(dialog, "microphone")


def test_what_is_mended_in_the_settings_opens_their_page(
    window: MainWindow, dialog: PreflightDialog, studio: ScriptedStudio
) -> None:
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "Nothing listens" in said(dialog))
    QTest.mouseClick(named(dialog, QPushButton, "Settings: Server"), LEFT)
    (settings,) = window.findChildren(SettingsDialog)
    assert settings.page == "connection"
    settings.reject()


def test_it_closes_and_opens_again(window: MainWindow, dialog: PreflightDialog, studio: ScriptedStudio) -> None:
    studio.publish(preflight=PreflightState(NAMES, GOOD))
    until(lambda: "Everything is ready." in said(dialog))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    until(lambda: not window.findChildren(PreflightDialog))
    window.before_show.open_preflight()
    (again,) = window.findChildren(PreflightDialog)
    assert "Everything is ready." in said(again), "what was found is there at once"
