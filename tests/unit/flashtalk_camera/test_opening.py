"""Every reason for which a camera does not open has its own name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvirtualcam
from numpy.typing import NDArray

from flashtalk_camera import failures, v4l2
from flashtalk_camera.failures import CameraError
from flashtalk_camera.opening import Wanted, open_camera

# What pyvirtualcam's back ends say, word for word.
SENTENCES = {
    "OBS Virtual Camera device not found! Did you install OBS?": "camera.not_installed",
    "virtual camera output could not be started": "camera.busy",
    "No camera registered with this name.": "camera.no_device",
    "No camera registered. Did you install any camera?": "camera.not_installed",
    "OBS Virtual Camera is not installed in your system. Use the Virtual Camera function in OBS 30.0 or later to "
    "trigger the installation and activate the System Extension in System Settings. You may need to restart your "
    "machine after that. [Device not found]": "camera.not_installed",
    "Couldn't start stream": "camera.busy",
    "Stream not found": "camera.not_installed",
    "Device /dev/video7 does not exist.": "camera.no_device",
    "Device /dev/video7 is not a video output device.": "camera.busy",
    "Could not access /dev/video7 due to missing permissions. Did you add your user to the 'video' group? Run "
    "'usermod -a -G video myusername' and log out and in again.": "camera.permission",
    "Device /dev/video7 could not be opened: Device or resource busy": "camera.busy",
    "Virtual camera device /dev/video7 could not be configured: Invalid argument": "camera.failed",
    "unable to allocate pixel buffer pool": "camera.failed",
}


class Backend:
    """A camera system that works, or says why not."""

    says = ""
    made: dict[str, Any] = {}  # noqa: RUF012  what the last one was asked for
    shown: list[NDArray[np.uint8]] = []  # noqa: RUF012  what it was sent

    def __init__(self, **asked: Any) -> None:
        if self.says:
            raise RuntimeError(self.says)
        type(self).made = asked

    def send(self, frame: NDArray[np.uint8]) -> None:
        self.shown.append(frame.copy())

    def close(self) -> None:
        pass

    def device(self) -> str:
        return "The Device"

    def native_fourcc(self) -> None:
        return None


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> type[Backend]:
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", dict(pyvirtualcam.camera.BACKENDS))
    made = type("Made", (Backend,), {"made": {}, "shown": []})
    pyvirtualcam.register_backend("obs", made)
    return made


def test_opens_with_the_planes_as_the_studio_sends_them(backend: type[Backend]) -> None:
    opened = open_camera(Wanted(64, 32, 25, "The Device", "obs"))
    assert (opened.backend, opened.device, opened.name) == ("obs", "The Device", "The Device")
    assert (backend.made["width"], backend.made["height"], backend.made["fps"]) == (64, 32, 25)
    picture = np.arange(64 * 32 * 3 // 2).astype(np.uint8)
    picture.setflags(write=False)
    opened.camera.send(picture)
    assert np.array_equal(backend.shown[0], picture)
    opened.camera.close()


@pytest.mark.parametrize(("sentence", "code"), SENTENCES.items())
def test_names_what_pyvirtualcam_says(backend: type[Backend], sentence: str, code: str) -> None:
    backend.says = sentence
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30, "", "obs"))
    assert caught.value.code == code
    assert caught.value.code in failures.CODES
    assert caught.value.message.endswith(".")
    assert caught.value.hint.strip()


@pytest.mark.parametrize("size", [(127, 64), (64, 33), (14, 64), (8194, 64)])
def test_refuses_sizes_that_no_camera_shows(size: tuple[int, int]) -> None:
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(*size, 30))
    assert caught.value.code == "camera.size"
    assert f"{size[0]}x{size[1]}" in caught.value.message


def test_refuses_sizes_that_are_green_on_a_mac(monkeypatch: pytest.MonkeyPatch, backend: type[Backend]) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(1080, 1920, 30))
    assert caught.value.code == "camera.size"
    open_camera(Wanted(720, 1280, 30)).camera.close()
    assert backend.made["width"] == 720


def test_automatic_on_windows_goes_on_to_the_next_system(
    monkeypatch: pytest.MonkeyPatch, backend: type[Backend]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    class Unity(Backend):
        says = "No camera registered. Did you install any camera?"

    pyvirtualcam.register_backend("unitycapture", Unity)
    backend.says = "virtual camera output could not be started"
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30))
    assert caught.value.code == "camera.busy", "that OBS is in use tells more than that UnityCapture is missing"
    Unity.says = ""
    assert open_camera(Wanted(64, 32, 30)).backend == "unitycapture"
    assert open_camera(Wanted(64, 32, 30, "My second camera")).backend == "unitycapture"
    with pytest.raises(CameraError):
        open_camera(Wanted(64, 32, 30, "OBS Virtual Camera"))


def test_a_camera_system_of_another_computer_is_named() -> None:
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30, "", "unitycapture"))
    assert caught.value.code == "camera.not_installed"
    assert "unitycapture" in caught.value.message


def test_a_computer_without_pyvirtualcam_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30))
    assert caught.value.code == "camera.not_installed"


@pytest.mark.parametrize(
    ("loaded", "installed", "device", "code", "says"),
    [
        (False, False, "", "camera.not_installed", "v4l2loopback is missing"),
        (False, True, "", "camera.no_device", "not loaded"),
        (True, True, "", "camera.no_device", "no virtual camera"),
        (True, True, "/dev/video9", "camera.no_device", "/dev/video9"),
        (False, False, "/dev/video9", "camera.not_installed", "v4l2loopback is missing"),
    ],
)
def test_linux_without_a_device(
    monkeypatch: pytest.MonkeyPatch, loaded: bool, installed: bool, device: str, code: str, says: str
) -> None:
    monkeypatch.setattr(v4l2, "nodes", lambda: [])
    monkeypatch.setattr(v4l2, "module_loaded", lambda: loaded)
    monkeypatch.setattr(v4l2, "module_installed", lambda: installed)
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30, device))
    assert caught.value.code == code
    assert says in caught.value.message


def test_linux_with_other_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "video4").mkdir()
    (tmp_path / "video4/max_openers").touch()
    virtual = v4l2.Node("/dev/video4", "Avatar Camera", tmp_path / "video4")
    real = v4l2.Node("/dev/video0", "Webcam", tmp_path / "video0")
    monkeypatch.setattr(v4l2, "nodes", lambda: [real, virtual])
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30, "Other Camera"))
    assert caught.value.code == "camera.no_device"
    assert "Avatar Camera" in caught.value.hint
    with pytest.raises(CameraError) as caught:
        open_camera(Wanted(64, 32, 30, "Webcam"))
    assert caught.value.code == "camera.no_device"
    assert "real camera" in caught.value.message


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "apt"),
        ({"ID": "nobara", "ID_LIKE": "fedora"}, "dnf"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "pacman"),
        ({"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"}, "zypper"),
        ({}, "apt"),
    ],
)
def test_the_way_to_install_is_that_of_the_distribution(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], command: str
) -> None:
    monkeypatch.setattr(failures, "_os_release", lambda: release)
    assert command in failures.not_installed("linux").hint


@pytest.mark.parametrize(("system", "says"), [("win32", "OBS"), ("darwin", "Camera Extensions"), ("linux", "modprobe")])
def test_the_way_to_install_is_that_of_the_system(system: str, says: str) -> None:
    assert says in failures.not_installed(system).hint
