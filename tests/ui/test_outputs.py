"""Controls, audio panel and the line of numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.base.errors import Problem, Severity
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings
from app.studio.commands import (
    ApplySettings,
    Command,
    LookForObs,
    PauseRecording,
    ReleaseEngine,
    SetAudioOut,
    StartBrowserSource,
    StartCamera,
    StartRecording,
    StopBrowserSource,
    StopCamera,
    StopRecording,
    WarmUp,
)
from app.studio.snapshot import EngineState, Measures, OutputState
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.widgets import Column, ElidedLabel
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
LOOKS = {OutputState.STARTING: "waiting", OutputState.ON: "live", OutputState.LOST: "waiting"}


def label(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


@pytest.mark.parametrize(
    ("key", "field", "start", "stop"),
    [
        (Qt.Key.Key_F7, "camera", StartCamera(), StopCamera()),
        (Qt.Key.Key_F8, "recording", StartRecording(), StopRecording()),
    ],
    ids=["F7", "F8"],
)
def test_keys_start_and_stop(
    window: MainWindow,
    studio: ScriptedStudio,
    key: Qt.Key,
    field: str,
    start: Command,
    stop: Command,
) -> None:
    QTest.keyClick(window, key)
    assert studio.posted == [start]
    button = {"camera": window.controls.camera, "recording": window.controls.record}[field]
    for state in (OutputState.STARTING, OutputState.ON, OutputState.LOST):
        studio.publish(**{field: state})
        before = len(studio.posted)
        until(lambda: button.property("look") == LOOKS[state])  # noqa: B023  # over before the loop goes on
        QTest.keyClick(window, key)
        assert studio.posted[before:] == [stop]


def test_buttons_say_in_obs_s_words_what_they_do(window: MainWindow, studio: ScriptedStudio) -> None:
    QTest.mouseClick(named(window, QPushButton, "Start Virtual Camera"), LEFT)
    QTest.mouseClick(named(window, QPushButton, "Start Recording"), LEFT)
    pause = named(window, QToolButton, "Pause Recording")
    assert not pause.isEnabled()
    studio.publish(camera=OutputState.ON, recording=OutputState.ON)
    until(pause.isEnabled)
    QTest.mouseClick(pause, LEFT)
    studio.publish(recording=OutputState.PAUSED)
    until(lambda: pause.accessibleName() == "Unpause Recording")
    QTest.mouseClick(pause, LEFT)
    QTest.mouseClick(named(window, QPushButton, "Stop Recording"), LEFT)
    QTest.mouseClick(named(window, QPushButton, "Stop Virtual Camera"), LEFT)
    assert studio.posted == [
        StartCamera(),
        StartRecording(),
        PauseRecording(paused=True),
        PauseRecording(paused=False),
        StopRecording(),
        StopCamera(),
    ]


def test_the_browser_source_is_started_and_its_address_copied(window: MainWindow, studio: ScriptedStudio) -> None:
    QTest.mouseClick(named(window, QPushButton, "Start Browser Source"), LEFT)
    QTest.mouseClick(named(window, QToolButton, "Set Up OBS"), LEFT)
    (dialog,) = window.findChildren(SettingsDialog)
    assert dialog.page == "obs"
    dialog.reject()
    address = "http://127.0.0.1:8788/?token=secret"
    studio.publish(browser=OutputState.ON, browser_address=address)
    until(lambda: window.controls.browser.property("look") == "live")
    QTest.mouseClick(named(window, QToolButton, "Copy the Address for OBS"), LEFT)
    assert QApplication.clipboard().text() == address
    assert not [one for one in window.findChildren(QLabel) if "secret" in one.text()], "windows are streamed"
    assert label(window, "status_live").startswith("● LIVE")
    QTest.mouseClick(named(window, QPushButton, "Stop Browser Source"), LEFT)
    assert studio.posted == [StartBrowserSource(), LookForObs(), StopBrowserSource()]


def test_all_controls_are_seen_in_a_small_window(window: MainWindow, studio: ScriptedStudio) -> None:
    window.resize(1024, 700)
    path = Path("2026-11-28 19-29-08 Mira.mp4")
    studio.publish(recording=OutputState.ON, recording_path=path, recording_s=3.0)
    until(window.controls.pause.isEnabled)
    studio.publish(recording=OutputState.OFF)
    until(window.controls.saved.isVisible)
    column = window.findChild(Column)
    assert column is not None
    inside = column.widget()
    assert inside is not None
    assert inside.minimumSizeHint().height() <= column.height()


def test_a_recording_without_a_picture_is_not_called_saved(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(recording=OutputState.ON, recording_path=Path("/videos/a.mp4"))
    until(lambda: window.controls.record.text() == "Stop Recording")
    studio.publish(recording=OutputState.OFF)
    until(lambda: window.controls.record.text() == "Start Recording")
    assert not window.controls.saved.isVisible()


def test_finished_recording_is_named(window: MainWindow, studio: ScriptedStudio) -> None:
    path = Path("/videos/2026-11-23 20-15-00 Mira.mp4")
    studio.publish(recording=OutputState.ON, recording_path=path, recording_s=1.0)
    until(lambda: window.controls.record.text() == "Stop Recording")
    studio.publish(recording=OutputState.OFF)
    saved = window.controls.saved
    until(saved.isVisible)
    assert saved.text() == f"Saved {path.name}"
    studio.publish(recording=OutputState.ON)
    until(lambda: not saved.isVisible())


def test_sound_device_is_chosen_by_name(window: MainWindow, studio: ScriptedStudio) -> None:
    device = named(window, QComboBox, "Sound device")
    assert [device.itemText(row) for row in range(device.count())] == [
        "No sound device",
        "System default",
        "Virtual Cable",
        "Headphones",
    ]
    device.setFocus()
    for _ in range(3):
        QTest.keyClick(device, Qt.Key.Key_Down)
    QTest.keyClick(device, Qt.Key.Key_Home)
    assert studio.posted == [
        SetAudioOut("default"),
        SetAudioOut("Virtual Cable"),
        SetAudioOut("Headphones"),
        SetAudioOut(None),
    ]


def test_hearing_oneself_is_a_setting(window: MainWindow, studio: ScriptedStudio) -> None:
    hear = named(window, QCheckBox, "Hear my own voice")
    assert not hear.isEnabled(), "there is no device to hear it on"
    settings = studio.snapshot().settings
    with_device = settings.model_copy(
        update={"audio_out": settings.audio_out.model_copy(update={"device": "Headphones"})}
    )
    studio.publish(settings=with_device)
    until(hear.isEnabled)
    QTest.keyClick(hear, Qt.Key.Key_Space)
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    assert command.settings.audio_out.hear_microphone
    assert command.settings.audio_out.device == "Headphones"


def test_line_of_numbers(window: MainWindow, studio: ScriptedStudio) -> None:
    assert label(window, "status_fps") == "– fps"
    assert label(window, "status_delay") == "Delay –"
    measures = Measures(fps=29.97, delay_ms=118.4, av_drift_ms=-4.2, dropped=3, skipped=1, lagged=2)
    studio.publish(measures=measures, engine_name="Test card", engine_fake="draws numbers")
    until(lambda: label(window, "status_fps") == "30.0 fps")
    assert label(window, "status_delay") == "Delay 118 ms"
    assert label(window, "status_sync") == "Sync −4 ms"
    assert [label(window, f"status_{name}") for name in ("dropped", "skipped", "lagged")] == [
        "Dropped 3",
        "Skipped 1",
        "Lagged 2",
    ]
    engine = window.findChild(ElidedLabel, "status_engine")
    assert engine is not None
    assert engine.text() == "Not real: draws numbers. Engine: Test card"
    assert engine.property("tone") == "warn"
    fps = window.findChild(QLabel, "status_fps")
    assert fps is not None
    assert fps.property("tone") == "muted"
    studio.publish(measures=replace(measures, fps=24.0))
    until(lambda: fps.property("tone") == "warn")


def test_times_are_shown_while_on(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    assert label(window, "status_live") == ""
    studio.publish(camera=OutputState.ON, recording=OutputState.PAUSED, recording_s=4364.9)
    until(lambda: label(window, "status_live") == "● LIVE 00:00:00")
    assert label(window, "status_recording") == "● REC 01:12:44 (paused)"
    qtbot.wait(1050)
    studio.publish(recording_s=4366.0)
    until(lambda: label(window, "status_live") == "● LIVE 00:00:01")
    studio.publish(camera=OutputState.OFF, recording=OutputState.OFF)
    until(lambda: label(window, "status_live") == "")


def test_engine_that_is_not_ready_is_said_on_the_stage_and_in_the_numbers(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    engine = window.findChild(ElidedLabel, "status_engine")
    assert engine is not None
    for state, words in ((EngineState.RESTARTING, "restarting…"), (EngineState.FAILED, "failed")):
        studio.publish(engine=state)
        until(lambda: engine.text().endswith(words))  # noqa: B023  # over before the loop goes on


def test_a_server_s_state_is_said_and_its_session_can_be_opened_and_released(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    words, button = window.findChild(ElidedLabel, "status_engine"), window.findChild(QToolButton, "status_session")
    assert words is not None
    assert button is not None
    assert not button.isVisible()
    omnirt = OmniRTSettings(servers=(ServerProfile(name="GPU box", url="http://10.0.0.2:9000"),))
    settings = Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt)
    studio.publish(settings=settings, engine=EngineState.STANDBY, engine_name="")
    until(lambda: words.text() == "Engine: GPU box, ready to connect")
    button.click()
    studio.publish(engine=EngineState.READY, engine_name="OmniRT", session_s=3725.0)
    until(lambda: words.text() == "Engine: OmniRT, session 01:02:05")
    button.click()
    assert studio.posted == [WarmUp(), ReleaseEngine()]
    for state, said in (
        (EngineState.RENEWING, "renewing the session…"),
        (EngineState.WAITING, "slot is taken, waiting"),
    ):
        studio.publish(engine=state, engine_name="", session_s=None)
        until(lambda: words.text() == f"Engine: GPU box, {said}")  # noqa: B023 - it is called in this round alone
        assert button.text() == "Release"
    studio.publish(engine=EngineState.READY, engine_name="OmniRT", session_s=3725.0)
    slow = Problem("engine.slow", "The server is slow.", severity=Severity.WARNING)
    studio.publish(problems=(slow,))
    until(lambda: words.text() == "Engine: OmniRT, slow, session 01:02:05")
    taken = Problem("engine.omnirt.taken_over", "Another client draws.", severity=Severity.WARNING)
    studio.publish(
        problems=(taken,),
        engine=EngineState.RESTARTING,
        engine_retry_s=3.6,
        session_s=None,
        engine_name="Built in",
        standing_in="Built in",
    )
    until(
        lambda: (
            words.text()
            == "Engine: GPU box, taken over by another client, reconnecting in 4 s, Built in draws meanwhile"
        )
    )


def test_in_a_narrow_window_the_least_important_words_of_a_server_go_first(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    words = window.findChild(ElidedLabel, "status_engine")
    assert words is not None
    omnirt = OmniRTSettings(servers=(ServerProfile(name="GPU box", url="http://10.0.0.2:9000"),))
    settings = Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt)
    studio.publish(
        settings=settings,
        engine=EngineState.RESTARTING,
        engine_retry_s=3.6,
        engine_name="Built in",
        standing_in="Built in",
    )
    whole = "Engine: GPU box, reconnecting in 4 s, Built in draws meanwhile"
    until(lambda: words.text() == whole)
    said: list[str] = []
    width_px = words.fontMetrics().horizontalAdvance(whole) + 10
    for narrower_px in range(width_px, 0, -5):
        words.resize(narrower_px, words.height())
        if not said or said[-1] != words.shown():
            said.append(words.shown())
    assert said[:4] == [
        whole,
        "GPU box, reconnecting in 4 s, Built in draws meanwhile",
        "GPU box, reconnecting in 4 s",
        "reconnecting in 4 s",
    ]
    assert words.toolTip() == whole


def test_an_engine_that_is_down_has_no_name_and_needs_none(window: MainWindow, studio: ScriptedStudio) -> None:
    words = window.findChild(ElidedLabel, "status_engine")
    assert words is not None
    studio.publish(engine=EngineState.RESTARTING, engine_name="")
    until(lambda: words.text() == "Engine: restarting…")


def test_every_control_has_a_name_for_screen_readers(window: MainWindow) -> None:
    kinds = (QAbstractButton, QComboBox)
    nameless = [
        widget
        for kind in kinds
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        and widget.objectName() != "qt_menubar_ext_button"
        and not isinstance(widget.parent(), QLineEdit)  # what clears a field says so by itself
    ]
    assert nameless == []
