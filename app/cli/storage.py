"""What the studio keeps on the disks, on the command line."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable

from app.base.errors import AppError
from app.base.settings import Settings
from app.base.storage import CHOSEN, PLACES, Kept
from app.cli.arguments import INTERRUPTED, OK
from app.cli.console import Console
from app.studio.storage import Storage, StoragePort, moved_to

_DAY_S = 86_400


def obey(
    port: StoragePort,
    settings: Settings,
    save: Callable[[Settings], None],
    options: argparse.Namespace,
    console: Console,
    stopped: threading.Event,
) -> int:
    """Do what the command line asks for, and say what there is afterwards. Raises AppError."""
    match options.action:
        case "clean":
            _clean(port(settings), options, console)
        case "move":
            target = options.folder.expanduser().absolute()

            def told(done: int, whole: int, name: str) -> None:
                console.moving(f"{name}: {done / 1e9:.2f} of {whole / 1e9:.2f} GB", every_s=0.2)

            if not port(settings).move(options.place, target, told, stopped):
                console.say("Stopped. Nothing was moved.")
                return INTERRUPTED
            settings = moved_to(settings, options.place, target)
            save(settings)
    asked = getattr(options, "place", None)
    kept = [port(settings).look(place) for place in PLACES if asked in (None, place)]
    if options.json:
        console.result(json.dumps([_plain(one) for one in kept], ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(_line(one) for one in kept))
    return OK


def _clean(storage: Storage, options: argparse.Namespace, console: Console) -> None:
    """Remove what can be had again, or what the user has chosen. Raises AppError."""
    place, names, days = options.place, tuple(options.names), options.older_than
    if place not in CHOSEN and (names or days is not None):
        raise AppError(
            "storage.no_choice",
            f"Of {place} all goes that can be made or fetched again: there is nothing to choose.",
            "Leave out names and --older-than.",
        )
    if place in CHOSEN and days is not None:
        before_s = time.time() - days * _DAY_S
        old = tuple(item.name for item in storage.look(place).items if item.changed_s < before_s)
        if not old and not names:
            console.say("None is older.")
            return
        names += old
    elif place in CHOSEN and not names:
        raise AppError(
            "storage.which",
            f"Nothing says which {place} go.",
            "Name them, or give --older-than DAYS; storage --json lists them.",
        )
    storage.clean(place, names)


def _line(kept: Kept) -> str:
    words = [kept.place.id, f"{kept.bytes_ / 1e9:.2f} GB", f"{kept.files} files", str(kept.place.folder)]
    if kept.free_bytes is not None:
        words.append(f"{kept.free_bytes / 1e9:.1f} GB free")
    if kept.place.cap_bytes:
        words.append(f"at most {kept.place.cap_bytes / 1e9:.2f} GB")
    warnings = {"over its limit": kept.over, "disk nearly full": kept.low, "slow disk": kept.slow}
    return "\t".join([*words, *(word for word, true in warnings.items() if true)])


def _plain(kept: Kept) -> dict[str, object]:
    return {
        "place": kept.place.id,
        "folder": str(kept.place.folder),
        "bytes": kept.bytes_,
        "files": kept.files,
        "cap_bytes": kept.place.cap_bytes or None,
        "free_bytes": kept.free_bytes,
        "removable_bytes": kept.removable,
        "over": kept.over,
        "low": kept.low,
        "slow": kept.slow,
        "items": [{"name": item.name, "bytes": item.bytes_, "changed_s": item.changed_s} for item in kept.items],
    }
