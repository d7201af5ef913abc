"""What other programs are told of the studio: its state at first, then what changes. Pure."""

from __future__ import annotations

from typing import Any

from app.studio.described import describe, describe_lines, describe_scenes
from app.studio.snapshot import Snapshot

RESTLESS = frozenset({
    *("microphone_level_dbfs", "microphone_out_dbfs", "program_level_dbfs"),
    *("microphone_rms_dbfs", "avatar_level_dbfs", "avatar_rms_dbfs"),
    *("recording_s", "session_s", "engine_retry_s"),
})  # fmt: skip
"""Parts of the state that always change: told once a second, as the sections ``measures`` and ``stats`` are."""

_RESTLESS_SECTIONS = ("measures", "stats")


def whole(snapshot: Snapshot) -> dict[str, Any]:
    """Sections: ``state``, ``measures``, ``stats``, ``problems``, ``avatars``, ``scenes`` and those of lines."""
    avatars = [{"id": avatar.id, "name": avatar.name} for avatar in snapshot.avatars]
    return {**describe(snapshot), **describe_lines(snapshot), **describe_scenes(snapshot), "avatars": avatars}


def changes(before: dict[str, Any], after: dict[str, Any], *, restless: bool) -> dict[str, Any]:
    """The sections that differ; of the state, its parts that do. ``restless``: also what always changes."""
    changed = {
        name: value
        for name, value in after.items()
        if name != "state" and value != before[name] and (restless or name not in _RESTLESS_SECTIONS)
    }
    state = {
        name: value
        for name, value in after["state"].items()
        if value != before["state"][name] and (restless or name not in RESTLESS)
    }
    if state:
        changed["state"] = state
    return changed


def applied(before: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """What whoever has been told ``changed`` knows now."""
    return {**before, **changed, "state": {**before["state"], **changed.get("state", {})}}
