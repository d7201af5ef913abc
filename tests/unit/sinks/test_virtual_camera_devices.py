"""Listing cameras on three systems, at their borders."""

from __future__ import annotations

from pathlib import Path

from app.sinks.virtual_camera_devices import (
    CameraDevice,
    linux_cameras,
    list_cameras,
    mac_cameras,
    programs_using,
    windows_cameras,
)

EXTENSIONS = """1 extension(s)
--- com.apple.system_extension.cmio
enabled\tactive\tteamID\tbundleID (version)\tname\t[state]
*\t*\t2MMRE5MTB8\tcom.obsproject.obs-studio.mac-camera-extension (30.0.0/1)\tOBS Virtual Camera\t[activated enabled]
"""


def test_linux_lists_loopback_devices_with_their_names(tmp_path: Path) -> None:
    for number, name in [(10, "Second\n"), (2, "Avatar Camera\n"), (0, "Webcam\n")]:
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        (folder / "name").write_text(name)
        if number:
            (folder / "max_openers").write_text("10\n")
    assert linux_cameras(tmp_path) == [
        CameraDevice("Avatar Camera", "v4l2loopback", "/dev/video2"),
        CameraDevice("Second", "v4l2loopback", "/dev/video10"),
    ]


def test_linux_without_cameras_lists_none(tmp_path: Path) -> None:
    assert linux_cameras(tmp_path / "missing") == []


def test_names_the_programs_that_have_a_camera_open(tmp_path: Path) -> None:
    for pid, name, device in [(4711, "obs", "/dev/video2"), (4712, "zoom", "/dev/video3")]:
        fds = tmp_path / f"{pid}/fd"
        fds.mkdir(parents=True)
        (fds / "3").symlink_to(device)
        (fds / "4").symlink_to("/dev/null")
        (tmp_path / f"{pid}/comm").write_text(f"{name}\n")
    (tmp_path / "self").mkdir()
    (tmp_path / "99").mkdir()  # ended meanwhile
    assert programs_using("/dev/video2", tmp_path) == ["obs (4711)"]
    assert programs_using("/dev/video9", tmp_path) == []


def test_windows_lists_obs_and_every_unity_camera() -> None:
    registry = {
        "{A3FCE0F5-3493-419F-958A-ABA1250EC20B}": "",
        "{5C2CD55C-92AD-4999-8666-912BD3E70010}": "Unity Video Capture",
        "{5C2CD55C-92AD-4999-8666-912BD3E70012}": "Unity Video Capture #2",
    }
    assert windows_cameras(lambda clsid: registry.get(clsid)) == [
        CameraDevice("OBS Virtual Camera", "obs", "OBS Virtual Camera"),
        CameraDevice("Unity Video Capture", "unitycapture", "Unity Video Capture"),
        CameraDevice("Unity Video Capture #2", "unitycapture", "Unity Video Capture #2"),
    ]
    assert windows_cameras(lambda _: None) == []


def test_mac_lists_obs_once_it_is_allowed() -> None:
    assert [camera.backend for camera in mac_cameras(EXTENSIONS)] == ["obs"]
    assert mac_cameras(EXTENSIONS.replace("activated enabled", "activated waiting for user")) == []
    assert mac_cameras("") == []


def test_lists_this_computer_without_failing() -> None:
    for camera in list_cameras():
        assert camera.name
        assert camera.device
