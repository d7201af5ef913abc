"""The assistant of the first start: all of it by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.paths import Paths
from app.base.settings import CameraSettings, EngineSettings, Settings, VoiceSettings, WindowSettings
from app.parts import RealParts
from app.sinks.virtual_camera import VirtualCamera
from app.studio.checkup import PreflightState
from app.studio.commands import (
    ApplySettings,
    CheckEverything,
    LookForServerKeys,
    MendFinding,
    OpenImport,
    SelectAvatar,
    SetMicrophone,
    SpeakText,
    StartCamera,
    TryServer,
)
from app.studio.snapshot import OutputState
from app.studio.studio import Studio
from app.ui.assistant import Assistant
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.helpers import file_camera
from tests.helpers.file_camera import SHOWN, FileCameraReader
from tests.helpers.qt import drop, named, until
from tests.helpers.scripted_studio import ScriptedStudio, draw_host
from tests.ui.preflight_scenes import GOOD, NAMES, TROUBLED

LEFT = Qt.MouseButton.LeftButton
ENTER, SPACE, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape


@pytest.fixture
def assistant(window: MainWindow) -> Assistant:
    window.before_show.open_assistant()
    (assistant,) = window.findChildren(Assistant)
    until(assistant.isActiveWindow)
    return assistant


def press(key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def step(assistant: Assistant) -> str:
    """The page that is marked in the list of pages."""
    marked = [label for label in assistant.findChildren(QLabel) if label.property("now") == "true"]
    return marked[0].text().split()[-1]


def said(assistant: Assistant) -> str:
    return "\n".join(label.text() for label in assistant.findChildren(QLabel) if label.isVisible())


def go_to(assistant: Assistant, page: str) -> None:
    while step(assistant) != page:
        press(ENTER)


def test_it_leads_through_five_pages_by_enter_alone_and_is_remembered(
    window: MainWindow, assistant: Assistant, studio: ScriptedStudio
) -> None:
    seen = [step(assistant)]
    for _ in range(4):
        press(ENTER)
        seen.append(step(assistant))
    assert seen == ["Engine", "Voice", "Avatar", "Output", "Preflight"]
    assert [command for command in studio.posted if command != CheckEverything()] == [], "nothing was chosen"
    QTest.mouseClick(named(assistant, QPushButton, "Back"), LEFT)
    assert step(assistant) == "Output"
    press(ENTER)
    QTest.mouseClick(named(assistant, QPushButton, "Finish"), LEFT)
    assert studio.posted[-1:] == [ApplySettings(Settings(window=WindowSettings(assistant_done=True)))]
    until(lambda: not window.findChildren(Assistant))


def test_it_can_be_skipped_and_opened_again(window: MainWindow, assistant: Assistant, studio: ScriptedStudio) -> None:
    press(ESCAPE)
    assert studio.posted == [ApplySettings(Settings(window=WindowSettings(assistant_done=True)))]
    until(lambda: not window.findChildren(Assistant))
    studio.publish(settings=Settings(window=WindowSettings(assistant_done=True)), camera=OutputState.ON)
    until(lambda: window.controls.camera.text() == "Stop Virtual Camera")
    (tools,) = [action.menu() for action in window.menuBar().actions() if action.text() == "&Tools"]
    (again,) = [one for one in tools.actions() if one.text() == "&First Steps…"]  # type: ignore[attr-defined]
    again.trigger()
    (assistant,) = window.findChildren(Assistant)
    studio.posted.clear()
    QTest.mouseClick(named(assistant, QPushButton, "Skip"), LEFT)
    assert studio.posted == [], "it is known already"


def test_a_window_that_closes_takes_it_along_and_the_next_start_opens_it(
    window: MainWindow, assistant: Assistant, studio: ScriptedStudio
) -> None:
    window.quit_without_asking()
    assert not assistant.isVisible()
    assert studio.posted == []


def test_the_host_is_seen_on_every_page(assistant: Assistant, studio: ScriptedStudio) -> None:
    until(lambda: assistant.stage.isVisible())
    studio.show(draw_host(1280, 720))
    until(lambda: assistant.stage.picture_rect.width() > 0 and _brightness(assistant) > 60)


def _brightness(assistant: Assistant) -> int:
    image = assistant.stage.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).lightness()


def test_a_server_is_entered_tried_and_taken_when_the_page_is_left(
    assistant: Assistant, studio: ScriptedStudio
) -> None:
    QTest.mouseClick(named(assistant, QRadioButton, "A remote server"), LEFT)
    address = named(assistant, QLineEdit, "Address")
    assert not [one for one in assistant.findChildren(QLineEdit) if one.accessibleName() == "Name" and one.isVisible()]
    until(address.hasFocus)
    address.selectAll()
    QTest.keyClicks(address, "nonsense")
    press(ENTER)
    assert step(assistant) == "Engine", "there is no such address"
    address.selectAll()
    QTest.keyClicks(address, "http://10.0.0.2:9000")
    QTest.mouseClick(named(assistant, QPushButton, "Test Connection"), LEFT)
    omnirt = OmniRTSettings(servers=(ServerProfile(name="Server 1", url="http://10.0.0.2:9000"),))
    assert studio.posted[-1:] == [TryServer(omnirt)]
    press(ENTER)
    assert step(assistant) == "Voice"
    assert studio.posted[-1:] == [ApplySettings(Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt))]


def test_a_server_that_is_known_can_be_tried_as_it_is(window: MainWindow, studio: ScriptedStudio) -> None:
    omnirt = OmniRTSettings(servers=(ServerProfile(name="Rack", url="http://10.0.0.2:9000"),))
    studio.publish(settings=Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt), engine_name="")
    status = window.findChild(QLabel, "status_engine")
    assert status is not None
    until(lambda: "Rack" in status.text())
    window.before_show.open_assistant()
    (assistant,) = window.findChildren(Assistant)
    until(assistant.isActiveWindow)
    until(lambda: LookForServerKeys(("Rack",)) in studio.posted)
    QTest.mouseClick(named(assistant, QPushButton, "Test Connection"), LEFT)
    assert studio.posted[-1:] == [TryServer(omnirt)]


def test_who_wants_the_graphics_card_is_told_whether_there_is_one(assistant: Assistant, studio: ScriptedStudio) -> None:
    radio = named(assistant, QRadioButton, "Just try")
    until(radio.hasFocus)
    QTest.keyClick(radio, Qt.Key.Key_Down)
    QTest.keyClick(named(assistant, QRadioButton, "This computer's graphics card"), SPACE)
    assert CheckEverything() in studio.posted
    studio.publish(preflight=PreflightState(NAMES, GOOD))
    until(lambda: "RTX 4090" in said(assistant))
    press(ENTER)
    assert studio.posted[-1:] == [ApplySettings(Settings(engine=EngineSettings(kind="local")))]


def test_the_microphone_is_switched_on_and_its_level_judged(assistant: Assistant, studio: ScriptedStudio) -> None:
    go_to(assistant, "Voice")
    press(SPACE)
    assert studio.posted[-1:] == [SetMicrophone(on=True)]
    studio.publish(microphone_on=True, speech_heard=False)
    until(lambda: "Say a sentence" in said(assistant))
    studio.publish(speech_heard=True, microphone_level_dbfs=-40.0, microphone_out_dbfs=-42.0)
    until(lambda: "A little soft." in said(assistant))
    QTest.mouseClick(named(assistant, QPushButton, "Louder"), LEFT)
    assert studio.posted[-1:] == [ApplySettings(Settings(voice=VoiceSettings(gain_db=6)))]
    studio.publish(settings=Settings(voice=VoiceSettings(gain_db=6)), microphone_out_dbfs=-14.0)
    until(lambda: "A good level." in said(assistant))
    studio.publish(microphone_level_dbfs=-0.2)
    until(lambda: "Too loud" in said(assistant))


def test_a_typed_line_is_spoken(assistant: Assistant, studio: ScriptedStudio) -> None:
    go_to(assistant, "Voice")
    line = named(assistant, QPlainTextEdit, "Line to speak")
    line.setFocus()
    QTest.keyClicks(line, "Hello!")
    QTest.keyClick(line, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert studio.posted[-1:] == [SpeakText("Hello!")]
    assert step(assistant) == "Voice"


def test_an_avatar_is_chosen_by_arrow_or_dropped(assistant: Assistant, studio: ScriptedStudio, tmp_path: Path) -> None:
    go_to(assistant, "Avatar")
    press(Qt.Key.Key_Right)
    press(ENTER)
    assert [command for command in studio.posted if command != CheckEverything()] == [SelectAvatar("ben")]
    assert step(assistant) == "Output", "Enter takes it and goes on"
    picture = tmp_path / "me.png"
    assert drop(assistant, QUrl.fromLocalFile(str(picture)))
    assert studio.posted[-1:] == [OpenImport(picture)]


def test_the_camera_is_started_and_what_is_missing_is_mended(assistant: Assistant, studio: ScriptedStudio) -> None:
    go_to(assistant, "Output")
    assert studio.posted[-1:] == [CheckEverything()]
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "v4l2loopback is installed" in said(assistant))
    QTest.mouseClick(named(assistant, QPushButton, "Fix: Virtual camera"), LEFT)
    assert studio.posted[-1:] == [MendFinding("camera")]
    named(assistant, QPushButton, "Start Virtual Camera").setFocus()
    press(SPACE)
    assert studio.posted[-1:] == [StartCamera()]
    studio.publish(camera=OutputState.ON, camera_device="Virtual Camera")
    until(lambda: "Stop Virtual Camera" in [button.text() for button in assistant.findChildren(QPushButton)])
    press(ENTER)
    assert "choose “Virtual Camera” in the other program" in said(assistant)


def test_after_what_was_mended_the_keys_lead_on(assistant: Assistant, studio: ScriptedStudio) -> None:
    go_to(assistant, "Output")
    studio.publish(preflight=PreflightState(NAMES, TROUBLED))
    until(lambda: "no virtual cable" in said(assistant))
    named(assistant, QPushButton, "Fix: Sound in other programs").setFocus()
    press(SPACE)
    studio.publish(preflight=PreflightState(NAMES, TROUBLED, mending="audio_out"))
    until(lambda: QApplication.focusWidget() is named(assistant, QPushButton, "Next"))


def test_every_control_has_a_name_for_screen_readers(assistant: Assistant) -> None:
    nameless = [
        widget
        for kind in (QPushButton, QComboBox, QRadioButton, QLineEdit, QPlainTextEdit)
        for widget in assistant.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        and not widget.objectName().startswith(("qt_", "__qt__"))
    ]
    assert nameless == []


@pytest.fixture
def real_window(tmp_path: Path, theme: Theme) -> Iterator[tuple[MainWindow, FileCameraReader, list[Settings]]]:
    """The studio as it is on its first start, with all real parts but the camera's last step, which is a file."""
    paths = Paths.find(tmp_path)
    paths.make()
    real = RealParts(paths)

    def camera(settings: CameraSettings) -> VirtualCamera:
        wanted = settings.model_copy(update={"backend": "obs", "device": str(tmp_path / "camera")})
        return VirtualCamera(wanted, paths.runtime, paths.logs, file_camera.command())

    saved: list[Settings] = []
    studio = Studio(replace(real.parts(), camera=camera), Settings(), saved.append)
    studio.start()
    window = MainWindow(studio, paths, theme)
    window.show()
    yield window, FileCameraReader(tmp_path / "camera"), saved
    window.quit_without_asking()
    window.deleteLater()
    studio.close()
    real.close()


@pytest.mark.slow
@pytest.mark.serial
def test_from_the_first_start_to_on_camera_with_the_built_in_engine(
    real_window: tuple[MainWindow, FileCameraReader, list[Settings]],
) -> None:
    window, camera, saved = real_window
    window.before_show.open_assistant()
    (assistant,) = window.findChildren(Assistant)
    until(assistant.isActiveWindow)
    go_to(assistant, "Output")  # what is offered first is taken: engine, voice and avatar
    press(SPACE)
    until(lambda: any(record.kind == SHOWN for record in camera.new()), timeout_s=60)
    until(lambda: "Stop Virtual Camera" in [button.text() for button in assistant.findChildren(QPushButton)])
    press(ENTER)
    until(lambda: "Your host is on camera" in said(assistant))
    press(ENTER)
    until(lambda: bool(saved) and saved[-1].window.assistant_done)
