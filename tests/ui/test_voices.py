"""The page of the settings where voices are chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget

from app.base.errors import Problem
from app.base.settings import Settings, VoiceSettings
from app.sources.voices.base import Voice
from app.studio.commands import (
    ApplySettings,
    FetchVoice,
    KeepVoiceKey,
    ListVoices,
    PreviewVoice,
    StopFetching,
    StopPreview,
)
from app.studio.voices import VoicesState
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
EDGE = tuple(
    Voice(f"{tag}-{name}Neural", tag, name)
    for tag in ("de-DE", "en-US", "zh-CN")
    for name in (f"Voice{number}" for number in range(100))
)
NEURAL = (Voice("en_GB-a", "en-GB", "a"), Voice("de_DE-b", "de-DE", "b", ready=False, size_bytes=63_000_000))


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    studio.publish(settings=Settings(voice=VoiceSettings(providers=("espeak",))))
    until(lambda: window.snapshot.settings.voice.providers == ("espeak",))
    window.open_settings("voice")
    found = window.findChild(SettingsDialog)
    assert found is not None
    until(found.isVisible)
    return found


def providers(dialog: SettingsDialog) -> QListWidget:
    editor = dialog.findChild(QWidget, "voice.providers")
    assert editor is not None
    (found,) = editor.findChildren(QListWidget)
    return found


def look_at(dialog: SettingsDialog, provider: str) -> None:
    found = providers(dialog)
    rows = [row for row in range(found.count()) if found.item(row).data(Qt.ItemDataRole.UserRole) == provider]
    QTest.mouseClick(found.viewport(), LEFT, pos=found.visualItemRect(found.item(rows[0])).center())


def voices(dialog: SettingsDialog) -> QListWidget:
    return named(dialog, QListWidget, "Voices")


def shown(dialog: SettingsDialog) -> list[str]:
    found = voices(dialog)
    items = [found.item(row) for row in range(found.count())]
    return [item.text() for item in items if not item.isHidden()]


def press(dialog: SettingsDialog, text: str) -> None:
    QTest.mouseClick(named(dialog, QPushButton, text), LEFT)


def apply(dialog: SettingsDialog, studio: ScriptedStudio) -> VoiceSettings:
    (box,) = dialog.findChildren(QDialogButtonBox)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Apply), LEFT)
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    return command.settings.voice


def test_opening_the_page_and_looking_at_a_provider_ask_for_its_voices(
    dialog: SettingsDialog, studio: ScriptedStudio
) -> None:
    assert [command.provider for command in studio.posted if isinstance(command, ListVoices)] == ["espeak"]
    look_at(dialog, "edge")
    command = studio.posted[-1]
    assert isinstance(command, ListVoices)
    assert command.provider == "edge"
    studio.publish(voices=VoicesState(lists={"edge": EDGE}))
    until(lambda: len(shown(dialog)) == 301)
    asked = len(studio.posted)
    look_at(dialog, "edge")
    assert len(studio.posted) == asked


def test_a_voice_is_found_by_name_and_language_and_chosen(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    look_at(dialog, "edge")
    studio.publish(voices=VoicesState(lists={"edge": EDGE}))
    until(lambda: len(shown(dialog)) == 301)
    languages = named(dialog, QComboBox, "Language")
    assert [languages.itemText(row) for row in range(languages.count())] == [
        "All languages", "Chinese", "English", "German",
    ]  # fmt: skip
    languages.setCurrentIndex(3)
    languages.activated.emit(3)
    assert len(shown(dialog)) == 100
    QTest.keyClicks(named(dialog, QLineEdit, "Search for a voice"), "voice42")
    assert shown(dialog) == ["Voice42   de-DE"]
    found = voices(dialog)
    (item,) = [found.item(row) for row in range(found.count()) if not found.item(row).isHidden()]
    QTest.mouseClick(found.viewport(), LEFT, pos=found.visualItemRect(item).center())
    settings = apply(dialog, studio)
    assert settings.voices == {"edge": "de-DE-Voice42Neural"}
    assert settings.providers == ("espeak",)


def test_the_order_is_changed_and_somebody_always_speaks(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    found = providers(dialog)
    names = [found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(found.count())]
    assert names == ["espeak", "system", "edge", "openai", "omnirt", "neural"]
    found.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert found.item(0).checkState() is Qt.CheckState.Checked
    found.item(2).setCheckState(Qt.CheckState.Checked)
    look_at(dialog, "edge")
    press(dialog, "Earlier")
    press(dialog, "Earlier")
    assert apply(dialog, studio).providers == ("edge", "espeak")


def test_a_sample_is_spoken_in_the_language_of_the_voice_with_what_is_edited(
    dialog: SettingsDialog, studio: ScriptedStudio
) -> None:
    look_at(dialog, "edge")
    studio.publish(voices=VoicesState(lists={"edge": EDGE}))
    until(lambda: len(shown(dialog)) == 301)
    voices(dialog).setCurrentRow(1)
    press(dialog, "Listen")
    command = studio.posted[-1]
    assert isinstance(command, PreviewVoice)
    assert (command.provider, command.text[:5]) == ("edge", "Hallo")
    assert command.settings.voices == {"edge": "de-DE-Voice0Neural"}
    studio.publish(voices=VoicesState(lists={"edge": EDGE}, previewing=True))
    until(lambda: any(button.text() == "Stop" for button in dialog.findChildren(QPushButton)))
    press(dialog, "Stop")
    assert studio.posted[-1] == StopPreview()


def test_without_a_network_it_says_so_and_looks_again(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    look_at(dialog, "edge")
    gone = Problem("speech.edge", "Edge's online voices cannot be reached.", "Check your connection.")
    studio.publish(voices=VoicesState(problems={"edge": gone}))
    note = named(dialog, QLabel, "About the voices")
    until(lambda: note.text() == "Edge's online voices cannot be reached. Check your connection.")
    before = len(studio.posted)
    press(dialog, "Look Again")
    assert isinstance(studio.posted[before], ListVoices)


def test_a_neural_voice_is_fetched_before_it_is_heard(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    look_at(dialog, "neural")
    studio.publish(voices=VoicesState(lists={"neural": NEURAL}))
    until(lambda: len(shown(dialog)) == 3)
    assert shown(dialog)[2] == "b   de-DE   63 MB to fetch"
    voices(dialog).setCurrentRow(2)
    assert not named(dialog, QPushButton, "Listen").isEnabled()
    press(dialog, "Fetch This Voice")
    command = studio.posted[-1]
    assert isinstance(command, FetchVoice)
    assert command.voice == "de_DE-b"
    studio.publish(voices=VoicesState(lists={"neural": NEURAL}, fetching="de_DE-b", fetched=0.5))
    until(lambda: any(button.text() == "Stop Fetching (50 %)" for button in dialog.findChildren(QPushButton)))
    press(dialog, "Stop Fetching (50 %)")
    assert studio.posted[-1] == StopFetching()


def test_a_key_goes_to_the_studio_and_is_shown_nowhere(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    look_at(dialog, "openai")
    key = named(dialog, QLineEdit, "Key of the speech server")
    assert key.echoMode() is QLineEdit.EchoMode.Password
    assert not named(dialog, QPushButton, "Keep Key").isEnabled()
    QTest.keyClicks(key, "sk-secret")
    press(dialog, "Keep Key")
    assert studio.posted[-1] == KeepVoiceKey("sk-secret")
    assert key.text() == ""
    studio.publish(voices=VoicesState(has_key=True))
    until(lambda: key.placeholderText() == "A key is kept")
    press(dialog, "Forget Key")
    assert studio.posted[-1] == KeepVoiceKey("")


def test_a_server_s_unlisted_voice_can_be_named(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    look_at(dialog, "openai")
    studio.publish(voices=VoicesState(lists={"openai": (Voice("alloy", "", "Alloy"),)}))
    until(lambda: len(shown(dialog)) == 2)
    search = named(dialog, QLineEdit, "Search for a voice")
    QTest.keyClicks(search, "my-own")
    assert shown(dialog) == ["my-own"]
    search.selectAll()
    QTest.keyClick(search, Qt.Key.Key_Delete)
    assert shown(dialog) == ["Its own choice", "Alloy"]
    QTest.keyClicks(search, "my-own")
    voices(dialog).setCurrentRow(voices(dialog).count() - 1)
    assert apply(dialog, studio).voices == {"openai": "my-own"}


def test_a_wrong_address_is_said_and_cannot_be_applied(dialog: SettingsDialog) -> None:
    editor = dialog.findChild(QWidget, "voice.openai_url")
    assert editor is not None
    (line,) = editor.findChildren(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "ftp://x")
    (box,) = dialog.findChildren(QDialogButtonBox)
    assert not box.button(QDialogButtonBox.StandardButton.Apply).isEnabled()
