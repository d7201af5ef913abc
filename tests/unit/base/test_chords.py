"""Keys as they are written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.base.chords import parse_chord
from app.base.hotkey_settings import HotkeySettings


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ctrl+Shift+F9", "Ctrl+Shift+F9"),
        ("shift + ctrl+f9", "Ctrl+Shift+F9"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("m", "M"),
        ("Ctrl+,", "Ctrl+,"),
        ("Meta+PGDOWN", "Meta+PgDown"),
        ("é", "É"),
    ],
)
def test_a_chord_is_read_as_people_write_it(text: str, written: str) -> None:
    assert str(parse_chord(text)) == written
    assert parse_chord(written) == parse_chord(text)


@pytest.mark.parametrize("text", ["", "Ctrl", "Ctrl+", "Foo+A", "Ctrl+Banana", "F25", "A+B", "\n", "Ctrl+ +x"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no key of the keyboard"):
        parse_chord(text)


def test_keys_that_write_are_not_kept_from_other_programs() -> None:
    kept = HotkeySettings(everywhere={"panic": "ctrl+alt+p", "talk": "F13", "camera": "Pause"})
    assert kept.everywhere == {"panic": "Ctrl+Alt+P", "talk": "F13", "camera": "Pause"}
    for text in ("P", "Shift+P", "Space", "Return", "Esc", "5"):
        with pytest.raises(ValidationError, match="hold Ctrl or Alt with it"):
            HotkeySettings(everywhere={"panic": text})


def test_in_the_window_any_key_may_do_and_none_as_well() -> None:
    assert HotkeySettings(window={"microphone": "m", "camera": ""}).window == {"microphone": "M", "camera": ""}
    with pytest.raises(ValidationError):
        HotkeySettings(window={"no such\nname": "M"})
