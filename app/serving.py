"""The concrete parts of ``serve``: this computer's engine behind OmniRT's protocols."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.local_settings import AUTO, drawn_as
from app.base.paths import Paths, models_dir
from app.base.secrets import SERVE_KEY, made_secret, secret
from app.base.settings import Settings
from app.cli.serve import Serving, ServingKey
from app.engine.base import EngineRequest
from app.engine.local.choice_store import ChoiceStore
from app.parts import open_library
from app.studio.local import local_request

if TYPE_CHECKING:
    from app.engine.host import EngineHost, EngineListener

LARGEST_SIDE_PX = 1280
"""Of the pictures of a model; those of the studio's own are smaller."""
FPS = 25

_MODELS = {
    "flashhead-lite": ("flashhead", ("flashhead", "soulx-flashhead-1.3b")),
    "flashhead-pro": ("flashhead", ("flashhead", "soulx-flashhead-1.3b")),
    "flashtalk": ("flashtalk", ("flashtalk", "soulx-flashtalk-14b")),
    "wav2lip": ("wav2lip", ("wav2lip",)),
}
"""OmniRT's name of each model, and what clients call it where they name it themselves."""


def open_server(paths: Paths, settings: Settings, host: str, port: int) -> Serving:
    """The server for the engine of the settings; nothing is loaded yet. Raises AppError."""
    from app.base.web_door import is_loopback
    from app.engine.omnirt.server import EngineServer, ServeTerms
    from app.engine.omnirt.server_engine import ServedEngine
    from app.engine.omnirt.server_portrait import PortraitRoom
    from app.engine.omnirt.server_talk import Service

    kind = settings.engine.kind
    if kind not in ("builtin", "local"):
        raise AppError(
            "serve.engine",
            "Only an engine of this computer can be served: the built-in one, or one of its graphics card.",
            "Choose it with --engine local or --engine builtin.",
            permanent=True,
        )
    avatar = open_library(paths).resolve(settings.window.avatar)
    first = EngineRequest(avatar.folder, LARGEST_SIDE_PX, LARGEST_SIDE_PX, FPS)
    # The built-in engine stands in under the name that every client asks for first, and says whose pictures they are.
    model, natives, drawn_by, reason = "flashtalk", tuple[str, ...](), "builtin", "builtin_runtime"
    if kind == "local":
        settings = _with_model(settings, ChoiceStore(paths.measured))
        local = local_request(settings, avatar.id, paths)
        first = EngineRequest(avatar.folder, LARGEST_SIDE_PX, LARGEST_SIDE_PX, FPS, local=local)
        model, natives = _MODELS[settings.local.model]
        drawn_by, reason = natives[-1], "local_runtime"
    key = _key(beyond=not is_loopback(host))
    engine = ServedEngine(partial(_open_host, settings))
    rooms = PortraitRoom(models_dir(), first, free_size=kind == "builtin")
    service = Service(engine, rooms.request, drawn_by, frozenset(natives))
    terms = ServeTerms(host, port, model, reason, key.value)
    return Serving(EngineServer(terms, service), engine, first, host, key, model)


def _with_model(settings: Settings, measured: ChoiceStore) -> Settings:
    """``settings`` with the model that the card was measured to hold: clients are told its name. Raises AppError."""
    if settings.local.model != AUTO:
        return settings
    choice = measured.latest()
    if choice is None or choice.chosen is None:
        raise AppError(
            "serve.not_measured",
            "Which model this computer's graphics card holds was not measured yet.",
            "Use the command measure first, or name a model with --model.",
            permanent=True,
        )
    return settings.model_copy(update={"local": drawn_as(settings.local, choice.chosen)})


def _open_host(settings: Settings, listener: EngineListener) -> EngineHost:
    from app.engine.host import EngineHost, HostOptions
    from app.engine.omnirt.wire import RATE_HZ
    from app.engine.table import ENGINES

    options = replace(HostOptions.of(settings.engine), speech_hz=RATE_HZ)
    return EngineHost(ENGINES[settings.engine.kind], listener, options)


def _key(*, beyond: bool) -> ServingKey:
    """What clients must send. Without a key, only this computer's own programs are served."""
    given = os.environ.get("OMNIRT_API_KEY", "").strip()
    if given or not beyond:
        return ServingKey(given, "OMNIRT_API_KEY")
    kept = secret(SERVE_KEY)
    return ServingKey(kept, "the keyring") if kept else ServingKey(made_secret(SERVE_KEY, anew=True), "")
