"""Has the running studio set up OBS, and says what came of it."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from pathlib import Path
from typing import Any

from app.base.errors import AppError
from app.cli.arguments import NOT_RUNNING, OK
from app.cli.console import Console
from app.cli.obs_arguments import asked_of_obs
from app.studio.control import ask_obs, ask_to_do

PATIENCE_S = 60.0
LOOK_S = 0.1


def lead_obs(runtime: Path, options: argparse.Namespace, console: Console) -> int:
    """Ask for it, wait until it is done, and give the exit code. Raises AppError where it came to nothing."""
    password = _read_password() if options.what == "password" else ""
    before = ask_obs(runtime)
    if before is None or not ask_to_do(runtime, *asked_of_obs(options, password)):
        console.say("No studio is running. Start it, or use run or render.")
        return NOT_RUNNING
    state = _after(runtime, before["wishes"])
    problem = state.pop("problem")
    if problem is not None:
        raise AppError(problem["code"], problem["message"], problem["hint"])
    if options.json:
        console.result(json.dumps(state, ensure_ascii=False, indent=2))
        return OK
    console.result(f"OBS {state['version']}")
    for step in state["steps"]:
        console.result(f"would change: {step['what']} {step['about']}")
    if not state["steps"]:
        console.result("It shows the host.")
    for part in state["outputs"]:
        console.result(f"on: {part}")
    return OK


def _after(runtime: Path, wishes: int) -> dict[str, Any]:
    """The state once one more wish has come to its end."""
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        time.sleep(LOOK_S)
        state = ask_obs(runtime)
        if state is not None and state["wishes"] > wishes:
            return state
    raise AppError("obs.slow", f"After {PATIENCE_S:.0f} s the studio is not done with OBS.", "The log says more.")


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password of OBS's WebSocket server: ")
    return sys.stdin.readline().rstrip("\n")
