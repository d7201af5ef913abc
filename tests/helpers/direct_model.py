"""What a model draws to a sound when nobody stands between, for the environment that has PyTorch.

``python -P -m tests.helpers.direct_model MODEL WEIGHTS SIZE AVATAR CACHE SOUND.npy PICTURES.npy``
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from app.base.local_settings import LocalSettings
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.base import FPS
from app.engine.local.choice import load_model
from app.engine.local.trial import try_out


def draw(request: EngineRequest, sound: Path, pictures: Path) -> None:
    """The pictures of one turn, the first after loading."""
    loaded = load_model(request)
    session, _ = try_out(loaded, request, lambda: None)
    session.restart()
    count, heard = session.pace.chunk_samples, np.load(sound)
    heard = np.concatenate((heard, np.zeros(-len(heard) % count, np.float32)))
    drawn = [session.push(heard[at : at + count]) for at in range(0, len(heard), count)]
    np.save(pictures, np.concatenate([*drawn, session.finish()]))


if __name__ == "__main__":
    model, weights, size, avatar, cache, sound, pictures = sys.argv[1:]
    size_px = LocalSettings(size=size).size_px
    local = LocalRequest(model, Path(weights), device="cpu", size_px=size_px, cache=Path(cache))
    draw(EngineRequest(Path(avatar), 1280, 720, FPS, None, local), Path(sound), Path(pictures))
