"""What the studio keeps on the disks, on the command line."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Callable

from app.base.settings import Settings
from app.base.storage import PLACES, Kept
from app.cli.arguments import INTERRUPTED, OK
from app.cli.console import Console
from app.studio.storage import StoragePort, moved_to


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
            port(settings).clean(options.place)
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
    }
