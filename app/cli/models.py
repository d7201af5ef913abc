"""Models on the command line."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Mapping

from app.base.local_settings import LocalSettings
from app.base.model_catalogue import offer_of
from app.base.model_state import ModelState, ModelStatus, Progress
from app.cli.arguments import FAILED, INTERRUPTED, OK
from app.cli.console import Console
from app.studio.models import Models
from app.studio.rate import RateMeter, left_s

_WORDS: Mapping[ModelStatus, str] = {
    ModelStatus.MISSING: "not here",
    ModelStatus.PART: "partly here",
    ModelStatus.THERE: "ready",
    ModelStatus.BROKEN: "cannot be used",
}


def obey(
    models: Models, local: LocalSettings, options: argparse.Namespace, console: Console, stopped: threading.Event
) -> int:
    """Do what the command line asks for, and say what there is afterwards. Raises AppError."""
    progress = _progress(console)
    match options.action:
        case "download":
            models.fetch(options.wanted, progress, stopped, agreed=options.agree)
        case "import":
            models.import_folder(options.folder.expanduser().absolute(), progress, stopped)
        case "verify":
            compared = models.verify(options.wanted, progress, stopped)
            if not stopped.is_set() and not compared:
                console.say("It was imported, so there are no checksums: its headers and sizes are right.")
        case "remove":
            models.remove(options.wanted)
    console.settle()
    if stopped.is_set():
        console.say("Paused. The same command goes on.")
        return INTERRUPTED
    states = models.look(local.ckpt_dir, local.wav2vec_dir)
    asked = getattr(options, "wanted", None)
    shown = [state for state in states if asked is None or state.model == asked]
    if options.json:
        console.result(json.dumps([_plain(state) for state in shown], ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(_line(state) for state in shown))
    return FAILED if asked is not None and any(state.status is ModelStatus.BROKEN for state in shown) else OK


def _progress(console: Console) -> Progress:
    meter = RateMeter()

    def told(done: int, whole: int, file: str) -> None:
        rate = meter.measure(time.monotonic(), done)
        left = left_s(done, whole, rate)
        words = f"{file}: {done / 1e9:.2f} of {whole / 1e9:.2f} GB, {rate / 1e6:.1f} MB/s"
        console.moving(words if left is None else f"{words}, {left / 60:.0f} min left", every_s=0.2)

    return told


def _line(state: ModelState) -> str:
    offer = offer_of(state.model)
    size = f"{state.there_bytes / 1e9:.1f} of " if state.status is ModelStatus.PART else ""
    words = [
        state.model,
        _WORDS[state.status],
        f"{size}{state.whole_bytes / 1e9:.1f} GB",
        f"needs {offer.card_bytes / 1e9:.0f} GB on the card",
        " + ".join(offer.licences),
        "" if state.place is None else str(state.place),
    ]
    line = "\t".join(word for word in words if word)
    return line if state.error is None else f"{line}\n\t{state.error.message} {state.error.hint}"


def _plain(state: ModelState) -> dict[str, object]:
    offer = offer_of(state.model)
    return {
        "model": state.model,
        "status": state.status.value,
        "place": None if state.place is None else str(state.place),
        "there_bytes": state.there_bytes,
        "whole_bytes": state.whole_bytes,
        "card_bytes": offer.card_bytes,
        "licences": list(offer.licences),
        "terms": offer.terms,
        "problem": None if state.error is None else {"message": state.error.message, "hint": state.error.hint},
    }
