"""The installer for Windows, compiled for real with a stand-in for what it installs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import build_spec
from installers.icons import write_icons
from installers.windows.package import PROGRAMS, make_installer

INSIDE = ("_internal/studio/resources/直播 ü.txt", "_internal/PySide6/Qt6Core.dll")


@pytest.fixture(scope="module")
def installer(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Path:
    """``qapp``: a process can have one Qt application, and other tests need one with widgets."""
    folder = tmp_path_factory.mktemp("windows ü")
    payload = folder / "payload"
    for name in (*(f"{program}.exe" for program in PROGRAMS), *INSIDE):
        (payload / name).parent.mkdir(parents=True, exist_ok=True)
        (payload / name).write_bytes(b"MZ " + name.encode())
    write_icons(folder / "icons")
    return make_installer(payload, folder / "icons" / "studio.ico", folder)


def listed(installer: Path) -> set[str]:
    command = ["7z", "l", "-slt", "-sccUTF-8", str(installer)]
    lines = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    return {line.removeprefix("Path = ").replace("\\", "/") for line in lines if line.startswith("Path = ")}


def test_everything_is_in_it(installer: Path) -> None:
    there = listed(installer)
    wanted = {*(f"{program}.exe" for program in PROGRAMS), *INSIDE}
    assert wanted <= there
    assert any(path.endswith("uninstall.exe") for path in there)


def test_what_was_packed_comes_out_as_it_was(installer: Path, tmp_path: Path) -> None:
    subprocess.run(["7z", "x", "-y", f"-o{tmp_path}", str(installer)], stdout=subprocess.DEVNULL, check=True)
    for name in INSIDE:
        assert (tmp_path / name).read_bytes() == b"MZ " + name.encode()


def test_its_name_has_the_version(installer: Path) -> None:
    assert build_spec.version() in installer.name


def test_removing_names_every_program_that_is_installed() -> None:
    script = Path(__file__).parents[3] / "installers" / "windows" / "studio.nsi"
    text = script.read_text("utf-8")
    for program in PROGRAMS:
        assert f'Delete "$INSTDIR\\{program}.exe"' in text
