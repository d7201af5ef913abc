"""The gate on the meter: what the user sees of it, and how the threshold is moved."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from app.base.settings import Settings
from app.studio.commands import ApplySettings, Command
from app.studio.snapshot import SpeechState
from app.ui.level_meter import LevelMeter
from app.ui.main_window import MainWindow
from app.ui.microphone_meter import MicrophoneMeter
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio


def place(slider: QSlider, level_dbfs: float) -> QPoint:
    """Where on the meter a level is."""
    return QPoint(round(slider.width() * (level_dbfs + 60) / 60), slider.height() // 2)


def thresholds(posted: list[Command]) -> list[int]:
    """Thresholds that were asked for."""
    return [command.settings.voice.gate_dbfs for command in posted if isinstance(command, ApplySettings)]


def test_levels_before_and_after_are_shown(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(microphone_on=True, microphone_level_dbfs=-12.0, microphone_out_dbfs=-20.0)
    heard = named(window, LevelMeter, "Microphone level before the gate")
    on_air = named(window, LevelMeter, "Microphone level on air")
    until(lambda: heard.peak_dbfs == -12.0 and on_air.peak_dbfs == -20.0)


def test_the_gate_says_whether_it_is_open_and_why_not(window: MainWindow, studio: ScriptedStudio) -> None:
    gate = window.voice.gate
    state = named(window, ElidedLabel, "What is being spoken")
    assert not gate.isVisible()
    studio.publish(microphone_on=True, speech=SpeechState.LIVE, gate_open=True)
    until(lambda: gate.text() == "Open")
    assert state.text() == "Your voice is on the program."
    studio.publish(gate_open=False, speech_heard=True)
    until(lambda: gate.text() == "Too soft")
    studio.publish(speech_heard=False)
    until(lambda: gate.text() == "No speech")
    assert state.text() == "Waiting for your voice."


def test_the_threshold_is_dragged_and_asked_for_when_it_is_let_go(window: MainWindow, studio: ScriptedStudio) -> None:
    slider = named(window, QSlider, "Gate threshold")
    assert slider.value() == Settings().voice.gate_dbfs
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, -50))
    QTest.mouseMove(slider, place(slider, -40))
    studio.publish(microphone_on=True)
    until(lambda: window.voice.gate.text() == "No speech")
    assert slider.value() == -40, "a snapshot meanwhile does not take it out of the hand"
    assert thresholds(studio.posted) == []
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider, -31))
    assert thresholds(studio.posted) == [-31]
    assert "-31 dBFS" in slider.toolTip()


def test_the_threshold_stays_in_its_range(window: MainWindow, studio: ScriptedStudio) -> None:
    slider = named(window, QSlider, "Gate threshold")
    for level_dbfs, expected_dbfs in ((5.0, -10), (-70.0, -60)):
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place(slider, level_dbfs))
        assert thresholds(studio.posted)[-1] == expected_dbfs


def test_the_threshold_is_moved_with_the_keys(window: MainWindow, studio: ScriptedStudio) -> None:
    slider = named(window, QSlider, "Gate threshold")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert thresholds(studio.posted) == [Settings().voice.gate_dbfs + 1]


def test_without_a_word_beside_it_the_meter_takes_the_whole_width(window: MainWindow, studio: ScriptedStudio) -> None:
    meter, device = window.voice.meter, window.voice.device

    def at_the_end() -> bool:
        return bool(meter.geometry().right() == device.geometry().right())

    until(at_the_end)
    studio.publish(microphone_on=True, gate_open=True)
    until(lambda: not at_the_end())
    studio.publish(microphone_on=False, gate_open=False)
    until(at_the_end)


def test_without_a_gate_there_is_no_threshold(window: MainWindow, studio: ScriptedStudio) -> None:
    settings = Settings()
    voice = settings.voice.model_copy(update={"gate": False})
    studio.publish(settings=settings.model_copy(update={"voice": voice}), microphone_on=True, gate_open=True)
    until(lambda: not window.voice.meter.threshold.isVisible())
    assert isinstance(window.voice.meter, MicrophoneMeter)
    assert not window.voice.gate.isVisible()
