"""Voice panel, files and keys: what the user does becomes a command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.base.settings import EngineSettings, Settings
from app.studio.commands import ApplySettings, Interrupt, SetMicrophone, SpeakFile, SpeakText
from app.studio.snapshot import SpeechState
from app.ui.level_meter import LevelMeter
from app.ui.main_window import MainWindow
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import drop, named, until
from tests.helpers.scripted_studio import ScriptedStudio

Ctrl = Qt.KeyboardModifier.ControlModifier


def test_ctrl_enter_speaks_the_line_and_the_next_key_replaces_it(window: MainWindow, studio: ScriptedStudio) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    assert QApplication.focusWidget() is line
    QTest.keyClicks(line, "Hello there ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, "friends")
    assert studio.posted == []
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl)
    assert studio.posted == [SpeakText("Hello there \nfriends")]
    QTest.keyClick(line, Qt.Key.Key_Enter, Ctrl)
    assert len(studio.posted) == 2
    QTest.keyClicks(line, "b")
    assert line.toPlainText() == "b"


def test_nothing_is_spoken_where_nothing_was_typed(window: MainWindow, studio: ScriptedStudio) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    speak = named(window, QPushButton, "Speak")
    assert not speak.isEnabled()
    QTest.keyClicks(line, "  ")
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl)
    assert not speak.isEnabled()
    assert studio.posted == []
    QTest.keyClicks(line, "now")
    QTest.mouseClick(speak, Qt.MouseButton.LeftButton)
    assert studio.posted == [SpeakText("now")]


def test_escape_interrupts_from_anywhere(window: MainWindow, studio: ScriptedStudio) -> None:
    QTest.keyClick(named(window, QPlainTextEdit, "Line to speak"), Qt.Key.Key_Escape)
    QTest.keyClick(named(window, QComboBox, "Sound device"), Qt.Key.Key_Escape)
    assert studio.posted == [Interrupt(), Interrupt()]


def test_interrupt_button_follows_speech(window: MainWindow, studio: ScriptedStudio) -> None:
    button = named(window, QPushButton, "Interrupt")
    assert not button.isEnabled()
    studio.publish(speech=SpeechState.SPEAKING, speaking_text="interview.wav")
    until(button.isEnabled)
    assert named(window, ElidedLabel, "What is being spoken").text() == "Speaking: interview.wav"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert studio.posted == [Interrupt()]


def test_m_mutes_but_not_while_typing(window: MainWindow, studio: ScriptedStudio) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    QTest.keyClicks(line, "Mum")
    assert line.toPlainText() == "Mum"
    assert studio.posted == []
    settings = named(window, QPushButton, "Settings")
    settings.setFocus()
    QTest.keyClick(settings, Qt.Key.Key_M)
    assert studio.posted == [SetMicrophone(on=True)]
    microphone = named(window, QPushButton, "Microphone")
    assert not microphone.isChecked(), "the studio says what is, not the key"
    studio.publish(microphone_on=True)
    until(microphone.isChecked)
    assert microphone.text() == "Mic On"
    QTest.keyClick(settings, Qt.Key.Key_M)
    assert studio.posted[-1] == SetMicrophone(on=False)


def test_microphone_switch_and_device(window: MainWindow, studio: ScriptedStudio) -> None:
    microphone = named(window, QPushButton, "Microphone")
    QTest.mouseClick(microphone, Qt.MouseButton.LeftButton)
    assert not microphone.isChecked()
    device = named(window, QComboBox, "Microphone device")
    assert [device.itemText(row) for row in range(device.count())] == ["System default", "Mini Mic", "Webcam"]
    device.setFocus()
    QTest.keyClick(device, Qt.Key.Key_Down)
    assert studio.posted == [SetMicrophone(on=True), SetMicrophone(on=False, device="Mini Mic")]


def test_unplugged_device_is_named_as_such_and_comes_back(window: MainWindow, studio: ScriptedStudio) -> None:
    settings = studio.snapshot().settings
    voice = settings.voice.model_copy(update={"microphone": "Webcam"})
    studio.publish(
        settings=settings.model_copy(update={"voice": voice}),
        microphones=("Mini Mic",),
        microphone_on=True,
        microphone_lost=True,
    )
    device = named(window, QComboBox, "Microphone device")
    until(lambda: device.currentText() == "Not connected: Webcam")
    assert device.currentData() == "Webcam"
    assert named(window, ElidedLabel, "What is being spoken").text() == "Waiting for the microphone."
    assert not window.voice.gate.isVisible(), "there is nothing to let through"
    studio.publish(microphones=("Mini Mic", "Webcam"), microphone_lost=False)
    until(lambda: device.currentText() == "Webcam")
    assert window.voice.gate.isVisible()


def test_scrolling_over_a_device_changes_nothing(window: MainWindow, studio: ScriptedStudio) -> None:
    from PySide6.QtGui import QWheelEvent

    device = named(window, QComboBox, "Microphone device")
    centre = QPointF(device.rect().center())
    wheel = QWheelEvent(
        centre,
        device.mapToGlobal(centre),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(device, wheel)
    assert device.currentText() == "System default"
    assert studio.posted == []


def test_dropped_media_file_is_spoken(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    for name in ("говорю 直播.WAV", "clip.mp4"):
        assert drop(window, QUrl.fromLocalFile(str(tmp_path / name)))
    assert studio.posted == [SpeakFile(tmp_path / "говорю 直播.WAV"), SpeakFile(tmp_path / "clip.mp4")]


@pytest.mark.parametrize("url", ["file:///tmp/notes.pdf", "https://example.com/speech.wav"])
def test_other_things_cannot_be_dropped(window: MainWindow, studio: ScriptedStudio, url: str) -> None:
    assert not drop(window, QUrl(url))
    assert studio.posted == []


def test_text_box_leaves_dropped_files_to_the_window(window: MainWindow) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    assert not line.acceptDrops()
    assert not line.viewport().acceptDrops()


def test_file_button_opens_a_dialog_that_does_not_block(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path
) -> None:
    (tmp_path / "speech.wav").write_bytes(b"")
    QTest.mouseClick(named(window, QPushButton, "Open audio or video file"), Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(tmp_path / "speech.wav"))
    dialog.accept()
    assert studio.posted == [SpeakFile(tmp_path / "speech.wav")]
    until(lambda: not window.findChildren(QFileDialog))


def test_meter_holds_its_peak_and_comes_to_rest(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    meter = named(window, LevelMeter, "Microphone level before the gate")
    studio.publish(microphone_on=True, microphone_level_dbfs=-12.0)
    until(lambda: meter.peak_dbfs == -12.0)
    studio.publish(microphone_level_dbfs=-40.0)
    qtbot.wait(300)
    assert meter.peak_dbfs == -12.0
    studio.publish(microphone_on=False)
    until(lambda: meter.peak_dbfs == -60.0)
    until(lambda: not meter.busy)


def test_labels_are_plain_text(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(speech=SpeechState.SPEAKING, speaking_text="<img src='file:///x'>")
    label = named(window, ElidedLabel, "What is being spoken")
    until(lambda: "img" in label.text())
    assert isinstance(label, QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText


def of_server(studio: ScriptedStudio, **changes: Any) -> Settings:
    """Settings with an OmniRT server."""
    settings = studio.snapshot().settings
    return settings.model_copy(update={"engine": EngineSettings(kind="omnirt", **changes)})


def test_the_drive_is_chosen_only_where_the_server_follows_cameras(window: MainWindow, studio: ScriptedStudio) -> None:
    drive, webcam = (
        next(combo for combo in window.findChildren(QComboBox) if combo.accessibleName() == name)
        for name in ("Driven by", "Your camera")
    )
    assert not drive.isVisible()
    studio.publish(settings=of_server(studio), camera_drive=True, webcams=("Brio", "Brio (2)"))
    until(drive.isVisible)
    assert not webcam.isVisible()
    assert drive.currentText() == "Microphone"
    pick(drive, "Camera and microphone")
    wanted = of_server(studio, drive="webcam")
    assert studio.posted == [ApplySettings(wanted)]
    studio.publish(settings=wanted)
    until(webcam.isVisible)
    assert webcam.currentText() == "The first one"
    pick(webcam, "Brio (2)")
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    assert command.settings.voice.webcam == "Brio (2)"
    assert command.settings.engine.follows_camera


def test_what_the_host_follows_is_said(window: MainWindow, studio: ScriptedStudio) -> None:
    state = named(window, ElidedLabel, "What is being spoken")
    live = {"speech": SpeechState.LIVE, "microphone_on": True, "webcam_on": True}
    studio.publish(settings=of_server(studio, drive="webcam"), camera_drive=True, **live)
    until(lambda: state.text() == "The host follows your face, with your voice.")
    studio.publish(webcam_lost=True)
    until(lambda: state.text() == "Waiting for the camera; the host rests.")


def pick(combo: QComboBox, text: str) -> None:
    """Choose as a user does."""
    combo.setCurrentIndex(combo.findText(text))
    combo.activated.emit(combo.currentIndex())


def test_a_long_sentence_is_cut_at_its_end(window: MainWindow, studio: ScriptedStudio) -> None:
    words = "Good evening everybody, and welcome to the show about cameras under a hundred euros!"
    studio.publish(speech=SpeechState.SPEAKING, speaking_text=words)
    until(lambda: "Good evening" in window.voice.state.text())
    shown = window.voice.state.shown()
    assert shown.startswith("Speaking: Good evening every")
    assert shown.endswith("…")
