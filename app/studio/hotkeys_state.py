"""How hotkeys stand while other programs are in front, as people are shown it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HotkeysState:
    """Where the keys stand.

    Attributes:
        note: why this system hands out none, in a sentence; empty: it does.
        refused: why an action does not have the key that it should have, by action.
    """

    note: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
