"""States of setting up OBS, to look at."""

from __future__ import annotations

from app.base.errors import AppError
from app.studio.obs_plan import SCENE, SOURCE, Step
from app.studio.obs_state import ObsState

STEPS = (
    Step("scene", SCENE, (), ()),
    Step("source", SOURCE, (), ()),
    Step("show", SCENE, (), ()),
    Step("mute", "Mic/Aux", (), ()),
    Step("sync", "RØDE NT-USB Mini Broadcast Condenser", (), (), 600),
)


def obs_states() -> list[tuple[str, ObsState]]:
    """Name, and what the studio says."""
    away = AppError(
        "obs.away",
        "OBS does not answer at port 4455.",
        "Start OBS, and turn its server on in Tools > WebSocket Server Settings.",
    )
    password = AppError(
        "obs.password",
        "OBS asks for the password of its WebSocket server.",
        "It stands in OBS under Tools > WebSocket Server Settings > Connect Info.",
    )
    no_browser = AppError(
        "obs.no_browser",
        "This OBS has no Browser Source.",
        "Install OBS from obsproject.com, or have it show the virtual camera, which has no sound.",
    )
    old = AppError(
        "obs.old",
        "OBS 27.2.4 is too old: it must be 28.0 or newer.",
        "Install OBS 28.0 or newer, which brings the WebSocket server that is needed.",
    )
    refused = AppError(
        "obs.refused",
        "OBS could not do it (The requested output does not exist).",
        "See in OBS what is different.",
    )
    return [
        ("busy", ObsState(busy=True)),
        ("found", ObsState(version="30.2.3", steps=STEPS)),
        ("ready", ObsState(version="30.2.3", undoable=True, outputs=frozenset({"stream"}))),
        ("away", ObsState(problem=away)),
        ("password", ObsState(problem=password)),
        ("no_browser", ObsState(version="29.0.2", steps=STEPS[:4], problem=no_browser)),
        ("old", ObsState(problem=old)),
        ("refused", ObsState(problem=refused, undoable=True)),
    ]
