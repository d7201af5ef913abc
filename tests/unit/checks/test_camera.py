"""What is found of the virtual camera, on three systems."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.base.errors import Problem
from app.base.settings import Settings
from app.checks import camera as camera_checks
from app.checks.camera import check_camera
from app.sinks.virtual_camera_devices import CameraDevice
from app.sinks.virtual_camera_driver import Driver
from app.studio.checkup import Light
from app.studio.preflight import ShowNow
from app.studio.snapshot import OutputState, Snapshot

OBS = CameraDevice("OBS Virtual Camera", "obs", "OBS Virtual Camera")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_cameras(monkeypatch: pytest.MonkeyPatch, platform: str, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    missing = check_camera(lambda: [], "")
    assert (missing.light, bool(missing.fix)) == (Light.AMBER, True)
    camera = CameraDevice("Virtual Camera", "v4l2loopback", str(tmp_path / "video0"))
    assert "Virtual Camera" in check_camera(lambda: [camera], "").message
    assert check_camera(lambda: [camera], camera.device).light is Light.GREEN
    other = check_camera(lambda: [camera], "/dev/video9")
    assert (other.light, other.remedy.changes) == (Light.AMBER, (("camera.device", ""),))


def test_a_camera_that_may_not_be_opened_is_red() -> None:
    camera = CameraDevice("Virtual Camera", "v4l2loopback", "/dev/no-such-camera")
    found = check_camera(lambda: [camera], "")
    assert (found.light, "not allowed" in found.message) == (Light.RED, True)


@pytest.mark.skipif(sys.platform != "linux", reason="nobody else tells who has a device open")
def test_whoever_has_the_camera_is_named(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.touch()
    with device.open():
        found = check_camera(lambda: [CameraDevice("Virtual Camera", "v4l2loopback", str(device))], "")
    assert "(" in found.message
    assert found.message.endswith("has it open.")


def test_linux_loads_a_driver_that_is_there_and_says_how_to_get_one_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for driver, mend, command in (
        (Driver.INSTALLED, "camera", "sudo modprobe v4l2loopback"),
        (Driver.MISSING, "", "sudo pacman"),
    ):
        monkeypatch.setattr(camera_checks, "loopback_driver", lambda driver=driver: driver)
        monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "manjaro", "ID_LIKE": "arch"})
        remedy = check_camera(lambda: [], "").remedy
        assert remedy.mend == mend
        assert remedy.steps[0].command.startswith(command)


@pytest.mark.parametrize(
    ("state", "word"),
    [("activated waiting for user", "not allowed"), ("terminated waiting to uninstall on reboot", "next start")],
)
def test_a_mac_tells_how_far_the_extension_has_come(monkeypatch: pytest.MonkeyPatch, state: str, word: str) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    listed = f"*\t*\t2MMRE5MTB8\tcom.obsproject.obs-studio.mac-camera-extension (30.0.0/1)\tOBS\t[{state}]"
    monkeypatch.setattr(camera_checks, "mac_extensions", lambda: listed)
    assert word in check_camera(lambda: [], "").message


def test_a_camera_that_another_program_sends_through_is_red_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_checks, "obs_camera_producer", os.getpid)
    found = check_camera(lambda: [OBS], "")
    assert (found.light, f"({os.getpid()}) sends through it" in found.message) == (Light.RED, True)
    monkeypatch.setattr(camera_checks, "obs_camera_producer", lambda: 0)
    assert "another program sends through it" in check_camera(lambda: [OBS], "").message
    monkeypatch.setattr(camera_checks, "obs_camera_producer", lambda: None)
    assert check_camera(lambda: [OBS], "").light is Light.GREEN


def test_our_own_camera_is_no_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_checks, "obs_camera_producer", lambda: 4711)
    on_air = ShowNow(None, lambda: Snapshot(Settings(), camera=OutputState.ON))
    assert check_camera(lambda: [OBS], "", on_air).light is Light.GREEN
    assert check_camera(lambda: [OBS], "", helper=4711).light is Light.GREEN
    gone = Problem("camera.lost", "The camera went away.", "Load its driver.")
    lost = ShowNow(None, lambda: Snapshot(Settings(), camera=OutputState.LOST, problems=(gone,)))
    assert check_camera(lambda: [OBS], "", lost).message == "The camera went away."
    off = ShowNow(None, lambda: Snapshot(Settings()))
    assert check_camera(lambda: [OBS], "", off, 4712).light is Light.RED


def test_a_camera_that_browsers_do_not_see_is_amber(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_checks, "hidden_from_browsers", lambda: True)
    monkeypatch.setattr(camera_checks, "producer_of", lambda device: None)
    camera = CameraDevice("Virtual Camera", "v4l2loopback", "/dev/null")
    found = check_camera(lambda: [camera], "")
    assert (found.light, "exclusive_caps=1" in found.message) == (Light.AMBER, True)
    assert [step.command.split()[1] for step in found.remedy.steps] == ["modprobe", "modprobe"]
    assert found.remedy.mend == "camera_anew"
    another = CameraDevice("Somebody's", "v4l2loopback", "/dev/zero")
    assert not check_camera(lambda: [camera, another], "").remedy.by_itself, "it would be one camera then"
