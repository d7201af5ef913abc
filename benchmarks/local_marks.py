"""The local engine with every picture marked with the sound that it was drawn from: what a model draws says nothing.

The mark is the first sample that the picture was drawn from, a float32 whose four bytes are the picture's first pixel.
Band-limited noise has the same sample twice so seldom that it names its place.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from app.engine.base import EngineRequest
from app.engine.local.base import FRAME_SAMPLES, Frames
from app.engine.local.choice import load_model
from app.engine.local.engine import LocalEngine
from app.engine.local.loaded import Loaded
from app.media.types import Pixels, Samples

ENGINE = "benchmarks.local_marks:MarkedEngine"


class MarkedEngine(LocalEngine):
    """For a worker process, in the place of the engine that it is in all else."""

    def __init__(self) -> None:
        super().__init__(_load)


def _load(request: EngineRequest) -> Loaded:
    loaded = load_model(request)
    model: Any = loaded.model
    model.open = partial(_open, model.open)
    return loaded


def _open(begin: Any, *given: Any, **named: Any) -> Any:
    session = begin(*given, **named)
    session.push = partial(_push, session.push)
    return session


def _push(draw: Any, samples: Samples) -> Frames:
    frames: Frames = draw(samples)
    firsts = np.ascontiguousarray(samples[::FRAME_SAMPLES], np.float32)
    frames[:, 0, 0] = firsts.view(np.uint8).reshape(-1, 4)
    return frames


def read_mark(pixels: Pixels) -> float:
    """The sample that is written into a picture."""
    return float(np.ascontiguousarray(pixels[0, 0]).view(np.float32)[0])
