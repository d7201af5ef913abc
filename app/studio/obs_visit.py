"""One visit to OBS: looks, changes, takes back. Imported when OBS is looked for first."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from app.base.errors import AppError
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.obs_client import ObsClient, ObsRefusal
from app.studio.obs_plan import BROWSER, CAMERAS, SCENE, SOURCE, Found, Request, Step, Wanted, fit_to_canvas, plan
from app.studio.obs_state import ShownThere

log = logging.getLogger(__name__)

PAGE_WAITS_MS = 120
"""What the page of the browser source keeps waiting before it plays it."""

_SHOWN_S = 15.0
_LISTED_S = 5.0
_PARTS: dict[str, tuple[str, str, str]] = {
    "camera": ("GetVirtualCamStatus", "StartVirtualCam", "StopVirtualCam"),
    "recording": ("GetRecordStatus", "StartRecord", "StopRecord"),
    "stream": ("GetStreamStatus", "StartStream", "StopStream"),
}


def visit(
    command: do.ObsCommand,
    settings: Settings,
    password: str,
    shown: Callable[[], ShownThere],
    undo: list[Request],
    stop: threading.Event,
) -> tuple[Found, tuple[Step, ...], AppError | None]:
    """Do what is asked, then say what OBS has and what is still missing there. Raises AppError.

    An OBS that cannot show what it is to, for it has no Browser Source, is left as it is: that is said, and what would
    be changed if it were to show the camera.

    Args:
        command: what is asked.
        settings: the studio's.
        password: of OBS's server; empty: none is known.
        shown: what OBS is told of the show.
        undo: requests that take back what was changed, the first to be done last; grows and shrinks with it.
        stop: leave off waiting.
    """
    with ObsClient(settings.obs.port, password) as client, _in_words():
        match command:
            case do.SetUpObs() if not _lacks_browser(look(client), settings):
                _set_up(client, settings, shown, undo, stop)
            case do.UndoObs():
                while undo:
                    kind, data = undo[-1]
                    with suppress(ObsRefusal):  # the user has taken it away already, or it was never made
                        client.request(kind, **data)
                    undo.pop()  # not before it was done: the connection may be lost
            case do.RunInObs(part, on):
                _run(client, part, on, stop)
        found = look(client)
        problem: AppError | None = None
        if _lacks_browser(found, settings):
            settings = settings.model_copy(update={"obs": settings.obs.model_copy(update={"show": "camera"})})
            problem = AppError(
                "obs.no_browser",
                "This OBS has no Browser Source.",
                "Install OBS from obsproject.com, or have it show the virtual camera, which has no sound.",
            )
        return found, plan(found, _wanted(client, found, settings, shown())), problem


def _lacks_browser(found: Found, settings: Settings) -> bool:
    return settings.obs.show == "browser" and BROWSER not in found.kinds


def _run(client: ObsClient, part: str, on: bool, stop: threading.Event) -> None:
    """Start or stop one of OBS's outputs; it says yes before it has done so."""
    status, start, end = _PARTS[part]
    if bool(client.request(status).get("outputActive")) is on:
        return
    client.request(start if on else end)
    for _ in range(int(_SHOWN_S / 0.1)):
        if bool(client.request(status).get("outputActive")) is on or stop.wait(0.1):
            return
    what = "OBS did not start it." if on else "OBS did not stop it."
    raise AppError("obs.output", what, "OBS says why in its own window.")


def _set_up(
    client: ObsClient,
    settings: Settings,
    shown: Callable[[], ShownThere],
    undo: list[Request],
    stop: threading.Event,
) -> None:
    _wait_for_show(settings, shown, stop)
    before = look(client)
    # OBS tells which cameras there are only of a source that exists, and viewers see it when it has the right one.
    for kinds in (("scene", "source"), ("update", "show", "mute", "sync")):
        found = look(client)
        _wait_for_listing(client, found, settings, shown, stop)
        for step in plan(found, _wanted(client, found, settings, shown())):
            if step.what not in kinds:
                continue
            for number, (kind, data) in enumerate(step.do):
                answer = client.request(kind, **data)
                if number == 0:  # the next one may be refused
                    undo += reversed(step.undo)
                if "sceneItemId" in answer:
                    fit, place = fit_to_canvas(found.canvas_px, int(answer["sceneItemId"]))
                    client.request(fit, **place)
            log.info("changed in OBS: %s %s", step.what, step.about)
    if settings.obs.show == "browser" and before.inputs.get(SOURCE) == BROWSER:
        # It may have found nothing to load when OBS was started.
        with suppress(ObsRefusal):
            client.request("PressInputPropertiesButton", inputName=SOURCE, propertyName="refreshnocache")


def _wait_for_show(settings: Settings, shown: Callable[[], ShownThere], stop: threading.Event) -> None:
    """Until there is something to show: OBS does not look again for a camera that was off, or a page that was not."""
    camera = settings.obs.show == "camera"
    for _ in range(int(_SHOWN_S / 0.05)):
        now = shown()
        if now.camera if camera else now.address:
            return
        if now.problem is not None:
            raise now.problem
        if stop.wait(0.05):
            break
    what = "The virtual camera did not start." if camera else "The browser source did not start."
    raise AppError("obs.nothing_to_show", what, "The log says more; try again.")


def _wait_for_listing(
    client: ObsClient, found: Found, settings: Settings, shown: Callable[[], ShownThere], stop: threading.Event
) -> None:
    """Until OBS knows our camera, which it does not before its first picture has come, or for some seconds."""
    kind, _ = CAMERAS.get(sys.platform, CAMERAS["linux"])
    if settings.obs.show == "browser" or found.inputs.get(SOURCE) != kind:
        return
    for _ in range(int(_LISTED_S / 0.25)):
        if _wanted(client, found, settings, shown()).settings or stop.wait(0.25):
            return


def _wanted(client: ObsClient, found: Found, settings: Settings, shown: ShownThere) -> Wanted:
    delay_ms = None if shown.delay_ms is None else round(shown.delay_ms)
    if settings.obs.show == "camera":
        kind, name = CAMERAS.get(sys.platform, CAMERAS["linux"])
        return Wanted(kind, _camera(client, found, kind, name, shown.camera), settings.obs.microphone, delay_ms)
    width_px, height_px = shown.size_px
    page: dict[str, Any] = {"width": width_px, "height": height_px, "reroute_audio": True, "shutdown": False}
    if shown.address:
        page["url"] = shown.address
    late_ms = None if delay_ms is None else delay_ms + PAGE_WAITS_MS
    return Wanted(BROWSER, page, settings.obs.microphone, late_ms)


def look(client: ObsClient) -> Found:
    """What OBS has. Changes nothing. Raises AppError and ObsRefusal."""
    scenes = client.request("GetSceneList")
    inputs = {str(one["inputName"]): str(one["inputKind"]) for one in client.request("GetInputList")["inputs"]}
    video = client.request("GetVideoSettings")
    names = [str(scene["sceneName"]) for scene in scenes["scenes"]]
    items = client.request("GetSceneItemList", sceneName=SCENE)["sceneItems"] if SCENE in names else []
    settings: dict[str, Any] = {}
    if SOURCE in inputs:
        try:
            settings = client.request("GetInputSettings", inputName=SOURCE)["inputSettings"]
        except ObsRefusal:  # a real one lists for a moment what it has just removed
            del inputs[SOURCE]
    special = client.request("GetSpecialInputs")
    microphones = {}
    for name in (str(value) for key, value in special.items() if key.startswith("mic") and value):
        muted = bool(client.request("GetInputMute", inputName=name)["inputMuted"])
        offset = int(client.request("GetInputAudioSyncOffset", inputName=name)["inputAudioSyncOffset"])
        microphones[name] = muted, offset
    outputs = set()
    for part, (status, _, _) in _PARTS.items():
        with suppress(ObsRefusal):  # an OBS without a virtual camera
            if client.request(status).get("outputActive"):
                outputs.add(part)
    return Found(
        version=client.version,
        scenes=names,
        program_scene=str(scenes.get("currentProgramSceneName") or ""),
        inputs=inputs,
        kinds=frozenset(str(kind) for kind in client.request("GetInputKindList")["inputKinds"]),
        canvas_px=(int(video["baseWidth"]), int(video["baseHeight"])),
        settings=settings,
        in_scene=any(item.get("sourceName") == SOURCE for item in items),
        microphones=microphones,
        outputs=frozenset(outputs),
    )


def _camera(client: ObsClient, found: Found, kind: str, name: str, device: str) -> dict[str, Any]:
    """What tells OBS which camera; it says what there is only of a source that exists."""
    if found.inputs.get(SOURCE) != kind:
        return {}
    answer = client.request("GetInputPropertiesListPropertyItems", inputName=SOURCE, propertyName=name)
    for item in answer.get("propertyItems", ()):
        called, value = str(item.get("itemName")), item.get("itemValue")
        # On Linux OBS writes the bus behind the name. And what the source was told before stands in the list, too,
        # although there is no such camera.
        ours = device in (called, value) or called.startswith(f"{device} (")
        if device and ours and item.get("itemEnabled", True):
            return {name: value}
    return {}


@contextmanager
def _in_words() -> Iterator[None]:
    """What OBS refuses, or answers without sense, as people are told it."""
    try:
        yield
    except ObsRefusal as refusal:
        why = str(refusal).rstrip(".")
        raise AppError("obs.refused", f"OBS could not do it ({why}).", "See in OBS what is different.") from refusal
    except (KeyError, TypeError, ValueError) as error:
        log.info("OBS answered in a way that is not known: %r", error)
        raise AppError("obs.answer", "OBS answered in a way that is not known.", "Install the newest OBS.") from error
