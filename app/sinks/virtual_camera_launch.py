"""Finds the camera helper that is running, or starts one."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import psutil

import app
from app.base.errors import AppError
from app.base.processes import on_its_own
from app.sinks import virtual_camera_wire as wire
from app.sinks.virtual_camera_helper import (
    ANSWER_S,
    CLOSE_S,
    CameraRequest,
    HelperLink,
    HelperState,
    killing_after,
)

log = logging.getLogger(__name__)

START_S = 20.0
"""A helper that is not ready by then is given up; imports from a cold disk take seconds."""
MAX_LOG_BYTES = 1_000_000


def helper_command() -> list[str]:
    """How to start the camera helper: beside a packaged studio, else with this interpreter."""
    if getattr(sys, "frozen", False):
        ending = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"flashtalk-camera{ending}"))]
    return [sys.executable, "-m", "flashtalk_camera"]


def can_be_sent_to() -> bool:
    """Whether this kind of computer has what the helper sends with."""
    if getattr(sys, "frozen", False):
        return Path(helper_command()[0]).is_file()
    return importlib.util.find_spec("pyvirtualcam") is not None


def adopt(runtime: Path, request: CameraRequest) -> HelperLink | None:
    """Take the running camera over if there is one and it is the one wanted; a different one is closed."""
    state = _read_state(runtime)
    if state is None:
        return None
    process = _helper_process(state.pid, runtime)
    if process is None:
        return None
    try:
        with killing_after(ANSWER_S, lambda: _kill(process)):
            connection = Client(state.address, authkey=bytes.fromhex(state.token))
    except (OSError, EOFError, AuthenticationError, AssertionError, ValueError) as error:
        log.info("camera helper %d does not answer (%r), ending it", state.pid, error)
        _kill(process)
        return None
    link = HelperLink(state, connection, process)
    if not state.fits(request):
        log.info("closing the running camera %s (%dx%d): another one is wanted", state.name, state.width, state.height)
        link.stop_camera()
        return None
    try:
        stats = link.ask(wire.hello(os.getpid()))
    except (OSError, EOFError, ValueError) as error:
        log.info("camera helper %d does not answer (%r), ending it", state.pid, error)
        link.drop()
        return None
    log.info("took over the camera %s of helper %d: %s", state.name, state.pid, stats)
    return link


def running_helper(runtime: Path) -> int | None:
    """The process of the helper that runs, whoever started it; None: none does."""
    state = _read_state(runtime)
    process = None if state is None else _helper_process(state.pid, runtime)
    return None if process is None else process.pid


def spawn(command: Sequence[str], runtime: Path, logs: Path, request: CameraRequest) -> subprocess.Popen[str]:
    """Start a helper. It leaves the camera alone until ``go``, and ends when its stdin closes. Raises AppError."""
    arguments = [
        *command,
        f"--runtime={runtime}",
        f"--width={request.width_px}",
        f"--height={request.height_px}",
        f"--fps={request.fps}",
        f"--device={request.device}",
        f"--backend={request.backend}",
    ]
    log_path = _log_path(logs)
    try:
        with log_path.open(_log_mode(log_path), encoding="utf-8") as log_file:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log_file,
                text=True,
                cwd=runtime,
                env=_environment(),
                **on_its_own(),
            )
    except OSError as error:
        raise _broken(f"it could not be started: {error.strerror or error}") from error


def go(child: subprocess.Popen[str], logs: Path) -> HelperLink:
    """Have a helper open the camera, and connect to it. Takes about half a second if it was just spawned.

    Raises AppError; the helper has ended then.
    """
    token = secrets.token_bytes(32)
    with killing_after(START_S, child.kill):
        report = _handshake(child, token.hex())
    if "error" in report or "ready" not in report:
        child.kill()
        code = child.wait()
        if "error" not in report:
            raise _broken(f"it ended before it was ready, with exit code {code}; see {_log_path(logs)}")
        why = report["error"]
        raise AppError(str(why["code"]), str(why["message"]), str(why["hint"]), permanent=True)
    return _connect(child, report["ready"], token)


def _log_path(logs: Path) -> Path:
    return logs / "camera.log"


def _log_mode(path: Path) -> str:
    # The last words of a helper that died are worth keeping; years of them are not.
    return "w" if path.exists() and path.stat().st_size > MAX_LOG_BYTES else "a"


def _handshake(child: subprocess.Popen[str], token: str) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdout:
        with contextlib.suppress(OSError), child.stdin:  # a helper that has died already reads nothing
            child.stdin.write(token + "\n")
        line = child.stdout.readline()
    try:
        report = json.loads(line)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def _connect(child: subprocess.Popen[str], ready: Any, token: bytes) -> HelperLink:
    try:
        state = HelperState.parse(ready)
        if state is None:
            raise OSError("it speaks of itself in a way that this studio does not understand")
        process = psutil.Process(state.pid)
        with killing_after(ANSWER_S, child.kill):
            connection = Client(state.address, authkey=token)
        link = HelperLink(state, connection, process, child)
        link.ask(wire.hello(os.getpid()))
    except (OSError, EOFError, AuthenticationError, AssertionError, ValueError, psutil.Error) as error:
        child.kill()
        child.wait()
        raise _broken(f"it could not be reached: {error!r}") from error
    log.info("camera %s (%s) opened by helper %d", state.name, state.backend, state.pid)
    return link


def _broken(reason: str) -> AppError:
    return AppError(
        "camera.helper",
        f"The camera helper failed: {reason}.",
        "Start the virtual camera again; if that does not help, install FlashTalk Studio again.",
    )


def _environment() -> dict[str, str]:
    root = str(Path(app.__file__).resolve().parents[1])
    old = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        # A checkout that is not installed finds the helper beside the studio.
        "PYTHONPATH": root if not old else os.pathsep.join((root, old)),
        # A packaged studio must not pass its unpacked libraries on to another packaged program.
        "PYINSTALLER_RESET_ENVIRONMENT": "1",
    }


def _read_state(runtime: Path) -> HelperState | None:
    try:
        return HelperState.parse(json.loads((runtime / wire.STATE_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _helper_process(pid: int, runtime: Path) -> psutil.Process | None:
    """The live helper with this number; None when the number now belongs to something else."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if f"--runtime={runtime}" in process.cmdline():
            return process
    return None


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.kill()
        process.wait(CLOSE_S)
