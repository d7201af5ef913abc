"""Scenes put together on a small picture, and what is seen of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.base.scenes import Scene
from app.base.settings import ProgramSettings
from app.media.types import Pixels, ProgramFormat
from app.program.scenery import SceneFiles, Scenery, open_scenery
from tests.helpers.avatars import write_picture as write_rgba

SMALL = ProgramFormat(320, 180, 30)
BLUE: tuple[int, int, int, int] = (200, 100, 50, 255)
RED: tuple[int, int, int, int] = (0, 0, 200, 255)
HOST = np.full((90, 80, 4), BLUE, np.uint8)
SETTINGS = ProgramSettings(ai_label=False)


def opened(
    files: SceneFiles, settings: ProgramSettings = SETTINGS, portrait: Pixels = HOST, **scene: object
) -> Scenery:
    return open_scenery(Scene.model_validate({"number": 1, "name": "s"} | scene), SMALL, settings, portrait, files)


def seen(scenery: Scenery, host: Pixels = HOST, time_ns: int = 0) -> Pixels:
    return scenery.composer.compose(host, None, 1.0, time_ns).pixels


def write_picture(path: Path, pixels: Pixels) -> Path:
    """A file of what programs are made of: blue first."""
    return write_rgba(path, np.ascontiguousarray(pixels[..., [2, 1, 0, 3]]))
