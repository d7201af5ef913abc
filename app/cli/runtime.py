"""The PyTorch that models run with, on the command line."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Callable, Mapping

from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.base.settings import Settings
from app.cli.arguments import FAILED, INTERRUPTED, OK
from app.cli.console import Console
from app.studio.runtime import Runtime, with_python, without_python

_WORDS: Mapping[RuntimeStatus, str] = {
    RuntimeStatus.MISSING: "not installed",
    RuntimeStatus.PART: "partly installed",
    RuntimeStatus.READY: "ready",
    RuntimeStatus.OLD: "ready, and another is asked for: install it again",
}


def obey(
    runtime: Runtime,
    settings: Settings,
    save: Callable[[Settings], None],
    options: argparse.Namespace,
    console: Console,
    stopped: threading.Event,
) -> int:
    """Do what the command line asks for, and say what there is afterwards. Raises AppError."""

    def told(done: int, whole: int, step: str) -> None:
        size = f": {done / 1e9:.2f} of {whole / 1e9:.2f} GB" if whole else ""
        console.moving(f"{step}{size}", every_s=0.2)

    match options.action:
        case "install":
            runtime.install(told, stopped)
            console.settle()
            if stopped.is_set():
                console.say("Paused. The same command goes on.")
                return INTERRUPTED
            save(with_python(settings, runtime.look().python))
        case "remove":
            save(without_python(settings, runtime.look().python))
            runtime.remove()
    state = runtime.look()
    console.result(json.dumps(_plain(state), indent=2) if options.json else _line(state))
    return FAILED if options.action == "install" and state.status is not RuntimeStatus.READY else OK


def _line(state: RuntimeState) -> str:
    words = [_WORDS[state.status]]
    if state.python is not None:
        words += [f"PyTorch {state.torch}", state.card or state.device, str(state.python)]
    return "\t".join(words)


def _plain(state: RuntimeState) -> dict[str, object]:
    return {
        "status": state.status.value,
        "python": None if state.python is None else str(state.python),
        "torch": state.torch or None,
        "device": state.device or None,
        "card": state.card or None,
        "bytes": state.size_bytes,
    }
