"""FasterLivePortrait's sliders: there while it draws, told to the studio, and marked where the server refuses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSlider

from app.base.omnirt_settings import MotionSettings, OmniRTSettings
from app.base.settings import EngineSettings, Settings
from app.studio.commands import ApplySettings
from app.ui.main_window import MainWindow
from app.ui.motion_panel import MotionPanel
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.fixture
def panel(window: MainWindow, studio: ScriptedStudio) -> MotionPanel:
    assert window.motion.isHidden()
    _publish(studio)
    until(window.motion.isVisible)
    return window.motion


def _publish(studio: ScriptedStudio, **motion: object) -> None:
    known = MotionSettings().model_copy(update=motion)
    omnirt = OmniRTSettings(model="fasterliveportrait", motion=known)
    studio.publish(settings=Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt))


def _sent(studio: ScriptedStudio) -> MotionSettings:
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    return command.settings.omnirt.motion


def test_it_is_there_only_for_that_model_on_a_server(window: MainWindow, studio: ScriptedStudio) -> None:
    _publish(studio)
    until(window.motion.isVisible)
    for kind, model in (("omnirt", "flashtalk"), ("builtin", "fasterliveportrait")):
        settings = {"engine": EngineSettings(kind=kind), "omnirt": OmniRTSettings(model=model)}
        studio.publish(settings=Settings.model_validate(settings))
        until(window.motion.isHidden)
        _publish(studio)
        until(window.motion.isVisible)


def test_every_slider_has_the_range_of_its_setting_and_shows_its_value(panel: MotionPanel) -> None:
    sliders = {slider.accessibleName(): slider for slider in panel.findChildren(QSlider)}
    assert len(sliders) == len(MotionSettings.model_fields) - 1
    assert (sliders["Mouth opens"].maximum(), sliders["Mouth opens"].value()) == (60, 25)
    assert (sliders["Head"].maximum(), sliders["Head"].value()) == (40, 6)
    assert (sliders["Follow the voice"].maximum(), sliders["Follow the voice"].value()) == (40, 16)


def test_a_slider_is_told_to_the_studio_and_does_not_jump_back(panel: MotionPanel, studio: ScriptedStudio) -> None:
    slider = named(panel, QSlider, "Mouth opens")
    slider.setFocus()
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    studio.publish(turn=7)  # a snapshot of before
    until(lambda: studio.posted)
    assert slider.value() == 28
    assert len(studio.posted) == 1, "many small steps are one change"
    assert _sent(studio) == MotionSettings(mouth_open_multiplier=1.4)
    _publish(studio, mouth_open_multiplier=1.4)
    region = named(panel, QComboBox, "What moves")
    region.setFocus()
    QTest.keyClick(region, Qt.Key.Key_Down)
    until(lambda: len(studio.posted) == 2)
    assert _sent(studio) == MotionSettings(mouth_open_multiplier=1.4, animation_region="all")
    QTest.mouseClick(named(panel, QPushButton, "Reset"), Qt.MouseButton.LeftButton)
    assert _sent(studio) == MotionSettings()
    assert slider.value() == 25


def test_what_the_server_refuses_is_marked_until_it_takes_it(panel: MotionPanel, studio: ScriptedStudio) -> None:
    def marked() -> list[str]:
        labels = panel.findChildren(QLabel)
        return sorted(label.text() for label in labels if label.property("tone") == "warn" and label.isVisible())

    note = "The server has not taken over what is marked."
    studio.publish(refused_options=frozenset({"head_motion_multiplier", "animation_region"}))
    until(lambda: marked() == sorted(["What moves", "Head", "0.30", note]))
    studio.publish(refused_options=frozenset())
    until(lambda: marked() == [])


def test_scrolling_over_a_slider_changes_nothing(panel: MotionPanel, studio: ScriptedStudio) -> None:
    slider = named(panel, QSlider, "Head")
    centre = QPointF(slider.rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(centre, slider.mapToGlobal(centre), QPoint(), QPoint(0, -120), *none, False)
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == 6
