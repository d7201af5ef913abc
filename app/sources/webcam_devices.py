"""Which cameras this computer has, by their friendly names."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.device import DeviceInfo, enumerate_input_devices

from app.sources.webcam_process import Camera

_SCREEN = "Capture screen"  # what AVFoundation lists beside the cameras


@dataclass(frozen=True, slots=True)
class Webcam:
    """A camera that can be read. ``name`` is what people see in lists, and unlike all others there."""

    name: str
    camera: Camera


def list_webcams() -> list[Webcam]:
    """The cameras of this computer, those that may be virtual ones last. Opens none on Linux; may take a second."""
    if sys.platform == "win32":
        return windows_webcams(enumerate_input_devices)
    if sys.platform == "darwin":
        return mac_webcams(enumerate_input_devices)
    return linux_webcams()


def find_webcam(known: Sequence[Webcam], name: str) -> Webcam | None:
    """The camera of this name; ``"default"`` is the first."""
    if name == "default":
        return known[0] if known else None
    return next((one for one in known if one.name == name), None)


def linux_webcams(sysfs: Path = Path("/sys/class/video4linux")) -> list[Webcam]:
    """The V4L2 devices; of a camera with several, the first, which gives its pictures."""
    found = []
    for folder in sysfs.glob("video*"):
        with contextlib.suppress(OSError, ValueError):  # unplugged meanwhile
            if int((folder / "index").read_text()) == 0:
                name = (folder / "name").read_text(encoding="utf-8", errors="replace").strip() or folder.name
                loopback = (folder / "max_openers").exists()  # v4l2loopback's: it may be the studio's own
                found.append((loopback, int(folder.name.removeprefix("video")), name))
    return _named(
        (name, Camera("v4l2", f"/dev/video{number}", fixed=loopback)) for loopback, number, name in sorted(found)
    )


def windows_webcams(enumerate_devices: Callable[[str], list[DeviceInfo]]) -> list[Webcam]:
    """Those of DirectShow. Two of one name have different device names, which DirectShow takes as well."""
    devices = _video(enumerate_devices, "dshow")
    return _named((device.description, Camera("dshow", f"video={device.name}")) for device in devices)


def mac_webcams(enumerate_devices: Callable[[str], list[DeviceInfo]]) -> list[Webcam]:
    """Those of AVFoundation, which are opened by their number."""
    devices = [one for one in _video(enumerate_devices, "avfoundation") if not one.description.startswith(_SCREEN)]
    return _named((device.description, Camera("avfoundation", f"{device.name}:none")) for device in devices)


def _video(enumerate_devices: Callable[[str], list[DeviceInfo]], name: str) -> list[DeviceInfo]:
    try:
        devices = enumerate_devices(name)
    except (av.FFmpegError, ValueError, OSError):
        return []
    return [device for device in devices if not device.media_types or "video" in device.media_types]


def _named(found: Iterable[tuple[str, Camera]]) -> list[Webcam]:
    """Cameras of the same name are counted."""
    counted: Counter[str] = Counter()
    named = []
    for name, camera in found:
        counted[name] += 1
        named.append(Webcam(name if counted[name] == 1 else f"{name} ({counted[name]})", camera))
    return named
