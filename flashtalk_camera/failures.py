"""Why a virtual camera cannot be opened, in words for the person in front of the screen."""

from __future__ import annotations

import sys
from pathlib import Path

CODES = (
    "camera.not_installed",
    "camera.no_device",
    "camera.busy",
    "camera.permission",
    "camera.size",
    "camera.failed",
)
"""Every failure has one of these, and when several devices fail, the studio hears of the most telling one."""

_TELLING = ("camera.busy", "camera.permission", "camera.size", "camera.no_device", "camera.not_installed")

_INSTALL_LOOPBACK = {
    "debian": "sudo apt install v4l2loopback-dkms",
    "fedora": "sudo dnf install akmod-v4l2loopback (from RPM Fusion)",
    "arch": "sudo pacman -S v4l2loopback-dkms",
    "suse": "sudo zypper install v4l2loopback-kmp-default",
}
LOAD_LOOPBACK = 'sudo modprobe v4l2loopback exclusive_caps=1 card_label="Virtual Camera"'


class CameraError(Exception):
    """The camera cannot be opened.

    Args:
        code: one of ``CODES``.
        message: one sentence: what is wrong and where.
        hint: what to do about it on this system.

    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def most_telling(failures: list[CameraError]) -> CameraError:
    """The one to show when several devices or camera systems were tried. ``failures`` is not empty."""
    known = [failure for code in _TELLING for failure in failures if failure.code == code]
    return (known or failures)[0]


def not_installed(system: str = sys.platform) -> CameraError:
    """There is no virtual camera on this system."""
    if system == "win32":
        return CameraError(
            "camera.not_installed",
            "No virtual camera is installed: OBS's camera was not found.",
            "Install OBS Studio 26 or later from obsproject.com, then start the virtual camera again.",
        )
    if system == "darwin":
        return CameraError(
            "camera.not_installed",
            "No virtual camera is installed: OBS's camera extension was not found.",
            "Install OBS Studio 30 or later, start and stop its virtual camera once, allow it in System Settings > "
            "General > Login Items & Extensions > Camera Extensions, and restart the Mac if it is still missing.",
        )
    return CameraError(
        "camera.not_installed",
        "No virtual camera is installed: the driver v4l2loopback is missing.",
        f"Run in a terminal: {_install_loopback(_os_release())}, then: {LOAD_LOOPBACK}, and start the virtual camera "
        "again.",
    )


def not_loaded() -> CameraError:
    """Linux: the driver is there, and nobody has loaded it."""
    return CameraError(
        "camera.no_device",
        "The virtual camera driver v4l2loopback is installed, but not loaded.",
        f"Run: {LOAD_LOOPBACK} (if it refuses, Secure Boot may want the driver signed).",
    )


def no_device(device: str, others: list[str]) -> CameraError:
    """The camera that was asked for is not there; ``others`` are."""
    return CameraError(
        "camera.no_device",
        f"There is no virtual camera named {device}." if device else "There is no virtual camera.",
        f"Choose another in the settings: {', '.join(others)}." if others else "Plug in or create it, then try again.",
    )


def not_virtual(device: str) -> CameraError:
    """A real camera was asked for."""
    return CameraError(
        "camera.no_device",
        f"{device} is a real camera, not a virtual one.",
        "Choose a virtual camera in the settings.",
    )


def busy(device: str, owner: str, system: str = sys.platform) -> CameraError:
    """Another program sends to the camera; ``owner`` is its name, or empty."""
    if owner:
        message = f"The virtual camera {device} is in use: {owner} sends to it."
    elif system == "linux":
        message = f"The virtual camera {device} is in use: another program sends to it."
    else:
        message = f"The virtual camera {device} is in use: another program, probably OBS, sends to it."
    return CameraError("camera.busy", message, "Stop the virtual camera there, or choose another one in the settings.")


def permission(device: str) -> CameraError:
    """Linux: the user may not open the device."""
    return CameraError(
        "camera.permission",
        f"You are not allowed to send to the virtual camera {device}.",
        'Run: sudo usermod -aG video "$USER", then log out and in again.',
    )


def odd_size(width_px: int, height_px: int) -> CameraError:
    """No camera takes an odd width or height."""
    return CameraError(
        "camera.size",
        f"A virtual camera cannot show {width_px}x{height_px}: width and height must be even, 16 to 8192 pixels.",
        "Choose another program size in the settings.",
    )


def unaligned_size(width_px: int, height_px: int) -> CameraError:
    """MacOS: OBS's camera shows green unless the width is a multiple of 16."""
    return CameraError(
        "camera.size",
        f"The virtual camera of this Mac cannot show {width_px}x{height_px}: the width must be a multiple of 16.",
        "Choose 1280x720, 1920x1080 or 720x1280 in the settings.",
    )


def size_held(device: str, held: str, width_px: int, height_px: int) -> CameraError:
    """A reader of the former picture keeps the device at its size."""
    return CameraError(
        "camera.size",
        f"A program that watches the virtual camera {device} holds it at {held}; {width_px}x{height_px} cannot start.",
        "Close the camera in that program, start the virtual camera, then choose it there again.",
    )


def failed(device: str, reason: str) -> CameraError:
    """Something that has no name of its own."""
    return CameraError(
        "camera.failed",
        f"The virtual camera {device} could not be opened: {reason}.".replace("..", "."),
        "Try again; if it stays so, the log of the camera helper says more.",
    )


def _os_release() -> dict[str, str]:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


def _install_loopback(release: dict[str, str]) -> str:
    for family in f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".replace("opensuse", "suse").split():
        for name, command in _INSTALL_LOOPBACK.items():
            if family.startswith(name):
                return command
    return _INSTALL_LOOPBACK["debian"]
