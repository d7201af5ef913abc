"""Which of the models on this computer a request means. Pure: the studio may ask, too."""

from __future__ import annotations

import logging
from pathlib import Path

from app.base.errors import AppError
from app.engine.base import LocalRequest
from app.engine.local.checkpoints import DEFAULT_BASES, TITLES, WAV2VEC_FOLDERS, Kind, ModelFolder, discover

log = logging.getLogger(__name__)

KINDS: dict[str, Kind] = {
    "flashhead-lite": "flashhead_lite",
    "flashhead-pro": "flashhead_pro",
    "flashtalk": "flashtalk",
    "wav2lip": "wav2lip",
}
"""The models by their names in the settings."""


def find_model(local: LocalRequest) -> ModelFolder:
    """The first model of the wanted kind that is there. Raises AppError."""
    kind = KINDS[local.model]
    if kind == "wav2lip" and local.checkpoint is not None and local.checkpoint.is_file():
        return ModelFolder(kind, local.checkpoint)
    wav2vec = local.wav2vec
    if wav2vec is not None and wav2vec.name in WAV2VEC_FOLDERS.values() and wav2vec.name != WAV2VEC_FOLDERS.get(kind):
        log.info("%s hears for another model than %s", wav2vec, TITLES[kind])
        wav2vec = None
    bases = (*([local.models] if local.models else []), *DEFAULT_BASES)
    for found in discover(local.checkpoint, wav2vec, bases):
        if found.kind == kind:
            return found
    places = [Path.cwd() / base for base in bases]
    if local.checkpoint is not None:
        places.insert(0, local.checkpoint)
    raise AppError(
        "engine.local.no_model",
        f"{TITLES[kind]} is not on this computer: it was looked for in {', '.join(map(str, places))}.",
        "Download it in Settings > Models, or name its folder in Settings > Graphics Card.",
        permanent=True,
    )
