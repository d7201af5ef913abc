"""The page that sets up OBS."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)

from app.studio.commands import ApplySettings, KeepObsPassword, LookForObs, RunInObs, SetUpObs, UndoObs
from app.studio.obs_state import ObsState
from app.ui.main_window import MainWindow
from app.ui.obs_page import ObsPage
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.obs_scenes import obs_states

Left = Qt.MouseButton.LeftButton
STATES = dict(obs_states())


def words(page: ObsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def click(page: ObsPage, text: str) -> None:
    (button,) = (one for one in page.findChildren(QPushButton) if one.text() == text)
    assert button.isEnabled()
    QTest.mouseClick(button, Left)


def type_into(box: QAbstractSpinBox, text: str) -> None:
    box.selectAll()
    QTest.keyClicks(box, text)


def test_opening_the_page_looks_and_one_button_sets_it_up(window: MainWindow, studio: ScriptedStudio) -> None:
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    assert studio.posted == [LookForObs()]
    studio.publish(obs=STATES["found"])
    until(lambda: "OBS 30.2.3 is there" in words(page))
    for said in ("Make the scene “FlashTalk Studio”", "Mute “Mic/Aux” in OBS", "to 600 ms"):
        assert said in words(page)
    click(page, "Set Up OBS")
    studio.publish(obs=STATES["ready"])
    until(lambda: "OBS 30.2.3 shows the host." in words(page))
    click(page, "Undo")
    click(page, "Stop Streaming")
    click(page, "Start Recording in OBS")
    assert studio.posted[1:] == [SetUpObs(), UndoObs(), RunInObs("stream", False), RunInObs("recording", True)]


def test_what_is_wrong_is_said_and_the_password_asked_for(window: MainWindow, studio: ScriptedStudio) -> None:
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    studio.publish(obs=STATES["away"])
    until(lambda: "OBS does not answer at port 4455." in words(page))
    (password,) = page.findChildren(QLineEdit)
    assert not password.isVisible()
    studio.publish(obs=STATES["password"])
    until(password.isVisible)
    assert named(page, QLineEdit, "Password of OBS's WebSocket server") is password
    (set_up,) = (one for one in page.findChildren(QPushButton) if one.text() == "Set Up OBS")
    assert not set_up.isVisible(), "it would ask again, whatever was typed"
    QTest.keyClicks(password, "s3cret")
    assert password.echoMode() == QLineEdit.EchoMode.Password
    click(page, "Connect")
    assert studio.posted[-1] == KeepObsPassword("s3cret")
    assert not password.text()
    studio.publish(obs=ObsState(busy=True))
    until(lambda: "Talking with OBS" in words(page))
    assert not [one for one in page.findChildren(QPushButton) if one.text() == "Look Again" and one.isEnabled()]


def test_enter_after_the_password_connects_and_leaves_the_settings_open(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    (password,) = page.findChildren(QLineEdit)
    for typed in ("wrong", "s3cret"):
        studio.publish(obs=ObsState(busy=True))
        until(lambda: "Talking with OBS" in words(page))
        studio.publish(obs=STATES["password"])
        until(password.isVisible)
        (dialog,) = window.findChildren(SettingsDialog)
        assert dialog.focusWidget() is password, "it is asked for, so it can be typed"
        QTest.keyClicks(password, typed)
        QTest.keyClick(password, Qt.Key.Key_Return)
        assert studio.posted[-1] == KeepObsPassword(typed)
        assert page.isVisible()


def test_the_address_is_copied_and_never_shown(window: MainWindow, studio: ScriptedStudio) -> None:
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    studio.publish(obs=STATES["ready"], browser_address="http://127.0.0.1:8788/?token=secret")
    until(lambda: "shows the host" in words(page))
    click(page, "Copy the Address")
    assert QApplication.clipboard().text() == "http://127.0.0.1:8788/?token=secret"
    assert "secret" not in words(page)


def test_an_obs_without_a_browser_source_is_offered_the_camera(window: MainWindow, studio: ScriptedStudio) -> None:
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    studio.publish(obs=STATES["no_browser"])
    until(lambda: "This OBS has no Browser Source." in words(page))
    (set_up,) = (one for one in page.findChildren(QPushButton) if one.text() == "Set Up OBS")
    assert not set_up.isVisible(), "it would come to the same"
    assert "Put “FlashTalk Studio host” into the scene: the virtual camera, without sound" in words(page)
    click(page, "Use the Virtual Camera")
    applied, wish = studio.posted[1:]
    assert isinstance(applied, ApplySettings)
    assert (applied.settings.obs.show, wish) == ("camera", SetUpObs()), "one press, and it is set up"


def test_what_stands_below_counts_when_a_button_is_pressed(window: MainWindow, studio: ScriptedStudio) -> None:
    window.open_settings("voice")
    (dialog,) = window.findChildren(SettingsDialog)
    type_into(named(dialog, QDoubleSpinBox, "Speed"), "150")  # of another page, and not decided yet
    window.open_settings("obs")
    (page,) = window.findChildren(ObsPage)
    studio.publish(obs=STATES["found"])
    until(lambda: "OBS 30.2.3 is there" in words(page))
    type_into(named(dialog, QSpinBox, "Port of OBS"), "4460")
    click(page, "Set Up OBS")
    applied, wish = studio.posted[-2:]
    assert isinstance(applied, ApplySettings)
    assert (applied.settings.obs.port, applied.settings.voice.rate, wish) == (4460, 1.0, SetUpObs())
