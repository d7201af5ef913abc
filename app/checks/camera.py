"""The virtual camera: installed, allowed, free, and by whom it is taken if it is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.checks.system_packages import install_command
from app.sinks.virtual_camera_devices import mac_extensions, programs_using
from app.sinks.virtual_camera_driver import (
    CARD_LABEL,
    Driver,
    hidden_from_browsers,
    loopback_driver,
    mac_extension,
    name_of,
    obs_camera_producer,
    producer_of,
)
from app.sinks.virtual_camera_launch import can_be_sent_to
from app.studio.checkup import Finding, Light, Remedy, Step
from app.studio.preflight import ShowNow
from app.studio.snapshot import OutputState

if TYPE_CHECKING:
    from app.sinks.virtual_camera_devices import CameraDevice

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

OBS_PAGE = "https://obsproject.com/download"
MAC_EXTENSIONS_PAGE = "x-apple.systempreferences:com.apple.LoginItems-Settings.extension"
LOAD_BY_HAND = f'sudo modprobe v4l2loopback exclusive_caps=1 card_label="{CARD_LABEL}"'

_INSTALL_LOOPBACK = {
    "debian": "sudo apt install v4l2loopback-dkms",
    "fedora": "sudo dnf install akmod-v4l2loopback",  # from RPM Fusion
    "arch": "sudo pacman -S v4l2loopback-dkms",
    "suse": "sudo zypper install v4l2loopback-kmp-default",
}


def check_camera(
    devices: Callable[[], Sequence[CameraDevice]], wanted: str, now: ShowNow | None = None, helper: int | None = None
) -> Finding:
    """A virtual camera is installed, may be used, and nobody else sends through it.

    Args:
        devices: the cameras that there are.
        wanted: the one of the settings; empty: the first.
        now: of a running studio, whose own camera is no stranger.
        helper: process of a camera helper of ours that may run; None: there is none.

    """
    if not can_be_sent_to():
        return Finding(
            AMBER,
            "The virtual camera is not available on this kind of computer.",
            "Record, or capture the window with OBS.",
            Remedy(page="recording"),
        )
    cameras = devices()
    if not cameras:
        return _no_camera()
    camera = next((one for one in cameras if wanted in (one.device, one.name)), None) if wanted else cameras[0]
    if camera is None:
        hint = f"Use {cameras[0].name}, which is there."
        missing = f"The virtual camera {wanted} of the settings is not there."
        return Finding(AMBER, missing, hint, Remedy(changes=(("camera.device", ""),)))
    linux = camera.backend == "v4l2loopback"
    if camera.device.startswith("/dev/") and not os.access(camera.device, os.R_OK | os.W_OK):
        return _not_allowed(camera)
    if now is not None and now.look().camera is not OutputState.OFF:
        lost = next((one for one in now.look().problems if one.code.startswith("camera.")), None)
        if lost is not None:
            return Finding(RED, lost.message, lost.hint or "Start the virtual camera again.", Remedy(page="camera"))
        return Finding(GREEN, f"The virtual camera {camera.name} is on air.")
    producer = producer_of(camera.device) if linux else obs_camera_producer() if camera.backend == "obs" else None
    if producer is not None and producer != helper:
        return _busy(camera, producer)
    if linux and hidden_from_browsers():
        return _hidden(camera, alone=len(cameras) == 1)
    if linux and (users := programs_using(camera.device)):
        return Finding(GREEN, f"The virtual camera {camera.name} is ready, and {', '.join(users)} has it open.")
    return Finding(GREEN, f"The virtual camera {camera.name} is ready.")


def _no_camera() -> Finding:
    if sys.platform == "darwin":
        return _mac(mac_extension(mac_extensions()))
    if sys.platform == "win32":
        steps = (
            Step("Download OBS Studio and install it: its virtual camera comes with it.", link=OBS_PAGE),
            Step("Check again. OBS need not run; its own virtual camera must be stopped."),
        )
        hint = "Install OBS Studio, whose virtual camera the studio sends through."
        return Finding(AMBER, "There is no virtual camera.", hint, Remedy(steps=steps))
    if loopback_driver() is not Driver.MISSING:
        return Finding(
            AMBER,
            "The virtual camera's driver v4l2loopback is installed and not loaded.",
            "Load it: the system asks for your password.",
            Remedy(mend="camera", steps=(Step("Load the driver.", LOAD_BY_HAND),)),
        )
    steps = (
        Step("Install the driver.", install_command(_INSTALL_LOOPBACK)),
        Step("Check again: the studio then loads it for you."),
    )
    return Finding(
        AMBER, "There is no virtual camera: the driver v4l2loopback is missing.", "Install it.", Remedy(steps=steps)
    )


def _mac(driver: Driver) -> Finding:
    if driver is Driver.NOT_ALLOWED:
        return Finding(
            AMBER,
            "OBS's virtual camera is installed and not allowed yet.",
            "Allow it in System Settings > General > Login Items & Extensions > Camera Extensions.",
            Remedy(
                steps=(Step("Switch OBS's camera extension on under Camera Extensions.", link=MAC_EXTENSIONS_PAGE),)
            ),
        )
    if driver is Driver.RESTART:
        restart = (
            Step("Save what is open, and choose Restart in the Apple menu."),
            Step("Start the studio, and check again."),
        )
        message = "OBS's virtual camera changes with the next start of this Mac."
        return Finding(AMBER, message, "Restart the Mac.", Remedy(steps=restart))
    steps = (
        Step("Download OBS Studio 30 or later and drag it into Applications.", link=OBS_PAGE),
        Step("Open it, press Start Virtual Camera, then Stop Virtual Camera."),
        Step("Allow the extension under Camera Extensions.", link=MAC_EXTENSIONS_PAGE),
        Step("If it is still missing, restart the Mac."),
    )
    hint = "Install OBS Studio and start its virtual camera once."
    return Finding(AMBER, "There is no virtual camera.", hint, Remedy(steps=steps))


def _not_allowed(camera: CameraDevice) -> Finding:
    join = 'sudo usermod -aG video "$USER"'
    return Finding(
        RED,
        f"You are not allowed to send to the virtual camera {camera.name} ({camera.device}).",
        f"Run: {join}, then log out and in again.",
        Remedy(steps=(Step("Join the group that may use cameras.", join), Step("Log out and in again."))),
    )


def _busy(camera: CameraDevice, producer: int) -> Finding:
    program = name_of(producer)
    steps = (
        Step(
            f"In {program}, stop its virtual camera, or close it."
            if program
            else "In the other program, stop its virtual camera, or close it."
        ),
        Step("OBS cannot take the studio's picture from a camera that it sends through itself."),
    )
    return Finding(
        RED,
        f"The virtual camera {camera.name} is taken: {program} ({producer}) sends through it."
        if program
        else f"The virtual camera {camera.name} is taken: another program sends through it.",
        "Stop it there, or choose another camera.",
        Remedy(page="camera", steps=steps),
    )


def _hidden(camera: CameraDevice, *, alone: bool) -> Finding:
    """One of several is somebody's own arrangement, which is for them to make anew."""
    steps = (
        Step("Close the programs that use the camera, then take the driver out.", "sudo modprobe -r v4l2loopback"),
        Step("Load it again, as a camera that browsers see.", LOAD_BY_HAND),
    )
    return Finding(
        AMBER,
        f"Browsers may not see the virtual camera {camera.name}: its driver was loaded without exclusive_caps=1.",
        "Load the driver again.",
        Remedy(mend="camera_anew" if alone else "", steps=steps),
    )
