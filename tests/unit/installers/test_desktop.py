"""What Linux desktops and macOS are told of the studio."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import build_spec
from app.cli.arguments import parse_arguments
from app.sinks.virtual_camera_driver import CARD_LABEL
from installers.linux import package
from installers.macos.package import commands

LINUX = package.HERE


@pytest.mark.parametrize("entry", sorted(LINUX.glob("*.desktop")), ids=lambda path: path.name)
def test_desktop_entries_are_as_they_should_be(entry: Path) -> None:
    result = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
    (line,) = [line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec=")]
    _, *arguments = line.removeprefix("Exec=").replace("%f", "ada.avatar.zip").split()
    parse_arguments(arguments)  # leaves with 2 for what the program does not know


def test_the_software_centre_is_told_enough(tmp_path: Path) -> None:
    text = (LINUX / package.METAINFO).read_text("utf-8")
    filled = tmp_path / package.METAINFO
    filled.write_text(text.replace("@VERSION@", build_spec.version()).replace("@DATE@", "2026-11-29"), "utf-8")
    result = subprocess.run(
        ["appstreamcli", "validate", "--no-net", str(filled)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_avatars_have_a_type_that_an_entry_opens() -> None:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ET.parse(LINUX / "flashtalk-studio.mime.xml").getroot().find(f"{space}mime-type")
    assert kind is not None
    assert f"MimeType={kind.attrib['type']};" in (LINUX / "flashtalk-studio-avatar.desktop").read_text("utf-8")


def test_the_package_asks_for_the_glibc_that_its_libraries_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(sys.executable).resolve()
    for name in (*(program.name for program in build_spec.PROGRAMS), "libinside.so.1"):
        shutil.copy(own, tmp_path / name)
    (tmp_path / "liblink.so").symlink_to("nowhere.so")
    told = subprocess.run(["objdump", "-T", str(own)], capture_output=True, text=True, check=True).stdout
    wanted = max(int(minor) for minor in re.findall(r"GLIBC_2\.(\d+)", told))
    assert package.needed_glibc(tmp_path) == f"2.{wanted}"
    assert "libc6 (>= @GLIBC@)" in (LINUX / "control").read_text("utf-8")


def test_the_driver_is_offered_with_the_name_that_the_studio_looks_for() -> None:
    text = (LINUX / "v4l2loopback.conf").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if not line.startswith("#")]
    assert line == f'options v4l2loopback exclusive_caps=1 card_label="{CARD_LABEL}"'


def test_macos_is_told_why_camera_and_microphone_are_wanted() -> None:
    folder = build_spec.ROOT / "installers" / "macos"
    told = plistlib.loads((folder / "Info.plist").read_bytes())
    for device in ("Camera", "Microphone"):
        assert len(told[f"NS{device}UsageDescription"]) > 20
    granted = plistlib.loads((folder / "entitlements.plist").read_bytes())
    assert granted["com.apple.security.device.camera"] is True
    assert granted["com.apple.security.device.audio-input"] is True


def test_a_disk_image_is_signed_and_notarised_only_where_there_is_somebody_to_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_spec, "WORK", tmp_path)
    plain = [command[0] for command in commands("", "", tmp_path / "x.dmg")]
    assert plain == ["ditto", "codesign", "codesign", "hdiutil"]
    signed = commands("Developer ID Application: Ada", "ada", tmp_path / "x.dmg")
    assert [command[:2] for command in signed[-3:]] == [
        ["codesign", "--sign"],
        ["xcrun", "notarytool"],
        ["xcrun", "stapler"],
    ]
    assert "runtime" in signed[1]


def test_the_tools_of_the_build_are_there() -> None:
    assert all(map(shutil.which, ("objdump", "dpkg-deb", "xz")))
