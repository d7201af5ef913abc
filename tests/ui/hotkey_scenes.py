"""States of the hotkeys page, to look at."""

from __future__ import annotations

from app.base.global_keys import why_none
from app.base.hotkey_settings import HotkeySettings
from app.studio.hotkeys_state import HotkeysState


def hotkey_states() -> list[tuple[str, HotkeySettings, HotkeysState]]:
    """Name, settings, and what the studio says."""
    given = HotkeySettings(
        window={"microphone": "F7", "script.play": "", "file.exit": "Ctrl+Alt+Shift+PgDown"},
        everywhere={"panic": "Ctrl+Alt+P", "talk": "F12", "camera": "F9", "recording": "F9"},
    )
    refused = HotkeysState(refused={"talk": "Another program has F12 already."})
    wayland = (
        "Wayland hands out no keys: in the system's keyboard settings have a key run a command of the studio, "
        "such as “studio.py panic”, or use Settings > Remote Control."
    )
    return [("given", given, refused), ("wayland", given, HotkeysState(note=why_none() or wayland))]
