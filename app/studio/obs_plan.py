"""What is changed in OBS so that it shows the host, as steps that can be read first and undone afterwards. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SCENE = "FlashTalk Studio"
SOURCE = "FlashTalk Studio host"
BROWSER = "browser_source"

CAMERAS = {"linux": ("v4l2_input", "device_id"), "win32": ("dshow_input", "video_device_id")}
CAMERAS["darwin"] = ("macos-avcapture", "device")
"""OBS's kind of source for cameras, and its setting that says which, by ``sys.platform``."""

Request = tuple[str, Mapping[str, Any]]
"""Kind of a request to OBS, and its data."""


@dataclass(frozen=True, slots=True)
class Found:
    """What OBS has, as far as it matters here.

    Attributes:
        version: of OBS.
        scenes: names.
        program_scene: the one that viewers see.
        inputs: kind of every source, by name.
        kinds: kinds of sources that this OBS can make.
        canvas_px: width and height of its picture.
        settings: of our own source, if there is one.
        in_scene: our source is in our scene.
        microphones: its own microphones, and whether each is muted and how many milliseconds late.
        outputs: which of camera, recording and stream are on.

    """

    version: str = ""
    scenes: Sequence[str] = ()
    program_scene: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    canvas_px: tuple[int, int] = (1920, 1080)
    settings: Mapping[str, Any] = field(default_factory=dict)
    in_scene: bool = False
    microphones: Mapping[str, tuple[bool, int]] = field(default_factory=dict)
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What OBS is to show.

    Attributes:
        kind: OBS's kind of source.
        settings: of that source.
        microphone: what becomes of OBS's own microphones, whose voice the host speaks with.
        delay_ms: how late the host is against that voice; None: not known.

    """

    kind: str
    settings: Mapping[str, Any]
    microphone: Literal["mute", "sync", "leave"] = "mute"
    delay_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change.

    Attributes:
        what: ``"scene"``, ``"source"``, ``"update"``, ``"show"``, ``"mute"`` or ``"sync"``.
        about: the name of what is changed.
        do: requests that make it.
        undo: requests that take it back.
        value: the new Sync Offset in milliseconds.

    """

    what: Literal["scene", "source", "update", "show", "mute", "sync"]
    about: str
    do: tuple[Request, ...]
    undo: tuple[Request, ...]
    value: int = 0


def plan(found: Found, wanted: Wanted) -> tuple[Step, ...]:
    """The changes that are missing; none: OBS shows the host already."""
    steps = []
    new_scene = SCENE not in found.scenes
    if new_scene:
        made = ("CreateScene", {"sceneName": SCENE})
        steps.append(Step("scene", SCENE, (made,), (("RemoveScene", {"sceneName": SCENE}),)))
    steps += _source(found, wanted)
    if found.program_scene != SCENE:
        back = (("SetCurrentProgramScene", {"sceneName": found.program_scene}),) if found.program_scene else ()
        steps.append(Step("show", SCENE, (("SetCurrentProgramScene", {"sceneName": SCENE}),), back))
    # Back to front when it is undone: what viewers saw before is shown again before our scene goes.
    return (*steps, *_microphones(found, wanted))


def _source(found: Found, wanted: Wanted) -> list[Step]:
    existing = found.inputs.get(SOURCE)
    remove = ("RemoveInput", {"inputName": SOURCE})
    settings = dict(wanted.settings)
    data = {"sceneName": SCENE, "inputName": SOURCE, "inputKind": wanted.kind, "inputSettings": settings}
    if existing == wanted.kind:
        steps = []
        if any(found.settings.get(name) != value for name, value in settings.items()):
            change = ("SetInputSettings", {"inputName": SOURCE, "inputSettings": settings, "overlay": True})
            before = {"inputName": SOURCE, "inputSettings": dict(found.settings), "overlay": False}
            steps.append(Step("update", SOURCE, (change,), (("SetInputSettings", before),)))
        if not found.in_scene:
            # OBS removes it with our scene; where the scene stays, taking the source away again is harmless.
            put = ("CreateSceneItem", {"sceneName": SCENE, "sourceName": SOURCE})
            steps.append(Step("source", SOURCE, (put,), ()))
        return steps
    if existing is None:
        return [Step("source", SOURCE, (("CreateInput", data),), (remove,))]
    old = {**data, "inputKind": existing, "inputSettings": dict(found.settings)}
    return [Step("source", SOURCE, (remove, ("CreateInput", data)), (remove, ("CreateInput", old)))]


def _microphones(found: Found, wanted: Wanted) -> list[Step]:
    steps = []
    for name, (muted, offset_ms) in found.microphones.items():
        if wanted.microphone == "mute" and not muted:
            steps.append(Step("mute", name, (_mute(name, True),), (_mute(name, False),)))
        delay_ms = wanted.delay_ms
        if wanted.microphone == "sync" and delay_ms is not None and offset_ms != delay_ms:
            steps.append(Step("sync", name, (_shift(name, delay_ms),), (_shift(name, offset_ms),), delay_ms))
    return steps


def _mute(name: str, muted: bool) -> Request:
    return "SetInputMute", {"inputName": name, "inputMuted": muted}


def _shift(name: str, offset_ms: int) -> Request:
    return "SetInputAudioSyncOffset", {"inputName": name, "inputAudioSyncOffset": offset_ms}


def fit_to_canvas(canvas_px: tuple[int, int], item: int) -> Request:
    """Have our source fill OBS's picture, as far as its shape allows."""
    place = {
        "positionX": 0.0,
        "positionY": 0.0,
        "boundsType": "OBS_BOUNDS_SCALE_INNER",
        "boundsAlignment": 0,
        "boundsWidth": float(canvas_px[0]),
        "boundsHeight": float(canvas_px[1]),
    }
    return ("SetSceneItemTransform", {"sceneName": SCENE, "sceneItemId": item, "sceneItemTransform": place})
