"""The commands that look after what the studio keeps, and after the studio itself.

``avatars``, ``voices``, ``models``, ``storage``, ``runtime``, ``updates``.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import get_args

from app.base.paths import Paths
from app.base.settings import ProviderId
from app.cli.console import Console
from app.cli.stopping import StopSignals
from app.ground import logging_to, standing_ground
from app.parts import RealParts, open_keeper, open_library
from app.upkeep_parts import gpu_runtime, model_store, upkeep_ports


def avatars(options: argparse.Namespace, console: Console) -> int:
    """List, check, import, copy, export, remove or restore avatars."""
    from app.cli import avatars

    with logging_to(options, None):
        paths = Paths.find(options.basedir)
        library = open_library(paths)
        match options.action:
            case "list":
                entries = open_keeper(paths).removed() if options.removed else library.list()
                return avatars.list_avatars(entries, console, as_json=options.json)
            case "check":
                from app.avatars.hosts import try_out

                return avatars.check_avatars(library, options.folder, try_out, console, as_json=options.json)
        keeper = open_keeper(paths)
        match options.action:
            case "import":
                name, wanted_id = options.name or "", options.id or ""
                wanted = avatars.Wanted(options.path, name, wanted_id, options.face)
                return avatars.import_avatar(library, keeper, wanted, console, as_json=options.json)
            case "duplicate":
                return avatars.duplicate_avatar(
                    library, keeper, options.avatar, options.name, console, as_json=options.json
                )
            case "export":
                return avatars.export_avatar(
                    keeper, options.avatar, options.target, console, overwrite=options.force, as_json=options.json
                )
            case "restore":
                return avatars.restore_avatar(library, keeper, options.avatar, console, as_json=options.json)
        return avatars.remove_avatar(keeper, options.avatar, console, as_json=options.json)


def sets(options: argparse.Namespace, console: Console) -> int:
    """List profiles or scene collections, go on with another, or do something else with them."""
    from app.cli.sets import keep_sets

    with logging_to(options, None):
        return keep_sets(options, console)


def voices(options: argparse.Namespace, console: Console) -> int:
    """List the voices."""
    from app.cli.voices import list_voices

    with standing_ground(options, "voices", watch=False) as ground, ExitStack() as stack:
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        providers = [options.provider] if options.provider else get_args(ProviderId)
        voice = ground.settings.voice
        return list_voices(providers, lambda one: parts.voices.list_voices(one, voice), console, as_json=options.json)


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


def updates(options: argparse.Namespace, console: Console) -> int:
    """Say whether a newer version was published."""
    from app.cli.updates import tell_updates

    with logging_to(options, None):
        return tell_updates(console, as_json=options.json)
