"""Has the running studio calibrate camera against sound device, and says what came of it."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from app.base.errors import AppError
from app.cli.arguments import NOT_RUNNING, OK
from app.cli.console import Console
from app.studio.control import ask_calibration, ask_to_do

PATIENCE_S = 40.0
LOOK_S = 0.2


def calibrate(runtime: Path, options: argparse.Namespace, console: Console) -> int:
    """Ask for it, wait until it is done, and give the exit code. Raises AppError where it came to nothing."""
    before = ask_calibration(runtime)
    if before is None or not ask_to_do(runtime, "calibrate", {}):
        console.say("No studio is running. Start it, with the virtual camera and a sound device.")
        return NOT_RUNNING
    console.say("Viewers see the test card and hear noise for some seconds.")
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        time.sleep(LOOK_S)
        state = ask_calibration(runtime)
        if state is not None and state["wishes"] > before["wishes"]:
            break
    else:
        raise AppError("calibration.slow", f"After {PATIENCE_S:.0f} s the studio is not done.", "The log says more.")
    if (problem := state["problem"]) is not None:
        raise AppError(problem["code"], problem["message"], problem["hint"])
    if options.apply:
        ask_to_do(runtime, "calibrate", {"use": True})
    if options.json:
        console.result(json.dumps({name: state[name] for name in ("sound_after_ms", "offset_ms")}))
        return OK
    after_ms = state["sound_after_ms"]
    console.result(f"The sound comes {abs(after_ms)} ms {'after' if after_ms >= 0 else 'before'} its picture.")
    words = "is now" if options.apply else "that makes up for it:"
    console.result(f"Sync Offset {words} {state['offset_ms']} ms")
    return OK
