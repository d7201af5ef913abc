"""Keys: pressed in the window, and given in the settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from app.base.hotkey_settings import HotkeySettings
from app.base.settings import Settings
from app.studio.commands import (
    ApplySettings,
    Express,
    Interrupt,
    PlayScript,
    PushToTalk,
    SetMicrophone,
    StartCamera,
    StopRecording,
)
from app.studio.hotkey_actions import hotkey_actions
from app.studio.hotkeys_state import HotkeysState
from app.studio.script_view import ScriptView
from app.studio.snapshot import OutputState
from app.ui.hotkey_table import keys_in_window, listed, words_of
from app.ui.key_field import KeyField
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


def give(
    studio: ScriptedStudio, shown_in: MainWindow, *, window: dict[str, str], everywhere: dict[str, str] | None = None
) -> None:
    """The settings give these keys, and the window knows it."""
    settings = Settings(hotkeys=HotkeySettings(window=window, everywhere=everywhere or {}))
    studio.publish(settings=settings, turn=studio.snapshot().turn + 1)
    until(lambda: shown_in.snapshot.turn == studio.snapshot().turn)


@pytest.fixture
def page(window: MainWindow) -> SettingsDialog:
    window.open_settings("hotkeys")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isActiveWindow)
    return dialog


def field(page: SettingsDialog, words: str) -> KeyField:
    return named(page, KeyField, words)


def press(field: KeyField, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, key, held)


def given(studio: ScriptedStudio) -> HotkeySettings:
    command = studio.posted[-1]
    assert isinstance(command, ApplySettings)
    return command.settings.hotkeys


def seen(page: SettingsDialog) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


# ---- pressed in the window


def test_usual_keys_do_what_they_say(window: MainWindow, studio: ScriptedStudio) -> None:
    window.stage.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F7)
    QTest.keyClick(window, Qt.Key.Key_M)
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Escape, SHIFT)
    panic = [Interrupt(), SetMicrophone(on=False)]
    assert studio.posted == [StartCamera(), SetMicrophone(on=True), Express("smile"), Interrupt(), *panic]


def test_other_keys_take_their_place(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(recording=OutputState.ON)
    give(studio, window, window={"recording": "Ctrl+F8", "camera": "", "panic": "F12"})
    for key, held in ((Qt.Key.Key_F8, NONE), (Qt.Key.Key_F7, NONE), (Qt.Key.Key_Escape, SHIFT)):
        QTest.keyClick(window, key, held)
    assert studio.posted == []
    QTest.keyClick(window, Qt.Key.Key_F8, CTRL)
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert studio.posted == [StopRecording(), Interrupt(), SetMicrophone(on=False)]


def test_of_two_actions_with_one_key_only_one_has_it(window: MainWindow, studio: ScriptedStudio) -> None:
    give(studio, window, window={"interrupt": "F7", "microphone": "Shift+Esc"})
    QTest.keyClick(window, Qt.Key.Key_F7)
    QTest.keyClick(window, Qt.Key.Key_Escape, SHIFT)
    assert studio.posted == [Interrupt(), Interrupt(), SetMicrophone(on=False)], "the user's wins, and panic over all"


def test_a_held_key_talks_until_it_is_let_go(window: MainWindow, studio: ScriptedStudio) -> None:
    give(studio, window, window={"talk": "F6"})
    QTest.keyPress(window, Qt.Key.Key_F6)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert studio.posted == [PushToTalk(True), StartCamera()]
    QTest.keyRelease(window, Qt.Key.Key_F6)
    assert studio.posted[2:] == [PushToTalk(False)]
    QTest.keyPress(window, Qt.Key.Key_F6)
    window.open_settings()
    until(lambda: studio.posted[3:] == [PushToTalk(True), PushToTalk(False)])


def test_panic_has_its_key_in_every_window_of_the_studio(page: SettingsDialog, studio: ScriptedStudio) -> None:
    page.open_page("recording")
    QTest.keyClick(page, Qt.Key.Key_Escape, SHIFT)
    assert studio.posted == [Interrupt(), SetMicrophone(on=False)]


def test_every_action_has_words_and_no_two_have_one_key(studio: ScriptedStudio, qapp: object) -> None:
    now = studio.snapshot()
    assert all(words_of(hotkey_actions(now)).values())
    entries = listed(now)
    assert len({entry.id for entry in entries}) == len(entries)
    assert len({entry.plain for entry in entries}) == len(entries)
    assert keys_in_window(entries, HotkeySettings())[1] == {}


# ---- given in the settings


def test_a_key_is_given_by_pressing_it(page: SettingsDialog, studio: ScriptedStudio) -> None:
    press(field(page, "Start or Stop Virtual Camera, in the studio"), Qt.Key.Key_K, CTRL | SHIFT)
    assert given(studio).window == {"camera": "Ctrl+Shift+K"}
    press(field(page, "Push-to-talk (hold), in any program"), Qt.Key.Key_F13)
    assert given(studio).everywhere == {"talk": "F13"}
    press(field(page, "Mute or Unmute Microphone, in the studio"), Qt.Key.Key_Backspace)
    assert given(studio).window == {"microphone": ""}


def test_escape_and_tab_are_keys_like_any_other(page: SettingsDialog, studio: ScriptedStudio) -> None:
    press(field(page, "Skip What Is Being Spoken, in the studio"), Qt.Key.Key_Escape, CTRL)
    assert page.isVisible()
    assert given(studio).window == {"skip": "Ctrl+Esc"}
    press(field(page, "Skip What Is Being Spoken, in the studio"), Qt.Key.Key_Tab, CTRL)
    assert given(studio).window == {"skip": "Ctrl+Tab"}


def test_keys_can_be_reset_one_by_one_and_together(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    reset = named(page, QToolButton, "Reset: Interrupt")
    assert not reset.isEnabled()
    assert not named(page, QPushButton, "Reset All").isEnabled()
    give(studio, window, window={"interrupt": "F2", "camera": "F3"}, everywhere={"interrupt": "Ctrl+F2"})
    QTest.mouseClick(reset, LEFT)
    assert given(studio) == HotkeySettings(window={"camera": "F3"})
    QTest.mouseClick(named(page, QPushButton, "Reset All"), LEFT)
    assert given(studio) == HotkeySettings()


def test_the_usual_key_pressed_again_is_no_exception(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    give(studio, window, window={"camera": "F3"})
    press(field(page, "Start or Stop Virtual Camera, in the studio"), Qt.Key.Key_F7)
    assert given(studio) == HotkeySettings()


def test_a_conflict_is_shown_where_the_key_is_missing(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    assert "already" not in seen(page)
    give(studio, window, window={"microphone": "F7"}, everywhere={"camera": "F9", "recording": "F9"})
    assert seen(page).count("“Mute or Unmute Microphone” has this key already.") == 1
    assert seen(page).count("“Start or Stop Virtual Camera” has this key already.") == 1


def test_a_key_that_another_action_has_everywhere_is_no_key_in_the_window(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    warning = "“Start or Stop Recording” has this key in any program, and so here, too."
    give(studio, window, window={}, everywhere={"recording": "F7", "camera": "Ctrl+F2"})
    assert seen(page).count(warning) == 1
    give(studio, window, window={}, everywhere={"recording": "F8"})
    assert warning not in seen(page), "it is its own"
    give(studio, window, window={}, everywhere={"recording": "F7"})
    studio.publish(hotkeys=HotkeysState(refused={"recording": "Another program has F7 already."}))
    until(lambda: "Another program has F7" in seen(page))
    assert warning not in seen(page)


def test_panic_cannot_be_left_without_a_key(page: SettingsDialog, studio: ScriptedStudio) -> None:
    panic = field(page, "Panic: Silent and at Rest, Now, in the studio")
    press(panic, Qt.Key.Key_Backspace)
    assert studio.posted == []
    assert "Panic always has a key" in seen(page)
    assert panic.keys == "Shift+Esc"


def test_a_key_of_a_cue_plays_from_there_and_is_listed_by_its_words(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    field(page, "Script: Jump to Cue 2, in the studio")
    studio.publish(script=ScriptView("show.md", cues=((7, "Opening"), (9, "End"))))
    give(studio, window, window={"script.cue.2": "Ctrl+F6"})
    press(field(page, "Script: Jump to Cue 2 (End), in the studio"), Qt.Key.Key_F5, CTRL)
    assert given(studio).window == {"script.cue.2": "Ctrl+F5"}
    page.reject()
    window.activateWindow()
    until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F6, CTRL)
    assert studio.posted[-1] == PlayScript(9)


def test_keys_that_write_are_refused_for_any_program(page: SettingsDialog, studio: ScriptedStudio) -> None:
    press(field(page, "Interrupt, in any program"), Qt.Key.Key_A)
    assert studio.posted == []
    assert "A alone cannot be kept from all other programs" in seen(page)


def test_what_the_system_refuses_is_shown(page: SettingsDialog, studio: ScriptedStudio) -> None:
    studio.publish(hotkeys=HotkeysState(refused={"camera": "Another program has F9 already."}))
    until(lambda: "Another program has F9 already." in seen(page))
    note = "Wayland hands out no keys: use Settings > Remote Control."
    studio.publish(hotkeys=HotkeysState(note=note))
    until(lambda: note in seen(page))
    assert not field(page, "Interrupt, in any program").isEnabled()
    assert field(page, "Interrupt, in the studio").isEnabled()


def test_actions_are_found_by_words_and_by_keys(page: SettingsDialog) -> None:
    search = named(page, QLineEdit, "Search for an action or a key")
    rows = [one for one in page.findChildren(KeyField) if one.accessibleName().endswith("in the studio")]
    for words, found in (("record pause", 1), ("f8", 1), ("face", 6), ("", len(rows))):
        search.setText(words)
        assert sum(one.isVisibleTo(page) for one in rows) == found, words
    search.setText("nothing at all")
    assert "No action is called that." in seen(page)


def test_what_the_window_does_has_no_key_in_other_programs(page: SettingsDialog) -> None:
    names = {one.accessibleName() for one in page.findChildren(QWidget) if one.isVisibleTo(page)}
    assert "Exit, in the studio" in names
    assert "Exit, in any program" not in names
