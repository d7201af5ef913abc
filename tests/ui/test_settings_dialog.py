"""The settings dialog: only what was changed is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.base.local_settings import LocalSettings
from app.base.settings import ProgramSettings, Settings, VoiceSettings
from app.studio.commands import ApplySettings
from app.studio.snapshot import OutputState
from app.ui.default_button import DefaultButton
from app.ui.main_window import MainWindow
from app.ui.precision_note import PrecisionNote
from app.ui.settings_catalogue import pages
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_rows import CHANGED_ON_THEIR_PAGE, FIXED_WHILE_RECORDING, IN_THE_MAIN_WINDOW, RESTARTS_CAMERA
from app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    return dialog


def press(dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> None:
    (box,) = dialog.findChildren(QDialogButtonBox)
    QTest.mouseClick(box.button(which), LEFT)


def can_press(dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> bool:
    (box,) = dialog.findChildren(QDialogButtonBox)
    return box.button(which).isEnabled()


def note(dialog: SettingsDialog) -> str:
    label = dialog.findChild(QLabel, "settings_note")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def inside(dialog: SettingsDialog, setting: str, kind: type[QWidget]) -> QWidget:
    editor = dialog.findChild(QWidget, setting)
    assert editor is not None
    (found,) = editor.findChildren(kind)
    assert isinstance(found, kind)
    return found


def step(dialog: SettingsDialog, setting: str, key: Qt.Key = Qt.Key.Key_Down) -> None:
    combo = inside(dialog, setting, QComboBox)
    QTest.keyClick(combo, key)


def applied(studio: ScriptedStudio) -> Settings:
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    return command.settings


def test_every_setting_has_its_place() -> None:
    shown = {(row.section, row.field) for page in pages() for row in page.rows}
    everything = {(section, name) for section, values in Settings() for name in type(values).model_fields}
    assert shown | IN_THE_MAIN_WINDOW | CHANGED_ON_THEIR_PAGE == everything
    assert not shown & IN_THE_MAIN_WINDOW
    assert shown >= RESTARTS_CAMERA | FIXED_WHILE_RECORDING


def test_every_choice_has_words() -> None:
    sections = Settings.model_fields
    for page in pages():
        for row in page.rows:
            section = sections[row.section].annotation
            allowed = getattr(section.model_fields[row.field].annotation, "__args__", ()) if section else ()
            if row.choices:
                assert set(row.choices) == set(allowed), (row.section, row.field)


def test_what_eight_bits_cost_is_said_beside_their_switch(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    (said,) = dialog.findChildren(PrecisionNote)
    studio.publish(settings=Settings(local=LocalSettings(model="auto")))
    until(lambda: "How much is measured on this computer when a model is loaded" in said.text())
    studio.publish(linears_errors={"flashhead-lite int8": 0.0123, "flashtalk fp8": 0.031})
    lite, talk = (
        "FlashHead Lite is 1.23\u00a0% off with whole numbers",
        "FlashTalk is 3.10\u00a0% off with floating point",
    )
    until(lambda: f"Measured on this computer: {lite}, {talk}." in said.text())
    expected = (f": {lite}.", "How much is measured", f": {talk}.", "Wav2Lip is small, and always as published.")
    for words in expected:
        step(dialog, "local.model")
        assert words in said.text()


def test_ok_applies_only_what_was_changed_here(dialog: SettingsDialog, studio: ScriptedStudio, qtbot: QtBot) -> None:
    step(dialog, "program.fps")
    size = inside(dialog, "program.avatar_scale", QDoubleSpinBox)
    assert isinstance(size, QDoubleSpinBox)
    size.selectAll()
    QTest.keyClicks(size, "150")
    switch = inside(dialog, "window.mirror_preview", QCheckBox)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    pitch = inside(dialog, "voice.pitch", QSpinBox)
    QTest.keyClick(pitch, Qt.Key.Key_Up)
    folder = inside(dialog, "recording.folder", QLineEdit)
    QTest.keyClicks(folder, "/videos/live show")
    # Meanwhile somebody plugs in headphones through the main window.
    audio = Settings().audio_out.model_copy(update={"device": "Headphones"})
    studio.publish(settings=Settings().model_copy(update={"audio_out": audio}))
    qtbot.wait(30)
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert not dialog.isVisible()
    before = Settings()
    assert applied(studio) == before.model_copy(
        update={
            "program": before.program.model_copy(update={"fps": 50, "avatar_scale": 1.5}),
            "window": before.window.model_copy(update={"mirror_preview": True}),
            "voice": before.voice.model_copy(update={"pitch": 1}),
            "recording": before.recording.model_copy(update={"folder": Path("/videos/live show")}),
            "audio_out": audio,
        }
    )


def test_cancel_asks_for_nothing(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    step(dialog, "program.size")
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    assert not dialog.isVisible()
    assert studio.posted == []


def test_ok_without_a_change_asks_for_nothing(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    assert not can_press(dialog, QDialogButtonBox.StandardButton.Apply)
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert studio.posted == []


def test_odd_numbers_in_the_file_are_no_change(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    program = ProgramSettings(avatar_scale=1.23456, avatar_x=0.33333)
    studio.publish(settings=Settings(program=program))
    qtbot.wait(30)
    window.open_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert not can_press(dialog, QDialogButtonBox.StandardButton.Apply)
    step(dialog, "program.fps")
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert applied(studio).program == program.model_copy(update={"fps": 50})


def test_apply_stays_open_and_rests_once_the_studio_has_it(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    step(dialog, "recording.quality")
    apply = QDialogButtonBox.StandardButton.Apply
    press(dialog, apply)
    assert dialog.isVisible()
    assert applied(studio).recording.quality == "best"
    studio.publish(settings=applied(studio))
    until(lambda: not can_press(dialog, apply))


def test_restart_of_the_camera_is_said_before(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    step(dialog, "camera.colours")
    assert note(dialog) == ""
    studio.publish(camera=OutputState.ON)
    until(lambda: note(dialog) == "The virtual camera will be restarted to apply this change.")
    step(dialog, "camera.colours", Qt.Key.Key_Up)
    assert note(dialog) == ""


def test_restart_of_the_browser_source_is_said_before(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    transparent = inside(dialog, "browser.transparent", QCheckBox)
    QTest.keyClick(transparent, Qt.Key.Key_Space)
    assert note(dialog) == ""
    studio.publish(browser=OutputState.ON)
    until(lambda: note(dialog) == "The browser source will be restarted to apply this change.")
    QTest.keyClick(transparent, Qt.Key.Key_Space)
    assert note(dialog) == ""


def test_size_and_rate_rest_while_recording(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(recording=OutputState.ON)
    fps = inside(dialog, "program.fps", QComboBox)
    until(lambda: not fps.isEnabled())
    assert not inside(dialog, "program.size", QComboBox).isEnabled()
    dialog.open_page("video")
    assert note(dialog) == "Size and frame rate cannot be changed while recording."


def test_what_does_not_matter_cannot_be_edited(dialog: SettingsDialog) -> None:
    colour = inside(dialog, "program.background_colour", QPushButton)
    image = inside(dialog, "program.background_image", QLineEdit)
    assert (colour.isEnabled(), image.isEnabled()) == (True, False)
    step(dialog, "program.background", Qt.Key.Key_End)
    assert (colour.isEnabled(), image.isEnabled()) == (False, True)


def test_cameras_that_there_are_can_be_chosen(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    studio.publish(cameras=("/dev/video7", "/dev/video9"))
    qtbot.wait(30)
    QTest.mouseClick(named(window, QWidget, "Configure Virtual Camera"), LEFT)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.page == "camera"
    step(dialog, "camera.device")
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert applied(studio).camera.device == "/dev/video7"


def test_dialog_opens_once_and_leaves_the_window_usable(
    dialog: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    window.open_settings("audio")
    assert window.findChildren(SettingsDialog) == [dialog]
    assert dialog.page == "audio"
    assert not dialog.isModal()
    QTest.mouseClick(named(window, QPushButton, "Start Recording"), LEFT)
    assert len(studio.posted) == 1


# ---- the AI label


def answer_question(dialog: SettingsDialog, words: str) -> None:
    question = dialog.findChild(QMessageBox)
    assert question is not None
    until(question.isVisible)
    QTest.mouseClick(named(question, QPushButton, words), LEFT)


def test_the_label_is_turned_off_by_choice_alone(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    dialog.open_page("disclosure")
    switch = inside(dialog, "program.ai_label", QCheckBox)
    assert isinstance(switch, QCheckBox)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked(), "not before it is meant"
    answer_question(dialog, "Keep the Label")
    until(lambda: not dialog.findChildren(QMessageBox))
    assert not can_press(dialog, QDialogButtonBox.StandardButton.Apply)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    answer_question(dialog, "Turn Off")
    until(lambda: not dialog.findChildren(QMessageBox))
    assert not inside(dialog, "program.ai_label_size", QComboBox).isEnabled()
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert not applied(studio).program.ai_label


@pytest.mark.parametrize(
    ("platform", "words", "size"), [("tiktok_shop", "generated", "medium"), ("douyin", "zh", "large")]
)
def test_a_platform_brings_its_label_and_says_what_is_known(
    dialog: SettingsDialog, studio: ScriptedStudio, platform: str, words: str, size: str
) -> None:
    dialog.open_page("disclosure")
    combo = inside(dialog, "program.platform", QComboBox)
    assert isinstance(combo, QComboBox)

    def advised() -> bool:
        return any("no legal opinion" in label.text() and label.isVisible() for label in dialog.findChildren(QLabel))

    assert not advised()
    while combo.currentData() != platform:
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert advised()
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    program = applied(studio).program
    assert (program.platform, program.ai_label_words, program.ai_label_size) == (platform, words, size)


# ---- finding a setting, and putting it back


def listed_pages(dialog: SettingsDialog) -> list[str]:
    pages = named(dialog, QListWidget, "Pages")
    return [pages.item(row).text() for row in range(pages.count()) if not pages.item(row).isHidden()]


def marked(dialog: SettingsDialog) -> list[str]:
    labels = [one.text() for one in dialog.findChildren(QLabel) if one.property("found") == "true"]
    return labels + [one.text() for one in dialog.findChildren(QCheckBox) if one.property("found") == "true"]


def test_settings_are_found_by_their_words(dialog: SettingsDialog) -> None:
    everything = listed_pages(dialog)
    search = named(dialog, QLineEdit, "Search the settings")
    QTest.keyClicks(search, "frame rate")
    assert (listed_pages(dialog), dialog.page, marked(dialog)) == (["Video"], "video", ["Frame rate"])
    pages = named(dialog, QListWidget, "Pages")
    search.setText("unitycapture")
    assert not pages.isVisible()
    assert any(one.text() == "No setting is called that." for one in dialog.findChildren(QLabel) if one.isVisible())
    search.setText("unity")
    assert (listed_pages(dialog), marked(dialog)) == (["Virtual Camera"], ["Camera system"])
    search.setText("panic")
    assert listed_pages(dialog) == ["Hotkeys"]
    search.setText("suppression")
    assert marked(dialog) == ["Noise suppression"]
    search.setText("dBFS")
    assert marked(dialog) == ["Gate opens at"]
    search.clear()
    assert (listed_pages(dialog), marked(dialog)) == (everything, [])


def test_icons_take_on_the_theme_that_is_chosen_here(dialog: SettingsDialog, theme: Theme) -> None:
    def shades() -> set[str]:
        """Of what is drawn most clearly in the icons of the pages, and of the ways back."""
        icons = [named(dialog, QListWidget, "Pages").item(0).icon(), dialog.findChildren(DefaultButton)[0].icon()]
        pictures = [one.pixmap(20, 20).toImage() for one in icons]
        clearest = [
            max((one.pixelColor(x, y) for x in range(one.width()) for y in range(one.height())), key=QColor.alpha)
            for one in pictures
        ]
        return {one.name() for one in clearest}

    assert shades() == {DARK.text, DARK.muted}
    theme.use(LIGHT)
    assert shades() == {LIGHT.text, LIGHT.muted}


def test_ctrl_f_goes_to_the_search(dialog: SettingsDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert named(dialog, QLineEdit, "Search the settings").hasFocus()


def test_a_number_says_what_nought_means(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    cap = inside(dialog, "storage.models_cap_gb", QSpinBox)
    assert isinstance(cap, QSpinBox)
    assert cap.text() == "no limit"
    QTest.keyClick(cap, Qt.Key.Key_Up)
    assert cap.text() == "1 GB"
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert applied(studio).storage.models_cap_gb == 1


def ways_back(dialog: SettingsDialog) -> set[str]:
    """Of all pages."""
    return {one.accessibleName() for one in dialog.findChildren(DefaultButton) if not one.isHidden()}


def test_what_is_as_at_first_has_no_way_back(dialog: SettingsDialog) -> None:
    assert ways_back(dialog) == set()


def test_a_setting_goes_back_to_its_default(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    own = Settings(program=ProgramSettings(fps=60, avatar_scale=1.5), voice=VoiceSettings(pitch=3, gate=False))
    studio.publish(settings=own)
    qtbot.wait(30)
    window.open_settings("video")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    expected = {"Default: Frame rate", "Default: Avatar size", "Default: Pitch", "Default: Gate"}
    assert ways_back(dialog) == expected
    QTest.mouseClick(named(dialog, DefaultButton, "Default: Frame rate"), LEFT)
    assert ways_back(dialog) == expected - {"Default: Frame rate"}
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert applied(studio) == own.model_copy(update={"program": ProgramSettings(avatar_scale=1.5)})


def test_restart_of_the_engine_is_said_before(dialog: SettingsDialog) -> None:
    words = "The engine will be restarted to apply this change."
    step(dialog, "recording.quality")
    assert words not in note(dialog)
    step(dialog, "engine.kind")
    assert words in note(dialog)
    step(dialog, "engine.kind", Qt.Key.Key_Up)
    assert words not in note(dialog)
    step(dialog, "program.size")
    assert words in note(dialog)


def test_settings_are_changed_while_live(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(camera=OutputState.ON, recording=OutputState.ON)
    until(lambda: not inside(dialog, "program.fps", QComboBox).isEnabled())
    switch = inside(dialog, "voice.noise_suppression", QCheckBox)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert note(dialog) == ""
    press(dialog, QDialogButtonBox.StandardButton.Apply)
    assert dialog.isVisible()
    assert not applied(studio).voice.noise_suppression
