"""Tool tips say the key that an action has now."""

from __future__ import annotations

from app.base.hotkey_settings import HotkeySettings
from app.base.settings import Settings
from app.studio.script_view import ScriptView
from app.studio.snapshot import OutputState
from app.ui.main_window import MainWindow
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio


def test_a_tool_tip_follows_a_key_that_is_changed_or_taken_away(window: MainWindow, studio: ScriptedStudio) -> None:
    tip = window.voice.interrupt.toolTip
    assert tip() == "Stop speaking now, and leave out all that wait (Esc)"
    studio.publish(settings=Settings(hotkeys=HotkeySettings(window={"interrupt": "Ctrl+F5", "file.settings": ""})))
    until(lambda: tip() == "Stop speaking now, and leave out all that wait (Ctrl+F5)")
    assert window.controls.settings.toolTip() == "Settings"


def test_buttons_that_change_their_words_keep_saying_the_key_that_they_have(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    camera, play = window.controls.camera.toolTip, window.script.panel.play.toolTip
    assert (camera(), play()) == ("Start Virtual Camera (F7)", "Speak the script from here (Ctrl+Space)")
    keys = HotkeySettings(window={"camera": "Ctrl+F5", "script.play": "", "browser": "F6"})
    studio.publish(settings=Settings(hotkeys=keys))
    until(lambda: camera() == "Start Virtual Camera (Ctrl+F5)")
    assert play() == "Speak the script from here"
    assert window.controls.browser.toolTip().endswith("(F6)")
    studio.publish(camera=OutputState.ON, script=ScriptView("show.md", playing=True))
    until(lambda: camera() == "Stop Virtual Camera (Ctrl+F5)")
    assert play() == "Stop in the middle of the line, and go on from there"
