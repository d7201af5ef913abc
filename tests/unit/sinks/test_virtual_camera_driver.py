"""The drivers of virtual cameras, at their borders."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.sinks import virtual_camera_driver
from app.sinks.virtual_camera_driver import (
    Driver,
    hidden_from_browsers,
    load_loopback,
    loopback_driver,
    mac_extension,
    obs_camera_producer,
    producer_of,
    reload_loopback,
)

EXTENSION = "*\t*\t2MMRE5MTB8\tcom.obsproject.obs-studio.mac-camera-extension (30.0.0/1)\tOBS Virtual Camera\t[{}]\n"


def add_camera(sysfs: Path) -> None:
    folder = sysfs / "video0"
    folder.mkdir(parents=True)
    (folder / "name").write_text("Virtual Camera\n")
    (folder / "max_openers").write_text("10\n")


def test_how_far_the_driver_of_linux_has_come(tmp_path: Path) -> None:
    module, modules = tmp_path / "v4l2loopback", tmp_path / "modules"
    modules.mkdir()
    assert loopback_driver(module, modules) is Driver.MISSING
    (modules / "modules.dep").write_text("kernel/drivers/a.ko.xz:\nupdates/dkms/v4l2loopback.ko.xz: kernel/b.ko\n")
    assert loopback_driver(module, modules) is Driver.INSTALLED
    (module / "parameters").mkdir(parents=True)
    assert loopback_driver(module, modules) is Driver.READY
    assert not hidden_from_browsers(module)
    for caps, hidden in (("N,N,N\n", True), ("Y,N,N\n", False)):
        (module / "parameters" / "exclusive_caps").write_text(caps)
        assert hidden_from_browsers(module) is hidden


def test_how_far_the_extension_of_a_mac_has_come() -> None:
    for state, driver in (
        ("activated enabled", Driver.READY),
        ("activated waiting for user", Driver.NOT_ALLOWED),
        ("terminated waiting to uninstall on reboot", Driver.RESTART),
    ):
        assert mac_extension(EXTENSION.format(state)) is driver
    assert mac_extension("0 extension(s)\n") is Driver.MISSING


@pytest.fixture
def pkexec(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A pkexec that is first on the path, and does what the test writes into it."""
    program = tmp_path / "bin" / "pkexec"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_the_driver_is_loaded_as_browsers_want_it(pkexec: Path, tmp_path: Path) -> None:
    sysfs, said = tmp_path / "sysfs", tmp_path / "said"
    write(
        pkexec,
        f'for word; do echo "$word"; done >{said}\nmkdir -p {sysfs}/video0\necho Cam >{sysfs}/video0/name\n'
        f"touch {sysfs}/video0/max_openers",
    )
    load_loopback(sysfs=sysfs)
    assert said.read_text().splitlines() == [
        "modprobe",
        "v4l2loopback",
        "devices=1",
        "exclusive_caps=1",
        "card_label=Virtual Camera",
    ]
    said.unlink()
    load_loopback(sysfs=sysfs)
    assert not said.exists(), "nobody is asked for a password when the camera is there"


def test_a_driver_that_browsers_do_not_see_is_taken_out_and_loaded_again(pkexec: Path, tmp_path: Path) -> None:
    sysfs, said, module = tmp_path / "sysfs", tmp_path / "said", tmp_path / "v4l2loopback"
    add_camera(sysfs)
    caps = module / "parameters" / "exclusive_caps"
    caps.parent.mkdir(parents=True)
    caps.write_text("N\n")
    (pkexec.parent / "modprobe").write_text(f'#!/bin/sh\nfor word; do echo "$word"; done >>{said}\n')
    (pkexec.parent / "modprobe").chmod(0o755)
    write(pkexec, '"$@"')
    reload_loopback(sysfs=sysfs, module=module)
    loaded = ["v4l2loopback", "devices=1", "exclusive_caps=1", "card_label=Virtual Camera"]
    assert said.read_text().splitlines() == ["-r", "v4l2loopback", *loaded]
    write(pkexec, "echo 'modprobe: FATAL: Module v4l2loopback is in use.' >&2; exit 1")
    with pytest.raises(AppError, match="is in use"):
        reload_loopback(sysfs=sysfs, module=module)
    caps.write_text("Y\n")
    reload_loopback(sysfs=sysfs, module=module)  # nobody is asked for a password when there is nothing to mend


@pytest.mark.parametrize(
    ("script", "code", "word"),
    [
        ("exit 126", "camera.driver_not_loaded", "password was not given"),
        ("echo 'modprobe: FATAL: Module not found' >&2; exit 1", "camera.driver_not_loaded", "Module not found"),
        (
            "echo \"modprobe: ERROR: could not insert 'v4l2loopback': Key was rejected by service\" >&2; exit 1",
            "camera.driver_not_signed",
            "Secure Boot",
        ),
    ],
)
def test_why_it_was_not_loaded(pkexec: Path, tmp_path: Path, script: str, code: str, word: str) -> None:
    write(pkexec, script)
    with pytest.raises(AppError, match=word) as caught:
        load_loopback(sysfs=tmp_path / "sysfs")
    assert caught.value.code == code


def test_nobody_waits_for_ever_for_a_password_or_a_device(
    pkexec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(pkexec, "exit 0")

    def asleep(command: Sequence[str], limit_s: float) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(list(command), limit_s)

    with pytest.raises(AppError, match="nobody entered the password"):
        load_loopback(asleep, tmp_path / "sysfs")
    monkeypatch.setattr(virtual_camera_driver, "APPEARS_WITHIN_S", 0.1)
    with pytest.raises(AppError, match="made no camera"):
        load_loopback(sysfs=tmp_path / "sysfs")
    monkeypatch.setattr(virtual_camera_driver, "APPEARS_WITHIN_S", 20.0)
    late = threading.Timer(0.2, add_camera, (tmp_path / "sysfs",))
    late.start()
    load_loopback(sysfs=tmp_path / "sysfs")
    late.join()


def test_a_system_without_pkexec_says_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AppError, match="no pkexec") as caught:
        load_loopback(sysfs=tmp_path)
    assert "sudo modprobe v4l2loopback" in caught.value.hint


def hold(proc: Path, pid: int, device: str, access: int) -> None:
    for folder in ("fd", "fdinfo"):
        (proc / str(pid) / folder).mkdir(parents=True)
    (proc / str(pid) / "fd" / "3").symlink_to(device)
    (proc / str(pid) / "fdinfo" / "3").write_text(f"pos:\t0\nflags:\t0{access | os.O_NONBLOCK:o}\n")


def test_who_sends_is_told_from_who_watches(tmp_path: Path) -> None:
    sysfs, proc, device = tmp_path / "sysfs", tmp_path / "proc", "/dev/video0"
    add_camera(sysfs)
    hold(proc, 100, device, os.O_RDWR)  # a viewer, as browsers open it
    assert producer_of(device, sysfs, proc) is None
    hold(proc, 200, device, os.O_WRONLY)
    assert producer_of(device, sysfs, proc) == 200
    state = sysfs / "video0" / "state"  # newer drivers know it themselves
    state.write_text("output\n")
    assert producer_of(device, sysfs, proc) is None
    state.write_text("capture\n")
    assert producer_of(device, sysfs, proc) == 200
    assert producer_of(device, sysfs, tmp_path / "nobody") == 0, "somebody else's program cannot be seen"


def test_elsewhere_nobody_looks_for_obs() -> None:
    assert obs_camera_producer() is None
