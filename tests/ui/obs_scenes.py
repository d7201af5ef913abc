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
    return [
        ("busy", ObsState(busy=True)),
        ("found", ObsState(version="30.2.3", steps=STEPS)),
        ("ready", ObsState(version="30.2.3", undoable=True, outputs=frozenset({"stream"}))),
        ("away", ObsState(problem=away)),
        ("password", ObsState(problem=password)),
    ]
