"""The helper's life: open the camera, tell the studio, keep a picture on air, end when told or when forgotten."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Listener
from pathlib import Path
from typing import Any

from flashtalk_camera.airing import Airing
from flashtalk_camera.door import Door
from flashtalk_camera.failures import CameraError
from flashtalk_camera.opening import Opened, Wanted, load_library, open_camera
from flashtalk_camera.state import remove_state, write_state
from flashtalk_camera.wire import PROTOCOL

log = logging.getLogger(__name__)

ORPHAN_S = 600.0
EXIT_NO_CAMERA = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the helper. The token comes as hexadecimal line on stdin; one line of JSON on stdout tells how it went.

    Until the token comes the camera is left alone: a helper that was started ahead, as a spare, has everything imported
    by then, and ends when the studio's end of stdin closes instead.

    The line on stdout is ``{"ready": STATE}`` or ``{"error": {"code", "message", "hint"}}``; afterwards stdout belongs
    to the log, which is wherever stderr goes.
    """
    options = _arguments(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s camera %(process)d %(message)s")
    _ignore_interrupts()
    load_library()
    token = bytes.fromhex(sys.stdin.readline().strip())
    if not token:
        log.info("ended without a token: a spare that was not needed, or not started by FlashTalk Studio")
        return 0
    wanted = Wanted(options.width, options.height, options.fps, options.device, options.backend)
    try:
        opened = open_camera(wanted)
    except CameraError as failure:
        log.info("%s: %s", failure.code, failure.message)
        _report({"error": {"code": failure.code, "message": failure.message, "hint": failure.hint}})
        return EXIT_NO_CAMERA
    log.info("%s %s open at %dx%d, %d fps", opened.backend, opened.device, options.width, options.height, options.fps)
    return _on_air(opened, wanted, token, options.runtime, options.orphan_s)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="flashtalk_camera", description="Camera helper of FlashTalk Studio.")
    parser.add_argument("--runtime", type=Path, required=True, help="folder of socket and state file, ours alone")
    parser.add_argument("--width", type=int, required=True, help="pixels")
    parser.add_argument("--height", type=int, required=True, help="pixels")
    parser.add_argument("--fps", type=int, required=True, choices=range(1, 241), metavar="FPS")
    parser.add_argument("--device", default="", help="name or path; default: the first that is free")
    parser.add_argument("--backend", default="auto", help="camera system of pyvirtualcam, or auto")
    parser.add_argument("--orphan-s", type=float, default=ORPHAN_S, help="end after so long without a studio")
    return parser.parse_args(argv)


def _ignore_interrupts() -> None:
    # Ctrl+C in the studio's terminal, or that terminal closing, is not meant for the camera.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _on_air(opened: Opened, wanted: Wanted, token: bytes, runtime: Path, orphan_s: float) -> int:
    airing = Airing(opened.camera, wanted.width_px, wanted.height_px, wanted.fps, time.monotonic_ns())
    ending: list[str] = []  # a plain list: a signal handler must not wait for a lock that it interrupted
    signal.signal(signal.SIGTERM, lambda *_: ending.append("terminated"))
    listener = _listen(runtime)
    try:
        picture_bytes = wanted.width_px * wanted.height_px * 3 // 2
        door = Door(listener, token, airing, picture_bytes, lambda: ending.append("stopped by the studio"))
        door.start()
        state = _state(opened, wanted, token, str(listener.address))
        write_state(runtime, state)
        _report({"ready": state})
        while not ending:
            due_ns = airing.tick(time.monotonic_ns())
            time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
            if door.alone_s() > orphan_s:
                ending.append("no studio came back")
    finally:
        remove_state(runtime)
        airing.close()
        listener.close()
    log.info("camera closed: %s", ending[0])
    return 0


def _listen(runtime: Path) -> Listener:
    if sys.platform == "win32":
        return Listener(family="AF_PIPE")
    address = runtime / f"cam-{os.getpid()}.sock"
    address.unlink(missing_ok=True)  # of a process that had our number, long ago
    return Listener(str(address), family="AF_UNIX", backlog=8)


def _state(opened: Opened, wanted: Wanted, token: bytes, address: str) -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "pid": os.getpid(),
        "address": address,
        "token": token.hex(),
        "width": wanted.width_px,
        "height": wanted.height_px,
        "fps": wanted.fps,
        "format": "I420",
        "backend": opened.backend,
        "device": opened.device,
        "name": opened.name,
        "started": time.time(),
    }


def _report(line: dict[str, Any]) -> None:
    """Tell the studio, then let go of its pipes: they would break, or keep its end open, when it dies."""
    # The studio may have died while the camera opened; the next one reads the state file.
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(line), flush=True)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
