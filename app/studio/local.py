"""What an engine of this computer's graphics card is told of its model."""

from __future__ import annotations

from dataclasses import replace

from app.base.card_choice import GIB, Setup
from app.base.local_settings import AUTO, drawn_as
from app.base.paths import Paths
from app.base.settings import Settings
from app.engine.base import EngineInfo, EngineRequest, LocalRequest


def local_request(settings: Settings, avatar_id: str, paths: Paths) -> LocalRequest:
    """What the engine of the settings is asked for.

    The portrait is cut where the user has it cut for servers: the same models draw there. Where the card is asked what
    it holds, nothing else says how that is to be drawn.
    """
    local = settings.local
    if local.model == AUTO:
        local = drawn_as(local, Setup(AUTO))
    return LocalRequest(
        model=local.model,
        checkpoint=local.ckpt_dir,
        wav2vec=local.wav2vec_dir,
        device=local.device,
        size_px=local.size_px,
        steps=local.steps,
        frames=local.frames,
        history_s=local.history_s,
        graphs=local.graphs,
        compiled=local.compiled,
        linears=local.linears,
        tiny_decoder=local.tiny_decoder,
        seed=local.seed,
        crop=settings.omnirt.crops.get(avatar_id, (0.0, 0.0)),
        cache=paths.clips / "local",
        quantised=paths.quantised,
        models=settings.storage.models_folder or paths.models,
        vram_bytes=local.vram_gb * GIB,
        priority=local.priority,
        measured=paths.measured,
    )


def can_switch(before: EngineRequest, wanted: EngineRequest, info: EngineInfo) -> bool:
    """Whether an engine that was asked for ``before`` takes another avatar without loading its models again."""
    return info.switches and replace(wanted, avatar=before.avatar) == _as_drawn(before, wanted, info)


def _as_drawn(before: EngineRequest, wanted: EngineRequest, info: EngineInfo) -> EngineRequest:
    """What was asked for, with size and steps of ``wanted``, where the weights that are loaded draw both."""
    setup, had, local = info.setup, before.local, wanted.local
    if setup is None or had is None or local is None or (local.model, local.linears) != (setup.model, setup.linears):
        return before
    drawn = replace(had, model=local.model, linears=local.linears, size_px=local.size_px, steps=local.steps)
    return replace(before, local=drawn)
