"""The drivers behind virtual cameras: whether they are there, who sends through them, and loading the one of Linux.

Nothing here opens a camera. Facts: v4l2loopback's ``state`` attribute (0.13 and later) reads ``capture`` while a
program sends; OBS's camera for Windows keeps the mapping ``OBSVirtualCamVideo`` for as long as somebody sends
(obs-studio, ``shared-memory-queue.c``); ``systemextensionsctl list`` tells in brackets how far an extension has come.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import psutil

from app.base.errors import AppError
from app.sinks.virtual_camera_devices import linux_cameras

CARD_LABEL = "Virtual Camera"
LOAD = ("modprobe", "v4l2loopback", "devices=1", "exclusive_caps=1", f"card_label={CARD_LABEL}")
_BY_HAND = f'sudo modprobe v4l2loopback exclusive_caps=1 card_label="{CARD_LABEL}"'
PASSWORD_LIMIT_S = 120.0
APPEARS_WITHIN_S = 5.0
_DISMISSED, _NOT_ALLOWED = 126, 127  # what pkexec(1) exits with
_FILE_MAP_READ = 4
_EXTENSION = re.compile(r"com\.obsproject\.obs-studio\.mac-camera-extension.*\[(.+)\]")
_MODULE = Path("/sys/module/v4l2loopback")

Run = Callable[[Sequence[str], float], "subprocess.CompletedProcess[str]"]
"""Runs a command within so many seconds."""


class Driver(Enum):
    """How far a driver has come."""

    READY = "ready"
    INSTALLED = "installed"
    """Linux: there, and not loaded."""
    NOT_ALLOWED = "not allowed"
    """macOS: the user has not allowed the extension yet."""
    RESTART = "restart"
    """macOS: it changes with the next start of the computer."""
    MISSING = "missing"


def loopback_driver(module: Path = _MODULE, modules: Path | None = None) -> Driver:
    """How far v4l2loopback has come on this Linux."""
    if module.exists():
        return Driver.READY
    index = (modules or Path("/lib/modules") / os.uname().release) / "modules.dep"
    with contextlib.suppress(OSError):
        if "v4l2loopback.ko" in index.read_text(encoding="utf-8", errors="replace"):
            return Driver.INSTALLED
    return Driver.MISSING


def mac_extension(extensions: str) -> Driver:
    """How far OBS's extension has come, by the output of ``systemextensionsctl list``."""
    found = _EXTENSION.findall(extensions)
    if "activated enabled" in found:
        return Driver.READY
    if any("waiting for user" in state for state in found):
        return Driver.NOT_ALLOWED
    return Driver.RESTART if any("reboot" in state for state in found) else Driver.MISSING


def hidden_from_browsers(module: Path = _MODULE) -> bool:
    """Whether v4l2loopback was loaded without ``exclusive_caps``: browsers then take the camera for no camera."""
    try:
        return (module / "parameters" / "exclusive_caps").read_text(encoding="utf-8").startswith("N")
    except OSError:
        return False


def load_loopback(run: Run | None = None, sysfs: Path = Path("/sys/class/video4linux")) -> None:
    """Load v4l2loopback; the system asks for the password of an administrator. Blocks meanwhile; raises AppError."""
    if not linux_cameras(sysfs):
        _load(LOAD, run, sysfs)


def reload_loopback(
    run: Run | None = None, sysfs: Path = Path("/sys/class/video4linux"), module: Path = _MODULE
) -> None:
    """Take v4l2loopback out and load it as browsers want it, in the same way. Fails while a program has it open."""
    if hidden_from_browsers(module):
        _load(("sh", "-c", f"modprobe -r v4l2loopback && {shlex.join(LOAD)}"), run, sysfs)


def _load(command: Sequence[str], run: Run | None, sysfs: Path) -> None:
    if shutil.which("pkexec") is None:
        raise _not_loaded("this system has no pkexec, which asks for the password")
    try:
        done = (run or _run)(["pkexec", *command], PASSWORD_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise _not_loaded("nobody entered the password") from None
    except OSError as error:
        raise _not_loaded(str(error.strerror or error)) from error
    if done.returncode in (_DISMISSED, _NOT_ALLOWED):
        raise _not_loaded("the password was not given")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        why = said[-1].rstrip(".") if said else f"modprobe ended with {done.returncode}"
        if "key was rejected" in why.lower() or "required key" in why.lower():
            raise AppError(
                "camera.driver_not_signed",
                f"Secure Boot keeps the camera driver v4l2loopback out: {why}.",
                "Enroll the key that the driver was signed with (sudo mokutil --import …), or switch Secure Boot off.",
                permanent=True,
            )
        raise _not_loaded(why)
    until_s = time.monotonic() + APPEARS_WITHIN_S
    while not linux_cameras(sysfs):  # udev makes the device a moment later
        if time.monotonic() > until_s:
            raise _not_loaded("it was loaded and made no camera")
        time.sleep(0.05)


def producer_of(device: str, sysfs: Path = Path("/sys/class/video4linux"), proc: Path = Path("/proc")) -> int | None:
    """The process that sends to a v4l2loopback device; 0: somebody who cannot be seen; None: nobody."""
    state = sysfs / Path(device).name / "state"
    sends: bool | None = None
    with contextlib.suppress(OSError):
        sends = state.read_text(encoding="utf-8").strip() == "capture"
    if sends is False:
        return None
    holders = []
    for process in proc.glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):  # ended meanwhile, or another user's
            for link in (process / "fd").iterdir():
                if str(link.readlink()) == device:
                    flags = (process / "fdinfo" / link.name).read_text(encoding="utf-8").split("flags:")[1].split()[0]
                    holders.append((int(flags, 8) & os.O_ACCMODE, int(process.name)))
    writers = [pid for access, pid in holders if access == os.O_WRONLY]
    either = [pid for access, pid in holders if access == os.O_RDWR]
    if sends:
        return next(iter([*writers, *either]), 0)
    return writers[0] if writers else None


def obs_camera_producer() -> int | None:
    """Windows: the same of OBS's camera."""
    if sys.platform != "win32" or not _mapping_exists("OBSVirtualCamVideo"):
        return None
    for process in psutil.process_iter(["name"]):
        if str(process.info["name"]).lower() in ("obs64.exe", "obs32.exe"):
            return process.pid
    return 0


def name_of(pid: int) -> str:
    """What people call a process; empty where it cannot be seen."""
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).name() if pid else ""
    return ""


def _mapping_exists(name: str) -> bool:
    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
    kernel.OpenFileMappingW.restype = ctypes.c_void_p
    handle = kernel.OpenFileMappingW(_FILE_MAP_READ, False, name)
    if handle:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return bool(handle)


def _run(command: Sequence[str], limit_s: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)


def _not_loaded(why: str) -> AppError:
    return AppError(
        "camera.driver_not_loaded",
        f"The camera driver v4l2loopback was not loaded: {why}.",
        f"Try again, or run in a terminal: {_BY_HAND}",
    )
