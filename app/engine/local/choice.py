"""From the studio's request to a loaded model: which of those that are there, and where it runs.

``torch`` is imported when there is something to load, so that whoever lacks it is told in words.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.launcher import install_command
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.checkpoints import check
from app.engine.local.finding import find_model
from app.engine.local.governor import govern
from app.engine.local.loaded import Loaded
from app.engine.local.speed import HISTORY_S, Speed

if TYPE_CHECKING:
    import torch

    from app.engine.local.talking_clip import Quality

log = logging.getLogger(__name__)


def load_model(request: EngineRequest) -> Loaded:
    """Find, check and load what ``request`` names. Minutes, with the largest. Raises AppError."""
    local = request.local
    assert local is not None, "the studio names the model of a local engine"
    found = find_model(local)
    files = check(found)
    need_packages()
    from app.engine.local.loading import PUBLISHED, load
    from app.engine.local.talking_clip import ClipModel

    device = chosen_device(local.device)
    govern(device, local)
    published = PUBLISHED.get(found.kind)
    log.info("%s from %s is loaded for %s", found.title, found.place, device)
    speed = Speed(
        graphs=local.graphs,
        compiled=local.compiled,
        linears=local.linears,
        tiny_decoder=local.tiny_decoder,
        history_s=local.history_s or HISTORY_S,
        cache=local.quantised or local.cache,
    )
    model = load(found, device, number_format(device), published and _quality(local, published), speed=speed)
    if published is None:
        return Loaded(model, None, found.kind)
    stamps = [f"{file.stat().st_size}.{file.stat().st_mtime_ns}" for file in files.dit]
    drawn_by = (speed.linears, speed.tiny_decoder, speed.history_s)  # the rest changes nothing that is seen

    off = model.error if isinstance(model, ClipModel) else None

    def drawn(local: LocalRequest) -> Loaded:
        assert published is not None
        quality = _quality(local, published)
        model.draw_as(quality)
        key = " ".join([found.kind, repr(quality), repr(drawn_by), str(local.seed), device.type, *stamps])
        return Loaded(model, quality.width_px / quality.height_px, key, off, drawn)

    return drawn(local)


def _quality(local: LocalRequest, published: Quality) -> Quality:
    """How it is to draw: as published but for what is asked for."""
    width_px, height_px = local.size_px or (published.width_px, published.height_px)
    steps, frames = local.steps or published.steps, local.frames or published.frames
    return replace(published, width_px=width_px, height_px=height_px, steps=steps, frames=frames)


def need_packages() -> None:
    """Raises AppError where what models run with is not installed, or not all of it."""
    try:
        import_module("app.engine.local.loading")
    except ImportError as error:
        raise _not_installed(error) from error


def _not_installed(error: ImportError) -> AppError:
    return AppError(
        "engine.local.not_installed",
        f"What models on this computer run with is not installed ({error}).",
        f"Press Install in Settings > Graphics Card, or run: {install_command()}. Or choose another engine in "
        "Settings > Connection.",
        permanent=True,
    )


def chosen_device(name: str) -> torch.device:
    """The device of this name; without one, the best that is no processor. Raises AppError."""
    import torch

    cards = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if not name:
        if cards or torch.backends.mps.is_available():
            return torch.device("cuda" if cards else "mps")
        raise AppError(
            "engine.local.no_card",
            "PyTorch finds no graphics card that models can run on.",
            "Update the card's driver, or choose another engine in Settings > Connection. "
            'With "cpu" as the device the processor draws, which only Wav2Lip can do in time.',
            permanent=True,
        )
    device = torch.device(name)
    there = {"cpu": True, "mps": torch.backends.mps.is_available(), "cuda": cards > (device.index or 0)}
    if not there[device.type]:
        raise AppError(
            "engine.local.no_card",
            f"PyTorch finds no device {name}: "
            + (f"only {cards} cards are there." if cards else "there is no such card."),
            "Leave the device empty in Settings > Graphics Card to have the best one.",
            permanent=True,
        )
    return device


def number_format(device: torch.device) -> torch.dtype:
    """Of the large matrices: half the size where the device computes in it."""
    import torch

    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
