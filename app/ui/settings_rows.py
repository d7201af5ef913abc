"""What the settings dialog knows of a setting: where it stands, how it is edited, and when it cannot change."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Attributes:
        section: name of its section.
        field: name of its field.
        label: what it is called.
        unit: what its numbers count; ``%`` shows a fraction as percent.
        choices: words for the values that it can have.
        look: ``"colour"``, ``"image"``, ``"folder"``, ``"file"``, ``"new_file"``, ``"camera"``, ``"providers"``,
            ``"voices"``, ``"server"``, ``"servers"``, ``"plain"``, ``"platform"``, ``"label"`` or empty: how it is
            edited where the type does not tell.
        needs: another field of the section and the value it must have for this one to matter.
        unless: another field of the section and the value with which this one does not matter.
        empty: what is used while it is empty, or the least that its number can be.
        explain: the description of the field stands below it, not only in its tool tip.

    """

    section: str
    field: str
    label: str
    unit: str = ""
    choices: Mapping[Any, str] = dataclasses.field(default_factory=dict)
    look: str = ""
    needs: tuple[str, object] | None = None
    unless: tuple[str, object] | None = None
    empty: str = ""
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the dialog; ``name`` is stable, ``title`` is for people."""

    name: str
    title: str
    rows: tuple[Row, ...]


RESTARTS_CAMERA = frozenset(
    {("program", "size"), ("program", "fps"), ("camera", "device"), ("camera", "backend"), ("camera", "colours")}
)
"""Settings that cannot change while the camera runs."""
RESTARTS_BROWSER = frozenset({("program", "size"), ("program", "fps"), ("browser", "port"), ("browser", "transparent")})
"""Settings that cannot change while the browser source runs."""
RESTARTS_ENGINE = frozenset({("program", "size"), ("program", "fps")})
"""Settings that every engine begins anew for; ``another_engine`` knows those of one engine."""
FIXED_WHILE_RECORDING = frozenset({("program", "size"), ("program", "fps")})
"""Settings that a recording is made with."""
IN_THE_MAIN_WINDOW = frozenset(
    {
        ("voice", "microphone"),
        ("voice", "webcam"),
        ("engine", "drive"),
        ("audio_out", "device"),
        ("voice", "muted"),
        ("mixer", "avatar_gain_db"),
        ("mixer", "avatar_muted"),
        ("mixer", "sync_offset_ms"),
        ("mixer", "monitor_device"),
        ("mixer", "monitor_microphone"),
        ("mixer", "monitor_avatar"),
        ("window", "avatar"),
        ("window", "assistant_done"),
        ("window", "docks_locked"),
        ("current", "profile"),
        ("current", "scenes"),
        ("omnirt", "crops"),
        ("omnirt", "motion"),
    }
)
"""Settings that have their place there, not in the dialog."""


CHANGED_ON_THEIR_PAGE = frozenset(
    {
        ("storage", "quantised_folder"),
        ("storage", "clips_folder"),
        ("storage", "logs_folder"),
        ("hotkeys", "window"),
        ("hotkeys", "everywhere"),
    }
)
"""Settings that are changed at once where they are shown: see ``storage_page`` and ``hotkeys_page``."""
