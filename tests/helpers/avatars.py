"""Makes pictures and avatar bundles for tests."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray

from app.media.types import Pixels

RED = (255, 0, 0, 255)
GREY = (128, 128, 128, 255)
SKIN = (240, 200, 180, 255)
CLEAR = (0, 0, 0, 0)


def plain(width_px: int, height_px: int, rgba: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """A picture of one colour, R G B A, straight alpha."""
    return np.full((height_px, width_px, 4), rgba, np.uint8)


def write_picture(path: Path, rgba: NDArray[np.uint8], codec: str = "png", pixel_format: str = "rgba") -> Path:
    """Encode ``rgba`` (R G B A, straight alpha) to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encoder = cast("av.VideoCodecContext", av.CodecContext.create(codec, "w"))
    encoder.height, encoder.width = rgba.shape[:2]
    encoder.pix_fmt = pixel_format
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgba), format="rgba").reformat(format=pixel_format)
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


def manifest(**changes: Any) -> dict[str, Any]:
    """A manifest with the required keys; ``None`` leaves a key out."""
    whole = {
        "id": "host",
        "name": "A Host",
        "model_type": "mock",
        "fps": 25,
        "sample_rate": 16000,
        "width": 100,
        "height": 200,
        "version": "1.0",
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def write_json(path: Path, content: object) -> Path:
    """Write ``content`` as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def still_bundle(folder: Path, rgba: NDArray[np.uint8] | None = None, **changes: Any) -> Path:
    """A bundle with nothing but a reference picture."""
    write_json(folder / "manifest.json", manifest(**changes))
    write_picture(folder / "reference.png", plain(100, 200, SKIN) if rgba is None else rgba)
    return folder


def light2d_config() -> dict[str, Any]:
    """The layers of ``layered_bundle``: a canvas of 100 by 200 with its mouth at 40..60, 90..110 and eyes at 30..70."""
    mouth = [40, 90, 20, 20]
    return {
        "version": 1,
        "canvas": {"width": 100, "height": 200},
        "layers": {
            "base": {"source": "layers/base.png", "rect": [0, 0, 100, 200]},
            "blink": {"source": "layers/blink.png", "rect": [30, 60, 40, 10]},
            "mouth": {
                name: {"source": f"layers/{name}.png", "rect": mouth} for name in ("closed", "small", "medium", "large")
            },
        },
        "audio": {"attack_ms": 45, "release_ms": 120, "crossfade_ms": 80},
        "animation": {"breath_period_ms": 2600, "breath_scale": 0.006, "sway_degrees": 0.7, "blink_period_ms": 4000},
    }


def looks_config() -> dict[str, Any]:
    """``light2d_config`` with a smile in two stages that speaks, a surprise of eyes alone and a doubt of the mouth."""
    config = light2d_config()
    brows, mouth = [30, 40, 40, 30], config["layers"]["mouth"]["closed"]["rect"]

    def layer(name: str, rect: list[int]) -> dict[str, Any]:
        return {"source": f"layers/{name}.png", "rect": rect}

    config["studio"] = {
        "looks": {
            "smile": {
                "face": [layer("brows-1", brows), layer("brows-2", brows)],
                "mouth": [[layer(f"smile-{row}-{step}", mouth) for step in (0, 1)] for row in (1, 2)],
            },
            "surprise": {"face": [layer("wide", brows)]},
            "doubt": {"mouth": [[layer("crooked", mouth)]]},
            "sleep": {"face": [layer("nowhere", brows)]},
        }
    }
    return config


def look_layers(folder: Path) -> None:
    """Write the pictures of ``looks_config`` into a layered bundle: eyes and brows are blue, mouths green."""
    layers = folder / "light2d" / "layers"
    for name, blue in (("brows-1", 60), ("brows-2", 120), ("wide", 180)):
        write_picture(layers / f"{name}.png", plain(40, 30, (0, 0, blue, 255)))
    for row in (1, 2):
        for step in (0, 1):
            write_picture(layers / f"smile-{row}-{step}.png", plain(20, 20, (0, 60 * row + 40 * step, 0, 255)))
    write_picture(layers / "crooked.png", plain(20, 20, (0, 250, 0, 255)))


def layered_bundle(folder: Path, config: dict[str, Any] | None = None, **changes: Any) -> Path:
    """A Light2D bundle: a skin-coloured block on a clear canvas, whose mouth turns redder the wider it is open."""
    renderer = {"client_renderer": {"type": "light2d", "config": "light2d/avatar.json"}}
    write_json(folder / "manifest.json", manifest(**{"metadata": renderer, **changes}))
    write_json(folder / "light2d" / "avatar.json", config or light2d_config())
    layers = folder / "light2d" / "layers"
    base = plain(100, 200, CLEAR)
    base[20:, 15:85] = SKIN
    write_picture(layers / "base.png", base)
    write_picture(layers / "blink.png", plain(40, 10, GREY))
    for step, name in enumerate(("closed", "small", "medium", "large")):
        write_picture(layers / f"{name}.png", plain(20, 20, (180 + 25 * step, 90 - 30 * step, 90 - 30 * step, 255)))
    return folder


def bgra(pixels: Pixels, x: int, y: int) -> tuple[int, int, int, int]:
    """One pixel, as plain numbers."""
    blue, green, red, alpha = (int(value) for value in pixels[y, x])
    return blue, green, red, alpha
