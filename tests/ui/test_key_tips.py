"""Tool tips say the key that an action has now."""

from __future__ import annotations

from app.base.hotkey_settings import HotkeySettings
from app.base.settings import Settings
from app.ui.main_window import MainWindow
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio


def test_a_tool_tip_follows_a_key_that_is_changed_or_taken_away(window: MainWindow, studio: ScriptedStudio) -> None:
    tip = window.voice.interrupt.toolTip
    assert tip() == "Stop speaking now, and leave out all that wait (Esc)"
    studio.publish(settings=Settings(hotkeys=HotkeySettings(window={"interrupt": "Ctrl+F5", "file.settings": ""})))
    until(lambda: tip() == "Stop speaking now, and leave out all that wait (Ctrl+F5)")
    assert window.controls.settings.toolTip() == "Settings"
