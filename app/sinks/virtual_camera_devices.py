"""Which virtual cameras this computer has. Looks, but opens nothing: not even a busy camera notices."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_OBS_NAME = "OBS Virtual Camera"
_OBS_CLSID = "{A3FCE0F5-3493-419F-958A-ABA1250EC20B}"
_UNITY_CLSID = "{{5C2CD55C-92AD-4999-8666-912BD3E700{:02X}}}"
_UNITY_DEVICES = 10
_OBS_EXTENSION = re.compile(r"com\.obsproject\.obs-studio\.mac-camera-extension.*\[activated enabled\]")


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A virtual camera that could be sent to.

    Attributes:
        name: what people see in lists.
        backend: camera system, as in the settings.
        device: what the settings take: a path on Linux, the name elsewhere.

    """

    name: str
    backend: str
    device: str


def list_cameras() -> list[CameraDevice]:
    """The virtual cameras of this computer, without opening any. May take a second on a Mac."""
    if sys.platform == "win32":
        return windows_cameras(_registry_name)
    if sys.platform == "darwin":
        return mac_cameras(mac_extensions())
    return linux_cameras()


def programs_using(device: str, proc: Path = Path("/proc")) -> list[str]:
    """Programs that have ``device`` open to send or to watch, like ``obs (1234)``; as far as this user may look.

    Linux only, elsewhere empty. Reads every process's list of files: for the doctor, not for a timer.
    """
    users = []
    for process in proc.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended meanwhile, or another user's
            if any(str(link.readlink()) == device for link in (process / "fd").iterdir()):
                comm = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                users.append(f"{comm} ({process.name})")
    return users


def linux_cameras(sysfs: Path = Path("/sys/class/video4linux")) -> list[CameraDevice]:
    """The v4l2loopback devices."""
    # Only v4l2loopback has this attribute; real cameras do not.
    folders = [folder.parent for folder in sysfs.glob("video*/max_openers")]
    folders.sort(key=lambda folder: int(folder.name.removeprefix("video")))
    cameras = []
    for folder in folders:
        name = (folder / "name").read_text(encoding="utf-8", errors="replace").strip() or folder.name
        cameras.append(CameraDevice(name, "v4l2loopback", f"/dev/{folder.name}"))
    return cameras


def windows_cameras(registry_name: Callable[[str], str | None]) -> list[CameraDevice]:
    """The cameras of OBS and UnityCapture. ``registry_name`` gives the name of a COM class, None if there is none."""
    cameras = []
    if registry_name(_OBS_CLSID) is not None:
        cameras.append(CameraDevice(_OBS_NAME, "obs", _OBS_NAME))
    for number in range(_UNITY_DEVICES):
        # Number 1 of these classes is UnityCapture's own.
        name = registry_name(_UNITY_CLSID.format(0x10 + number + (number > 0)))
        if name:
            cameras.append(CameraDevice(name, "unitycapture", name))
    return cameras


def mac_cameras(extensions: str) -> list[CameraDevice]:
    """OBS's camera, if ``extensions``, the output of ``systemextensionsctl list``, shows it allowed and active."""
    return [CameraDevice(_OBS_NAME, "obs", _OBS_NAME)] if _OBS_EXTENSION.search(extensions) else []


def _registry_name(clsid: str) -> str | None:
    if sys.platform != "win32":
        return None
    import winreg

    try:
        return winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, f"CLSID\\{clsid}").strip()
    except OSError:
        return None


def mac_extensions() -> str:
    """What ``systemextensionsctl list`` writes on a Mac; empty where it cannot be asked. May take a second."""
    try:
        command = ["/usr/bin/systemextensionsctl", "list"]
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
