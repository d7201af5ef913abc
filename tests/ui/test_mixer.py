"""The Audio Mixer dock, worked as a person works it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from app.base.errors import AppError
from app.base.settings import AudioOutSettings, MixerSettings, Settings, VoiceSettings
from app.studio.calibration_state import CalibrationState
from app.studio.commands import ApplySettings, Calibrate, UseCalibration
from app.studio.snapshot import Measures, OutputState, SpeechState
from app.ui.main_window import MainWindow
from app.ui.meter import FLOOR_DBFS
from app.ui.mixer_dock import MixerDock
from app.ui.mixer_meter import DECAY_DB_PER_S, HOLD_S, Ballistics, MixerMeter
from app.ui.theme import Theme
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def mixer(window: MainWindow) -> MixerDock:
    window.mixer.toggleViewAction().trigger()
    until(window.mixer.isVisible)
    return window.mixer


def asked(studio: ScriptedStudio) -> Settings:
    """The settings that the studio was last asked to take over."""
    until(lambda: studio.posted)
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    return command.settings


def take_over(studio: ScriptedStudio, settings: Settings, **more: Any) -> None:
    studio.posted.clear()
    studio.publish(settings=settings, **more)


def test_a_calibration_is_asked_for_shown_and_used_only_by_the_user(mixer: MixerDock, studio: ScriptedStudio) -> None:
    panel = mixer.calibration
    assert not panel.begin.isEnabled()
    assert "Start the virtual camera" in panel.begin.toolTip()
    studio.publish(camera=OutputState.ON, audio_out=OutputState.ON)
    until(panel.begin.isEnabled)
    QTest.mouseClick(panel.begin, LEFT)
    (box,) = mixer.window().findChildren(QMessageBox)
    assert not studio.posted, "viewers would see the test card"
    QTest.mouseClick(next(one for one in box.buttons() if one.text() == "Calibrate"), LEFT)
    assert studio.posted == [Calibrate()]
    studio.publish(calibration=CalibrationState(busy=True))
    until(lambda: not panel.begin.isEnabled() and panel.words.text().startswith("The test card is on"))
    studio.publish(calibration=CalibrationState(sound_after_ms=-34, offset_ms=34, wishes=1))
    until(panel.use.isVisible)
    assert panel.words.text() == "The sound comes 34 ms before its picture."
    assert panel.use.text() == "Use 34 ms"
    studio.posted.clear()
    QTest.mouseClick(panel.use, LEFT)
    assert studio.posted == [UseCalibration()]
    studio.publish(settings=Settings(mixer=MixerSettings(sync_offset_ms=34)))
    until(lambda: not panel.use.isVisible())
    assert panel.words.text() == "Sync Offset makes up for what was measured."
    problem = AppError("sound.no_readback", "The sound of Headphones cannot be read back.", "Set it by ear.")
    studio.publish(calibration=CalibrationState(wishes=2, problem=problem))
    until(lambda: panel.words.text() == "The sound of Headphones cannot be read back. Set it by ear.")


def test_a_calibration_leaves_the_keyboard_where_it_was(mixer: MixerDock, studio: ScriptedStudio) -> None:
    panel, window = mixer.calibration, mixer.window()
    studio.publish(camera=OutputState.ON, audio_out=OutputState.ON)
    until(panel.begin.isEnabled)
    panel.begin.setFocus()
    studio.publish(calibration=CalibrationState(busy=True))
    until(lambda: not panel.begin.isEnabled())
    assert window.focusWidget() is None, "not the monitor, which the next arrow key would change"
    studio.publish(calibration=CalibrationState(sound_after_ms=-34, offset_ms=34, wishes=1))
    until(panel.use.isVisible)
    assert window.focusWidget() is panel.begin
    panel.use.setFocus()
    studio.publish(settings=Settings(mixer=MixerSettings(sync_offset_ms=34)))
    until(lambda: not panel.use.isVisible())
    assert window.focusWidget() is panel.begin


def test_the_dock_takes_no_focus(window: MainWindow) -> None:
    before = window.focusWidget()
    window.mixer.toggleViewAction().trigger()
    until(window.mixer.isVisible)
    assert window.focusWidget() is before


def test_mute_asks_and_shows_what_the_studio_says(mixer: MixerDock, studio: ScriptedStudio) -> None:
    QTest.mouseClick(mixer.microphone.mute, LEFT)
    settings = asked(studio)
    assert settings.voice.muted
    assert not settings.mixer.avatar_muted
    take_over(studio, settings)
    until(lambda: mixer.microphone.mute.toolTip() == "Muted: press to be heard")
    assert mixer.microphone.mute.isChecked()
    QTest.mouseClick(mixer.microphone.mute, LEFT)
    assert not asked(studio).voice.muted
    QTest.mouseClick(mixer.avatar.mute, LEFT)
    assert asked(studio).mixer.avatar_muted


def test_the_fader_is_moved_with_the_keys_and_says_its_decibels(mixer: MixerDock, studio: ScriptedStudio) -> None:
    fader = mixer.avatar.fader
    fader.setFocus()
    for _ in range(4):
        QTest.keyClick(fader, Qt.Key.Key_Left)
    assert mixer.avatar.value.text() == "−4 dB"
    assert asked(studio).mixer.avatar_gain_db == -4
    assert (fader.minimum(), fader.maximum()) == (-60, 12)


def test_a_fader_that_is_dragged_does_not_ask_for_every_step(mixer: MixerDock, studio: ScriptedStudio) -> None:
    fader = mixer.microphone.fader
    for value in range(1, 20):
        fader.setValue(value)
    assert asked(studio).voice.gain_db == 19
    assert len(studio.posted) == 1


def test_a_double_click_sets_the_gain_to_nothing(mixer: MixerDock, studio: ScriptedStudio) -> None:
    take_over(studio, Settings(voice=VoiceSettings(gain_db=12)))
    until(lambda: mixer.microphone.value.text() == "12 dB")
    QTest.mouseDClick(mixer.microphone.fader, LEFT)
    assert asked(studio).voice.gain_db == 0


def test_a_snapshot_does_not_move_the_fader_under_the_hand(
    mixer: MixerDock, studio: ScriptedStudio, window: MainWindow
) -> None:
    mixer.avatar.fader.setSliderDown(True)
    mixer.avatar.fader.setValue(-10)
    asked(studio)
    take_over(studio, Settings(), turn=7)
    until(lambda: window.snapshot.turn == 7)
    assert mixer.avatar.fader.value() == -10
    mixer.avatar.fader.setSliderDown(False)
    studio.publish(turn=8)
    until(lambda: mixer.avatar.fader.value() == 0)


def test_two_changes_at_once_are_both_asked_for(mixer: MixerDock, studio: ScriptedStudio) -> None:
    QTest.mouseClick(mixer.avatar.mute, LEFT)
    QTest.mouseClick(mixer.microphone.mute, LEFT)  # before the studio has answered
    settings = asked(studio)
    assert settings.voice.muted
    assert settings.mixer.avatar_muted


def test_the_gates_threshold_is_dragged_on_the_meter(mixer: MixerDock, studio: ScriptedStudio) -> None:
    threshold = mixer.microphone.threshold
    until(threshold.isVisible)
    place = QPoint(round(threshold.width() * 0.5), 3)
    QTest.mousePress(threshold, LEFT, pos=place)
    QTest.mouseRelease(threshold, LEFT, pos=place)
    assert asked(studio).voice.gate_dbfs == pytest.approx(-30, abs=1)


def test_sync_offset_is_typed_and_bounded(mixer: MixerDock, studio: ScriptedStudio) -> None:
    mixer.offset.setFocus()
    mixer.offset.selectAll()
    QTest.keyClicks(mixer.offset, "-120")
    assert not studio.posted  # not before it is a whole number
    QTest.keyClick(mixer.offset, Qt.Key.Key_Return)
    assert asked(studio).mixer.sync_offset_ms == -120
    assert (mixer.offset.minimum(), mixer.offset.maximum(), mixer.offset.suffix()) == (-500, 500, " ms")


def test_the_monitor_is_chosen_and_its_buttons_follow(mixer: MixerDock, studio: ScriptedStudio) -> None:
    assert not mixer.microphone.monitor.isEnabled()
    until(lambda: mixer.monitor.count() == 3)
    mixer.monitor.setFocus()
    QTest.keyClick(mixer.monitor, Qt.Key.Key_Down)
    QTest.keyClick(mixer.monitor, Qt.Key.Key_Down)
    settings = asked(studio)
    assert settings.mixer.monitor_device == "Headphones"
    take_over(studio, settings)
    until(mixer.microphone.monitor.isEnabled)
    assert mixer.avatar.monitor.isChecked()
    QTest.mouseClick(mixer.microphone.monitor, LEFT)
    assert asked(studio).mixer.monitor_microphone


def test_the_delay_is_told(mixer: MixerDock, studio: ScriptedStudio) -> None:
    label = mixer.findChild(QLabel, "mixer_delay")
    assert label is not None
    studio.publish(measures=Measures(delay_ms=118.4))
    until(lambda: label.text() == "118 ms")
    studio.publish(measures=Measures())
    until(lambda: label.text() == "–")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"microphone_on": False}, "off"),
        ({"microphone_on": True, "gate_open": True}, "gate open"),
        ({"microphone_on": True, "gate_open": False}, "gate closed"),
        ({"microphone_on": True, "microphone_lost": True}, "waiting for it"),
    ],
)
def test_the_strip_says_how_the_microphone_is(
    mixer: MixerDock, studio: ScriptedStudio, more: dict[str, Any], words: str
) -> None:
    studio.publish(**more)
    until(lambda: mixer.microphone.state.text() == words)


def test_a_muted_microphone_is_told_where_one_speaks(window: MainWindow, studio: ScriptedStudio) -> None:
    muted = Settings(voice=VoiceSettings(muted=True))
    studio.publish(settings=muted, microphone_on=True, speech=SpeechState.LIVE, gate_open=True)
    until(lambda: window.voice.state.text() == "Your microphone is muted in the Audio Mixer.")


def test_the_meters_show_levels_and_rest_when_there_are_none(mixer: MixerDock, studio: ScriptedStudio) -> None:
    studio.publish(avatar_level_dbfs=-6.0, avatar_rms_dbfs=-14.0)
    until(lambda: mixer.avatar.meter.ballistics.peak_dbfs == -6.0)
    until(lambda: mixer.avatar.meter.ballistics.loudness_dbfs > -20.0)
    assert not mixer.microphone.meter.busy
    studio.publish(avatar_level_dbfs=float("-inf"), avatar_rms_dbfs=float("-inf"))
    until(lambda: mixer.avatar.meter.ballistics.peak_dbfs < -12.0)


# ---- how a meter moves


def test_a_peak_is_shown_at_once_and_falls_as_in_obs() -> None:
    meter = Ballistics()
    meter.pass_time(0.033, -6.0, -20.0)
    assert meter.peak_dbfs == -6.0
    for _ in range(100):
        meter.pass_time(0.01, float("-inf"), float("-inf"))
    assert meter.peak_dbfs == pytest.approx(-6.0 - DECAY_DB_PER_S)


def test_loudness_has_arrived_after_its_time() -> None:
    meter = Ballistics()
    for _ in range(30):
        meter.pass_time(0.01, -10.0, -20.0)
    assert meter.loudness_dbfs == pytest.approx(-20.0, abs=0.5)


def test_the_highest_peak_is_held_and_let_go() -> None:
    meter = Ballistics()
    meter.pass_time(0.01, -3.0, -20.0)
    for _ in range(int(HOLD_S / 0.1) - 1):
        meter.pass_time(0.1, -30.0, -40.0)
    assert meter.held_dbfs == -3.0
    for _ in range(3):
        meter.pass_time(0.1, -30.0, -40.0)
    assert meter.held_dbfs == -30.0


def test_it_comes_to_rest() -> None:
    meter = Ballistics()
    meter.pass_time(0.01, -3.0, -6.0)
    for _ in range(300):
        meter.pass_time(0.1, float("-inf"), float("-inf"))
    assert not meter.moving
    assert meter.peak_dbfs == FLOOR_DBFS


def _colour(meter: MixerMeter, level_dbfs: float) -> QColor:
    return meter.grab().toImage().pixelColor(round(meter.x_of(level_dbfs)), 2)


def test_its_colours_are_those_of_obs(theme: Theme) -> None:
    meter = MixerMeter(theme, "level")
    meter.resize(300, meter.sizeHint().height())
    meter.ballistics.peak_dbfs = -2.0
    assert _colour(meter, -40.0).name() == "#4cbb17"
    assert _colour(meter, -14.0).name() == "#f0c419"
    assert _colour(meter, -5.0).name() == "#e5483f"
    meter.ballistics.peak_dbfs = -0.2  # it clips: all of it in one colour
    assert _colour(meter, -40.0).name() == "#e5483f"
    meter.ballistics.peak_dbfs = -30.0
    assert _colour(meter, -14.0).name() != "#f0c419"
    meter.show_levels(-30.0, -40.0, muted=True)
    assert _colour(meter, -40.0) == theme.color("disabled")
    meter.deleteLater()


def test_the_sound_device_keeps_its_place_in_the_audio_panel(mixer: MixerDock, studio: ScriptedStudio) -> None:
    QTest.mouseClick(mixer.avatar.mute, LEFT)
    assert asked(studio).audio_out == AudioOutSettings()
    assert asked(studio).mixer == replace_mixer(avatar_muted=True)


def replace_mixer(**changes: Any) -> MixerSettings:
    return MixerSettings().model_copy(update=changes)
