"""What people are told to type: what the studio that they have understands."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from app.base import launcher
from app.base.errors import AppError
from app.base.global_keys import why_none
from app.checks import engine, installed
from app.cli.arguments import parse_arguments
from app.engine.local.choice import need_packages
from app.engine.local.runtime_uv import installed_uv
from app.showing import need_window


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No launcher lies above the code."""
    monkeypatch.setattr(launcher, "ROOT", tmp_path)


def _what_people_are_told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(installed, "PACKAGES", ("no_such_package",))
    for module in ("app.engine.local.loading", "app.ui.application", "uv"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    told = [why_none(), installed.check_python().fix]
    found = engine.nothing_to_run("Wav2Lip is there, but not what it runs with.")
    told += [found.fix, *(step.command for step in found.remedy.steps)]
    for failing in (need_packages, need_window, lambda: installed_uv("PyTorch")):
        with pytest.raises(AppError) as refused:
            failing()
        told.append(refused.value.hint)
    return told


def test_from_source_it_is_the_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _what_people_are_told(monkeypatch)
    assert not [one for one in told if one and "studio.py" not in one]


@pytest.mark.usefixtures("packaged")
def test_an_installed_studio_has_no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _what_people_are_told(monkeypatch)
    assert not [one for one in told if "studio.py" in one]
    assert any("flashtalk-studio-cli panic" in one for one in told)


@pytest.mark.usefixtures("packaged")
def test_its_commands_are_understood() -> None:
    for line in (launcher.command("panic"), launcher.install_command()):
        name, *words = line.split()
        assert name == "flashtalk-studio-cli"
        assert parse_arguments(words).command == words[0]
