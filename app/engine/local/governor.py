"""Sharing a card with a game: how much of it the engine may take, and who comes first. On the renderer's thread."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.base.card_choice import Card
from app.base.priority import prefer
from app.engine.base import LocalRequest

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)


def govern(device: torch.device, local: LocalRequest) -> None:
    """Keep the engine within the memory that it may take, and where it stands in line."""
    import torch

    if device.type == "cuda":
        total_bytes = torch.cuda.get_device_properties(device).total_memory
        fraction = min(1.0, local.vram_bytes / total_bytes) if local.vram_bytes else 1.0
        torch.cuda.set_per_process_memory_fraction(fraction, device)
    if not prefer(local.priority):
        log.info("the system does not let this process have the priority %r", local.priority)


def card_of(device: torch.device) -> Card:
    """What ``device`` is."""
    import torch

    version = f"torch {torch.__version__}"
    if device.type == "cuda":
        from app.engine.local.quantised import best_bits

        free_bytes, total_bytes = torch.cuda.mem_get_info(device)
        capability = torch.cuda.get_device_capability(device)
        bits = best_bits(capability) if torch.version.hip is None else "plain"
        driver = f"{version}, {_driver(torch)}"
        return Card(torch.cuda.get_device_name(device), "cuda", total_bytes, free_bytes, driver, bits)
    if device.type == "mps":
        total_bytes = torch.mps.recommended_max_memory()
        free_bytes = total_bytes - torch.mps.driver_allocated_memory()
        return Card("Apple graphics", "mps", total_bytes, free_bytes, version)
    import psutil

    memory = psutil.virtual_memory()
    return Card("this computer's processor", "cpu", memory.total, memory.available, version)


def _driver(torch_module: object) -> str:
    """The card's driver, as far as it tells."""
    getter = getattr(getattr(torch_module, "_C", None), "_cuda_getDriverVersion", None)
    return f"driver {getter()}" if getter is not None else ""


def start_peak(device: torch.device) -> None:
    """From now on the most memory counts."""
    import torch

    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def peak_bytes(device: torch.device) -> int:
    """The most memory that was taken since ``start_peak``; 0: not known."""
    import torch

    if device.type == "cuda":
        return torch.cuda.max_memory_reserved(device)
    return torch.mps.driver_allocated_memory() if device.type == "mps" else 0
