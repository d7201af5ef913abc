"""What an engine is asked for: the avatar at its size, and the server or the model that draws it."""

from __future__ import annotations

from pathlib import Path

from app.base.settings import Settings
from app.engine.base import EngineRequest, LocalRequest
from app.media.types import ProgramFormat
from app.studio.parts import Host, Parts


def engine_request(host: Host, program: ProgramFormat, settings: Settings, parts: Parts) -> EngineRequest:
    """What an engine is asked to draw of ``host``."""
    kind = settings.engine.kind
    # The test card takes the whole program picture, whoever is on stage: it calibrates everything behind it. A server
    # draws its own size, which is fitted into the program as the avatar would be, and so does a model of this computer.
    fills = kind in ("testcard", "omnirt", "local")
    size = (program.width_px, program.height_px) if fills else (host.width_px, host.height_px)
    server = parts.remote(settings.omnirt, host.entry.id) if kind == "omnirt" else None
    model = parts.local(settings, host.entry.id) if kind == "local" else None
    return EngineRequest(host.entry.folder, *size, program.fps, server, model)


def local_request(settings: Settings, avatar_id: str, cache: Path) -> LocalRequest:
    """What the engine of the settings is asked for; ``cache`` is a folder for what need not be drawn twice.

    The portrait is cut where the user has it cut for servers: the same models draw there.
    """
    local = settings.local
    return LocalRequest(
        model=local.model,
        checkpoint=local.ckpt_dir,
        wav2vec=local.wav2vec_dir,
        device=local.device,
        size_px=local.size_px,
        steps=local.steps,
        seed=local.seed,
        crop=settings.omnirt.crops.get(avatar_id, (0.0, 0.0)),
        cache=cache,
    )
