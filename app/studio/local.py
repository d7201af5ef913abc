"""What an engine of this computer's graphics card is told of its model."""

from __future__ import annotations

from app.base.paths import Paths
from app.base.settings import Settings
from app.engine.base import LocalRequest


def local_request(settings: Settings, avatar_id: str, paths: Paths) -> LocalRequest:
    """What the engine of the settings is asked for.

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
    )
