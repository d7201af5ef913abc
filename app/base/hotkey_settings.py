"""Which keys do what."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from app.base.chords import parse_chord
from app.base.section import Section


def _chord(text: str) -> str:
    return str(parse_chord(text)) if text.strip() else ""


def _chord_of_all(text: str) -> str:
    chord = parse_chord(text)
    if chord.types:
        raise ValueError(f"{chord} alone cannot be kept from all other programs: hold Ctrl or Alt with it")
    return str(chord)


ActionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*(\.\S.*)?$", max_length=200)]
"""See ``app.studio.hotkey_actions``. Of actions that there are not now, such as a removed scene's, keys are kept."""


class HotkeySettings(Section):
    """The keys."""

    window: dict[ActionId, Annotated[str, AfterValidator(_chord)]] = Field(default_factory=dict)
    """Keys while a window of the studio is in front, by action, where they are not the usual ones; empty: none."""
    everywhere: dict[ActionId, Annotated[str, AfterValidator(_chord_of_all)]] = Field(default_factory=dict)
    """Keys while any other program is in front, by action. The other programs do not get them."""
