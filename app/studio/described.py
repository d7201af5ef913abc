"""The state of the studio as JSON can say it: for its own command line, and for other programs."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

from app.base.card_table import as_data
from app.studio.obs_state import ObsState
from app.studio.script_view import ScriptView
from app.studio.snapshot import Snapshot
from app.studio.stats import MB, StatsView

_NOT_STATE = {
    "settings",
    "avatars",
    "portrait",
    "crop",
    "server_size_px",
    "refused_options",
    "microphones",
    "speakers",
    "cameras",
    "waiting",
    "proposed",
    "script",
    "scenes",
    "browser_address",
    "obs",
    "calibration",
    "voices",
    "connection",
    "preflight",
    "control",
    "hotkeys",
    "raised",
    "sets",
    "upkeep",
    "origins",
    "measures",
    "stats",
    "problems",
    "card_choice",
    "setup",
}


def describe(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as JSON can say it: ``state``, ``measures``, ``stats``, ``problems``, ``card``; unknown: None."""
    state = {field.name: _plain(getattr(snapshot, field.name)) for field in fields(snapshot)}
    measures = {field.name: _plain(getattr(snapshot.measures, field.name)) for field in fields(snapshot.measures)}
    problems = [
        {"code": p.code, "message": p.message, "hint": p.hint, "severity": p.severity.value} for p in snapshot.problems
    ]
    known = {
        "live": snapshot.live,
        "profile": snapshot.settings.current.profile,
        "profiles": list(snapshot.sets.names.get("profile", ())),
        "collection": snapshot.settings.current.scenes,
        "collections": list(snapshot.sets.names.get("scenes", ())),
        "engine_kind": snapshot.settings.engine.kind,
        "draws_with": str(snapshot.setup or ""),
        "mixer": _mixer(snapshot),
        "lines_waiting": len(snapshot.waiting),
        "lines_proposed": len(snapshot.proposed),
        "script": _script(snapshot.script),
        "scene": snapshot.scenes.collection.scene.name,
    }
    return {
        "state": {**known, **{name: state[name] for name in state if name not in _NOT_STATE}},
        "measures": measures,
        "stats": _stats(snapshot.stats),
        "problems": problems,
        "card": None if snapshot.card_choice is None else as_data(snapshot.card_choice),
    }


def _mixer(snapshot: Snapshot) -> dict[str, Any]:
    """How the Audio Mixer is set."""
    voice = snapshot.settings.voice
    microphone = {"microphone_gain_db": voice.gain_db, "microphone_muted": voice.muted}
    return {**microphone, **snapshot.settings.mixer.model_dump()}


def _stats(stats: StatsView) -> dict[str, Any]:
    """What the studio takes of the computer, what went wrong since the last reset, and the last report."""
    usage, gpu = stats.usage, stats.usage.gpu
    return {
        **{name: getattr(stats.counts, name) for name in ("lagged", "skipped", "dropped", "xruns")},
        "cpu_percent": round(usage.cpu_percent, 1),
        "computer_percent": round(usage.computer_percent, 1),
        "memory_mb": round(usage.memory_bytes / MB),
        "parts": {
            part.name: {"cpu_percent": round(part.cpu_percent, 1), "memory_mb": round(part.memory_bytes / MB)}
            for part in usage.parts
        },
        "gpu_percent": gpu.percent,
        "gpu_memory_mb": None if gpu.memory_bytes is None else round(gpu.memory_bytes / MB),
        "gpu_why_not": gpu.why_not,
        "show_s": stats.show_s,
        "report": None if stats.report is None else str(stats.report),
    }


def _script(script: ScriptView) -> dict[str, Any]:
    """Where the script stands: places count from 1, and are None where there is none."""
    places = {one.number: place for place, one in enumerate(script.lines, 1)}
    return {
        "name": script.name,
        "lines": len(script.lines),
        "playing": script.playing,
        "line": None if script.current is None else places.get(script.current),
        "next": None if script.next is None else places.get(script.next),
    }


def describe_lines(snapshot: Snapshot) -> dict[str, Any]:
    """What waits to be spoken and what waits for approval, as JSON can say it."""
    return {
        "waiting": [{"number": line.number, "text": line.label} for line in snapshot.waiting],
        "proposed": [{"number": one.number, "text": one.text, "origin": one.origin} for one in snapshot.proposed],
    }


def describe_scenes(snapshot: Snapshot) -> dict[str, Any]:
    """The scenes, as JSON can say it, in their order."""
    collection = snapshot.scenes.collection
    return {"scenes": [{"name": one.name, "on": one.number == collection.current} for one in collection.scenes]}


def describe_obs(obs: ObsState) -> dict[str, Any]:
    """What is known of OBS, as JSON can say it. What a step sends stays here: the address of the page is in there."""
    problem = obs.problem
    return {
        "wishes": obs.wishes,
        "version": obs.version,
        "steps": [{"what": step.what, "about": step.about} for step in obs.steps],
        "undoable": obs.undoable,
        "outputs": sorted(obs.outputs),
        "problem": problem and {"code": problem.code, "message": problem.message, "hint": problem.hint},
    }


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float):
        return round(value, 3) if abs(value) != float("inf") else None
    return value
