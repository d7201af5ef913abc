"""The commands that look after what the studio keeps on the disks: ``models``, ``storage`` and ``runtime``."""

from __future__ import annotations

import argparse

from app.cli.console import Console
from app.cli.stopping import StopSignals
from app.ground import standing_ground
from app.upkeep_parts import gpu_runtime, model_store, upkeep_ports


def models(options: argparse.Namespace, console: Console) -> int:
    """List, download, import, verify or remove models."""
    from app.cli.models import obey

    with StopSignals() as signals, standing_ground(options, "models", watch=False) as ground:
        local = ground.settings.local
        return obey(model_store(ground.paths, ground.settings), local, options, console, signals.stopped)


def storage(options: argparse.Namespace, console: Console) -> int:
    """Say what is kept, clean it or move it."""
    from app.cli.storage import obey

    with StopSignals() as signals, standing_ground(options, "storage", watch=False) as ground:
        port = upkeep_ports(ground.paths, ground.recordings).storage
        return obey(port, ground.settings, ground.save, options, console, signals.stopped)


def runtime(options: argparse.Namespace, console: Console) -> int:
    """Install or remove the PyTorch that models run with."""
    from app.cli.runtime import obey

    with StopSignals() as signals, standing_ground(options, "runtime", watch=False) as ground:
        found = gpu_runtime(ground.paths, ground.settings)
        return obey(found, ground.settings, ground.save, options, console, signals.stopped)
