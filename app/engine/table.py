"""The engines that there are, by kind. Names only: an engine's code is imported by its worker and nobody else."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from app.base.errors import AppError
from app.engine.base import Engine, PipelinedEngine

ENGINES = {
    "builtin": "app.engine.builtin.engine:BuiltinEngine",
    "testcard": "app.engine.testcard.engine:TestcardEngine",
    "local": "app.engine.local.engine:LocalEngine",
    "omnirt": "app.engine.omnirt.engine:OmniRTEngine",
    "omnirt_camera": "app.engine.omnirt.camera:CameraEngine",
}
"""Kind (as in the settings) to ``"package.module:Class"``."""


def load_factory(path: str) -> Callable[[], Engine | PipelinedEngine]:
    """Import what ``path`` (``"package.module:Class"``) names. Called on the worker's thread. Raises AppError."""
    module, _, name = path.partition(":")
    try:
        return cast("Callable[[], Engine | PipelinedEngine]", getattr(importlib.import_module(module), name))
    except ImportError as error:
        raise AppError(
            "engine.not_installed",
            f"The engine cannot start because a part of it is not installed ({error}).",
            "Install the studio again, or choose another engine in the settings.",
            permanent=True,
        ) from error
