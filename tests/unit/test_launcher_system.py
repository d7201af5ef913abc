"""What the launcher finds missing in the system, and how it brings that or says it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import studio


def test_the_table_names_every_part_for_every_package_manager() -> None:
    needs = studio.read_needs()
    assert {need.purpose for need in needs} == set(studio.PURPOSES)
    for need in needs:
        assert set(need.packages) == {None, *studio.MANAGERS}
        assert need.probe.partition(":")[0] in {"module", "lib", "program", "file"}
    assert studio.package_names(needs, "apt-get")[0] == f"python3.{sys.version_info[1]}-venv"


def test_presence_is_asked_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "a_tool"
    assert not studio.is_present("program:a_tool")
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert studio.is_present("program:a_tool") or os.name == "nt"
    assert studio.is_present("module:ensurepip")
    assert not studio.is_present("module:no_such_module")
    assert not studio.is_present("lib:libno-such-library.so.7")
    assert not studio.is_present("file:no/such/**/file")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves parts to its packages")
def test_only_what_is_missing_for_these_purposes_is_named(lacking: Callable[..., None]) -> None:
    lacking("lib:libEGL.so.1")
    missing = studio.missing_needs("setup", "window")
    assert {need.purpose for need in missing} == {"setup", "window"}
    assert "lib:libEGL.so.1" not in {need.probe for need in missing}


def test_other_systems_lack_nothing(lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    lacking()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert studio.missing_needs(*studio.PURPOSES) == []


def needs_of(*purposes: str) -> list[studio.Need]:
    return [need for need in studio.read_needs() if need.purpose in purposes]


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid, raising=False)


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        (
            "apt-get",
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
            f"python3.{sys.version_info[1]}-venv libportaudio2",
        ),
        ("dnf", "sudo dnf install -y python3-libs portaudio"),
        ("pacman", "sudo pacman -S --needed --noconfirm python portaudio"),
    ],
)
def test_a_person_is_given_all_and_the_exact_command(manager: str, command: str, lacking: Callable[..., None]) -> None:
    lacking("program:sudo")
    text = studio.describe_missing(needs_of("setup", "sound"), manager, is_root=False)
    assert text.splitlines()[-1] == f"To install: {command}"
    assert "for the environment" in text
    assert "for sound" in text


def test_root_is_given_the_command_without_sudo(lacking: Callable[..., None]) -> None:
    lacking("program:sudo")
    text = studio.describe_missing(needs_of("sound"), "dnf", is_root=True)
    assert text.endswith("To install: dnf install -y portaudio")


def test_a_user_without_sudo_is_given_su(lacking: Callable[..., None]) -> None:
    lacking()
    text = studio.describe_missing(needs_of("sound"), "dnf", is_root=False)
    assert text.endswith('To install: su -c "dnf install -y portaudio"')


def test_an_unknown_system_is_given_the_names_of_the_parts() -> None:
    text = studio.describe_missing(needs_of("sound", "tests"), None, is_root=False)
    for part in ("libportaudio.so.2", "Xvfb", "libasound_module_pcm_pulse.so", "DejaVuSans.ttf"):
        assert part in text
    assert "package manager" in text


def test_packages_shared_by_parts_are_named_once() -> None:
    names = studio.package_names(needs_of("window"), "dnf")
    assert names.count("libxcb") == 1


class System:
    """A system whose package manager really brings what it is asked for, unless it is broken."""

    def __init__(self, *present: str, sudo_asks: bool = False, broken: bool = False) -> None:
        self.present = set(present)
        self.sudo_asks = sudo_asks
        self.broken = broken
        self.commands: list[list[str]] = []

    def run(self, command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        if command == ["sudo", "-n", "true"]:
            return subprocess.CompletedProcess(command, int(self.sudo_asks))
        self.commands.append(command)
        if not self.broken:
            self.present |= {need.probe for need in studio.read_needs() if need.packages["apt-get"] in command}
        return subprocess.CompletedProcess(command, int(self.broken))

    def put_under(self, monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
        as_user(monkeypatch, uid)
        monkeypatch.setattr(studio, "is_present", lambda probe: probe in self.present)
        monkeypatch.setattr(subprocess, "run", self.run)


def test_root_installs_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("program:apt-get")
    system.put_under(monkeypatch, uid=0)
    assert studio.install_system_packages(needs_of("sound"), tmp_path / "log") == []
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    assert system.commands == [
        [*quiet, "apt-get", "update"],
        [*quiet, "apt-get", "install", "-y", "--no-install-recommends", "libportaudio2"],
    ]


def test_sudo_that_does_not_ask_installs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("program:apt-get", "program:sudo")
    system.put_under(monkeypatch, uid=1000)
    assert studio.install_system_packages(needs_of("sound"), tmp_path / "log") == []
    assert all(command[:2] == ["sudo", "-n"] for command in system.commands)


@pytest.mark.parametrize("present", [("program:apt-get",), ("program:apt-get", "program:sudo"), ()])
def test_who_may_not_install_is_told(
    present: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system = System(*present, sudo_asks=True)
    system.put_under(monkeypatch, uid=1000)
    needs = needs_of("sound", "window")
    assert studio.install_system_packages(needs, tmp_path / "log") == needs
    assert system.commands == []
    assert "lacks for sound" in capsys.readouterr().err


def test_an_installation_that_fails_names_what_is_still_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    System("program:apt-get", broken=True).put_under(monkeypatch, uid=0)
    needs = needs_of("sound")
    assert studio.install_system_packages(needs, tmp_path / "log") == needs
    error = capsys.readouterr().err
    assert str(tmp_path / "log") in error
    assert "libportaudio2" in error
