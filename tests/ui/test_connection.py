"""Settings > Connection: servers, keys, and the test of a connection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.base.errors import Problem
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.rungs import Rung, RungState
from app.base.settings import EngineSettings, LocalServerSettings, Settings, VoiceSettings
from app.studio.commands import (
    ApplySettings,
    KeepServerKey,
    LookForLocalServer,
    LookForServerKeys,
    StartLocalServer,
    StopLocalServer,
    StopTryingServer,
    TryServer,
    VerifyServer,
)
from app.studio.connection import ConnectionState
from app.studio.local_server import LocalServerState, LocalServerStatus
from app.ui.connection_test import ConnectionTest
from app.ui.local_server import how_to_install
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
RACK = ServerProfile(name="Rack", url="http://192.168.1.20:9000")
AWAY = ServerProfile(name="Away", url="ws://render.example.org:8765")
REACHED = Rung("reachable", RungState.GOOD, "It answers.", 8.0)
REFUSED = Rung("key", RungState.BAD, "The key is wrong.", 20.0, ("Enter another.",))


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    studio.publish(settings=Settings(omnirt=OmniRTSettings(servers=(RACK, AWAY))))
    window.open_settings("connection")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    until(lambda: field(dialog, "Address").text() == RACK.url)
    studio.posted.clear()
    return dialog


def field(dialog: SettingsDialog, name: str) -> QLineEdit:
    (found,) = [line for line in dialog.findChildren(QLineEdit) if line.accessibleName() == name]
    return found


def lines(dialog: SettingsDialog, name: str) -> QPlainTextEdit:
    (found,) = [one for one in dialog.findChildren(QPlainTextEdit) if one.accessibleName() == name]
    return found


def button(dialog: SettingsDialog, name: str) -> QPushButton:
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
    (found,) = [one for one in buttons if name in (one.text(), one.accessibleName())]
    return found


def write(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClicks(line, text)


def choose(dialog: SettingsDialog, name: str) -> None:
    (combo,) = [one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Server"]
    while combo.currentText() != name:
        QTest.keyClick(combo, Qt.Key.Key_Down)


def apply(dialog: SettingsDialog, studio: ScriptedStudio) -> OmniRTSettings:
    (box,) = dialog.findChildren(QDialogButtonBox)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Apply), LEFT)
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    return command.settings.omnirt


def seen(dialog: SettingsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_server_is_added_and_described(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    QTest.mouseClick(button(dialog, "Add a server"), LEFT)
    write(field(dialog, "Name"), "Far away")
    write(field(dialog, "Address"), "wss://gpu.example.org/talk")
    lines(dialog, "Headers").setPlainText("X-Team: news\n")
    lines(dialog, "Other addresses").setPlainText("wav2lip = https://lips.example.org")
    omnirt = apply(dialog, studio)
    assert omnirt.server == "Far away"
    assert omnirt.servers == (
        RACK,
        AWAY,
        ServerProfile(
            name="Far away",
            url="wss://gpu.example.org/talk",
            headers={"X-Team": "news"},
            endpoints={"wav2lip": "https://lips.example.org"},
        ),
    )


def test_a_server_is_chosen_and_removed(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    choose(dialog, "Away")
    assert field(dialog, "Address").text() == AWAY.url
    assert apply(dialog, studio).server == "Away"
    QTest.mouseClick(button(dialog, "Remove this server"), LEFT)
    assert apply(dialog, studio).servers == (RACK,)


def test_how_a_server_blends_wav2lips_mouth_is_its_own(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    (mouth,) = [one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Wav2Lip's mouth"]
    assert not mouth.isVisible(), "another model is chosen"
    (model,) = [one for one in dialog.findChildren(QComboBox) if one.findData("musetalk") >= 0]
    while model.currentData() != "wav2lip":
        QTest.keyClick(model, Qt.Key.Key_Down)
    assert mouth.isVisible()
    choose(dialog, "Away")
    QTest.keyClick(mouth, Qt.Key.Key_Home)
    assert mouth.currentText() == "Plain"
    (server,) = [one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Server"]
    QTest.keyClick(server, Qt.Key.Key_Home)
    assert mouth.currentText() == "Improved"
    servers = apply(dialog, studio).servers
    assert [server.wav2lip_postprocess for server in servers] == ["easy_improved", "basic"]


def test_what_is_no_address_cannot_be_applied(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    write(field(dialog, "Address"), "gpu 9000")
    assert "an address looks like http://" in seen(dialog)
    (box,) = dialog.findChildren(QDialogButtonBox)
    assert not box.button(QDialogButtonBox.StandardButton.Apply).isEnabled()
    assert not button(dialog, "Test Connection").isEnabled()


def test_a_key_goes_to_the_keyring_and_not_into_the_settings(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    write(field(dialog, "Key"), "sk-1")
    QTest.mouseClick(button(dialog, "Keep Key"), LEFT)
    assert studio.posted == [KeepServerKey("Rack", "sk-1")]
    assert field(dialog, "Key").text() == ""
    studio.publish(connection=ConnectionState(keys={"Rack": True}))
    until(lambda: field(dialog, "Key").placeholderText() == "A key is kept")
    QTest.mouseClick(button(dialog, "Forget Key"), LEFT)
    assert studio.posted[-1] == KeepServerKey("Rack", "")


def test_a_computer_without_a_keyring(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(connection=ConnectionState(problem=Problem("secrets.x", "It is kept until you quit.")))
    until(lambda: "It is kept until you quit." in seen(dialog))


def test_the_page_looks_for_keys(window: MainWindow, dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    dialog.open_page("general")
    dialog.open_page("connection")
    assert LookForServerKeys(("Rack", "Away")) in studio.posted


def test_sending_in_clear_is_allowed_once(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    editor = dialog.findChild(QWidget, "omnirt.allow_plain")
    assert editor is not None
    (box,) = editor.findChildren(QCheckBox)
    assert not box.isVisible()
    choose(dialog, "Away")
    assert box.isVisible()
    assert "render.example.org" in seen(dialog)
    box.click()
    assert apply(dialog, studio).allow_plain == ("render.example.org",)


def test_the_address_of_the_model_that_is_used_is_asked_about(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    editor = dialog.findChild(QWidget, "omnirt.allow_plain")
    assert editor is not None
    (box,) = editor.findChildren(QCheckBox)
    lines(dialog, "Other addresses").setPlainText("flashtalk = ws://draws.example.org:8765")
    assert box.isVisible()
    assert "draws.example.org" in seen(dialog)
    box.click()
    assert apply(dialog, studio).allow_plain == ("draws.example.org",)


def test_the_key_of_a_server_that_is_gone_is_forgotten(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(connection=ConnectionState(keys={"Rack": True, "Away": True}))
    until(lambda: field(dialog, "Key").placeholderText() == "A key is kept")
    QTest.mouseClick(button(dialog, "Remove this server"), LEFT)
    assert not studio.posted, "it was not applied"
    apply(dialog, studio)
    assert KeepServerKey("Rack", "") in studio.posted
    assert KeepServerKey("Away", "") not in studio.posted


def test_a_test_is_of_what_is_shown_and_is_seen_as_it_goes(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    choose(dialog, "Away")
    QTest.mouseClick(button(dialog, "Test Connection"), LEFT)
    command = studio.posted[-1]
    assert isinstance(command, TryServer)
    assert command.settings.server == "Away"
    studio.publish(connection=ConnectionState(True, "Away: flashtalk", (REACHED,)))
    until(lambda: "It answers." in seen(dialog))
    QTest.mouseClick(button(dialog, "Stop"), LEFT)
    assert studio.posted[-1] == StopTryingServer()
    studio.publish(connection=ConnectionState(False, "Away: flashtalk", (REACHED, REFUSED)))
    until(lambda: "Enter another." in seen(dialog))
    assert seen(dialog).count("It answers.") == 1
    QTest.mouseClick(button(dialog, "Copy Report"), LEFT)
    copied = QApplication.clipboard().text()
    assert copied.splitlines() == [
        "Test of the connection to Away: flashtalk",
        "[good] reachable (8 ms): It answers.",
        "[bad] key (20 ms): The key is wrong.",
        "    Enter another.",
    ]


def test_another_test_begins_on_a_clean_page(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(connection=ConnectionState(False, "Rack: flashtalk", (REACHED, REFUSED)))
    until(lambda: "Enter another." in seen(dialog))
    studio.publish(connection=ConnectionState(True, "Rack: flashtalk"))
    until(lambda: "It answers." not in seen(dialog))
    assert "Enter another." not in seen(dialog)


def test_a_verification_is_of_what_is_shown_and_is_seen_as_it_goes(
    dialog: SettingsDialog, studio: ScriptedStudio
) -> None:
    (test,) = dialog.findChildren(ConnectionTest)
    (bar,) = test.findChildren(QProgressBar)
    assert not bar.isVisible()
    choose(dialog, "Away")
    QTest.mouseClick(button(dialog, "Verify"), LEFT)
    command = studio.posted[-1]
    assert isinstance(command, VerifyServer)
    assert command.settings.server == "Away"
    under_way = ConnectionState(True, "Away: flashtalk", (REACHED,), verified=True)
    studio.publish(connection=under_way)
    until(bar.isVisible)
    assert bar.value() == 0
    assert not button(dialog, "Test Connection").isEnabled()
    studio.publish(connection=replace(under_way, spoken_s=23.4))
    until(lambda: "Speaking: 23 of 60 s" in seen(dialog))
    assert bar.value() == 23
    studio.publish(connection=replace(under_way, spoken_s=60.0))
    until(lambda: "Looking at what was seen and heard" in seen(dialog))
    QTest.mouseClick(button(dialog, "Stop"), LEFT)
    assert studio.posted[-1] == StopTryingServer()
    studio.publish(connection=replace(under_way, testing=False, rungs=(REACHED, REFUSED)))
    until(lambda: "Enter another." in seen(dialog))
    assert not bar.isVisible()
    assert button(dialog, "Test Connection").isEnabled()
    QTest.mouseClick(button(dialog, "Copy Report"), LEFT)
    assert QApplication.clipboard().text().splitlines()[0] == "Verification of Away: flashtalk"


def test_a_test_leaves_verify_alone_until_it_is_over(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(connection=ConnectionState(True, "Rack: flashtalk", (REACHED,)))
    until(lambda: not button(dialog, "Verify").isEnabled())
    assert button(dialog, "Stop").isEnabled()
    studio.publish(connection=ConnectionState(False, "Rack: flashtalk", (REACHED,)))
    until(button(dialog, "Verify").isEnabled)


def test_a_voice_of_the_server_that_draws_is_warned_of(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    warning = "cannot draw while it makes speech"
    assert warning not in seen(dialog)
    studio.publish(
        settings=Settings(
            engine=EngineSettings(kind="omnirt"),
            omnirt=OmniRTSettings(servers=(RACK, AWAY)),
            voice=VoiceSettings(providers=("omnirt",), omnirt_url=RACK.url),
        )
    )
    until(lambda: warning in seen(dialog))
    dialog.open_page("voice")
    assert warning in seen(dialog)
    dialog.open_page("video")
    assert warning not in seen(dialog)
    dialog.open_page("connection")
    choose(dialog, "Away")
    assert warning not in seen(dialog)


# ---- OmniRT on this computer


def show_local(studio: ScriptedStudio, status: LocalServerStatus, **more: Any) -> None:
    studio.publish(connection=ConnectionState(local=LocalServerState(status, "/opt/omnirt", **more)))


def offers(dialog: SettingsDialog, name: str) -> bool:
    return any(one.text() == name and one.isVisible() for one in dialog.findChildren(QPushButton))


def said(dialog: SettingsDialog) -> str:
    return named(dialog, QLabel, "How OmniRT on this computer is doing").text()


def test_the_page_looks_for_omnirt_and_says_how_to_install_it(
    dialog: SettingsDialog, studio: ScriptedStudio, qapp: QApplication
) -> None:
    dialog.open_page("general")
    dialog.open_page("connection")
    assert LookForLocalServer(LocalServerSettings()) in studio.posted
    show_local(studio, LocalServerStatus.MISSING)
    until(lambda: said(dialog) == "OmniRT is not installed on this computer.")
    for number, line in enumerate(how_to_install(9000), 1):
        QTest.mouseClick(named(dialog, QPushButton, f"Copy line {number}"), LEFT)
        assert qapp.clipboard().text() == line
    assert not offers(dialog, "Start")


def test_it_is_started_as_the_dialog_says_and_stopped(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show_local(studio, LocalServerStatus.STOPPED)
    until(lambda: said(dialog) == "Installed, and not running.")
    editor = dialog.findChild(QWidget, "local_server.port")  # the remote control has a port, too
    assert editor is not None
    (port,) = editor.findChildren(QSpinBox)
    assert isinstance(port, QSpinBox)
    port.setValue(9100)
    QTest.mouseClick(button(dialog, "Start"), LEFT)
    assert studio.posted[-1] == StartLocalServer(LocalServerSettings(port=9100))
    for status in (LocalServerStatus.STARTING, LocalServerStatus.RUNNING):
        show_local(studio, status, url="http://127.0.0.1:9100")
        until(lambda: offers(dialog, "Stop"))
    until(lambda: "http://127.0.0.1:9100" in said(dialog))
    QTest.mouseClick(button(dialog, "Stop"), LEFT)
    assert StopLocalServer() in studio.posted


def test_one_that_failed_says_why_and_can_be_started_again(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    problem = Problem("local_server.ended", 'OmniRT has stopped by itself: "No CUDA".', "All it said: omnirt.log")
    show_local(studio, LocalServerStatus.FAILED, problem=problem)
    until(lambda: said(dialog) == problem.message)
    assert button(dialog, "Start").isEnabled()


def test_one_that_runs_is_taken_among_the_servers(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show_local(studio, LocalServerStatus.RUNNING, url="http://127.0.0.1:9000")
    until(lambda: offers(dialog, "Use It"))
    QTest.mouseClick(button(dialog, "Use It"), LEFT)
    assert field(dialog, "Name").text() == "This computer"
    assert field(dialog, "Address").text() == "http://127.0.0.1:9000"
    studio.publish(microphone_on=True)  # the next snapshot
    until(lambda: not offers(dialog, "Use It"))


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("linux", "~/omnirt/bin/pip install 'omnirt[server]'"),
        ("win32", '%USERPROFILE%\\omnirt\\Scripts\\pip install "omnirt[server]"'),
    ],
)
def test_the_lines_are_those_of_the_system(platform: str, line: str) -> None:
    lines = how_to_install(9000, platform)
    assert lines[1] == line
    assert lines[2].endswith("omnirt serve --host 127.0.0.1 --port 9000")
