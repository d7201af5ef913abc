"""The program with its window, from start to end."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from app.base.local_settings import LocalSettings
from app.base.settings import EngineSettings, Settings
from tests.helpers.program import Program, run_program, store_settings
from tests.helpers.tiny_models import write_wav2lip

pytestmark = pytest.mark.serial

HEAVY = ("torch", "transformers")
"""Nothing of the window's may import them; stand-ins make sure that there is something to import."""


def test_the_window_opens_can_be_asked_and_ends_when_told(tmp_path: Path) -> None:
    for name in HEAVY:
        (tmp_path / f"{name}.py").write_text('from pathlib import Path\nPath(__file__).with_suffix(".seen").touch()\n')
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": paths}
    with Program(tmp_path, environment=environment) as program:
        program.wait_for(lambda p: "window.first_picture" in [event.name for event in p.events()])
        program.wait_for(lambda p: p.is_now("engine", "ready"))
        status = run_program(tmp_path, "status", "--json")
        answer = json.loads(status.stdout())
        assert answer["pid"] == program.process.pid
        assert answer["state"]["avatar_id"] == "mira"
        assert answer["state"]["live"] is False
        assert program.end() == 0, program.stderr()
    assert not program.warnings()
    assert not program.problems()
    assert [event.name for event in program.events()][-1] == "app.ended"
    assert not list((program.basedir / "run").iterdir())
    assert not list(tmp_path.glob("*.seen")), "imported"


@pytest.mark.slow
def test_a_window_that_has_spoken_ends_without_a_word(tmp_path: Path) -> None:
    with Program(tmp_path, environment={"QT_QPA_PLATFORM": "offscreen"}) as program:
        program.wait_for(lambda p: p.is_now("engine", "ready"), 60)
        run_program(tmp_path, "say", "This is said while memory settles, and a little longer than that.")
        program.wait_for(lambda p: p.values("speech")[-2:] == ["speaking", "idle"], 60)
        assert program.end() == 0, program.stderr()
    said = [line for line in program.stderr().splitlines() if "propagateSizeHints" not in line]
    assert said == []


@pytest.mark.slow
def test_an_avatar_is_opened_by_the_window_that_runs_and_else_by_a_new_one(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.avatar.zip" for name in ("first", "second")]
    for file in files:
        run_program(tmp_path / "packing", "avatars", "export", "mira", str(file))
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    with Program(tmp_path, "open", str(files[0]), environment=environment) as program:
        program.wait_for(lambda p: p.values("avatar_id")[-1:] not in ([], ["mira"]), 60)
        first = program.values("avatar_id")[-1]
        other = run_program(tmp_path / "asking", "--basedir", str(program.basedir), "open", str(files[1]))
        assert other.process.returncode == 0, other.stderr()
        program.wait_for(lambda p: p.values("avatar_id")[-1] not in ("mira", first), 60)
        assert program.end() == 0, program.stderr()
    assert not program.problems()


def test_without_a_display_no_window_opens_for_a_file(tmp_path: Path) -> None:
    none = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with Program(tmp_path, "open", "ada.avatar.zip", environment=none) as program:
        assert program.wait() == 1
    assert "avatars import" in program.stderr()


def test_a_window_whose_engine_needs_torch_does_not_import_it(tmp_path: Path) -> None:
    """Its worker does, and says what is missing."""
    note = 'import os\nfrom pathlib import Path\nPath(__file__).with_suffix(f".{os.getpid()}").touch()\n'
    for name in HEAVY:
        (tmp_path / f"{name}.py").write_text(f'{note}raise ImportError("{name} is not there")\n')
    local = LocalSettings(model="wav2lip", ckpt_dir=write_wav2lip(tmp_path / "models"))
    store_settings(tmp_path, Settings(engine=EngineSettings(python=Path(sys.executable)), local=local))
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": paths}
    with Program(tmp_path, "--engine=local", environment=environment) as program:
        program.wait_for(lambda p: "window.first_picture" in [event.name for event in p.events()])
        program.wait_for(lambda p: p.problems())
        assert program.problems() == ["engine.local.not_installed"]
        assert program.end() == 0, program.stderr()
        importers = {int(file.suffix[1:]) for name in HEAVY for file in tmp_path.glob(f"{name}.[0-9]*")}
        assert program.process.pid not in importers, "imported"


@pytest.mark.slow  # in one process: tests/unit/test_main.py
def test_an_engine_of_the_command_line_is_not_remembered(tmp_path: Path) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    with Program(tmp_path, "--engine=testcard", environment=environment) as program:
        program.wait_for(lambda p: p.is_now("engine_name", "Test card"))
        assert program.end() == 0, program.stderr()
    settings = program.basedir / "config" / "settings.toml"
    assert not settings.exists() or "testcard" not in settings.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_second_start_brings_the_first_window_forward_and_a_killed_one_is_no_hindrance(tmp_path: Path) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    with Program(tmp_path, "--minimized", environment=environment) as first:
        first.wait_for(lambda p: p.is_now("engine", "ready"))
        again = run_program(tmp_path / "again", "--basedir", str(first.basedir), QT_QPA_PLATFORM="offscreen")
        assert again.process.returncode == 0, again.stderr()
        assert "The studio runs already: its window comes to the front." in again.stderr()
        first.wait_for(lambda p: "window.came_forward" in [event.name for event in p.events()])
        elsewhere = run_program(tmp_path / "elsewhere", "profile", "list")
        assert elsewhere.process.returncode == 0
        first.process.kill()
        first.process.wait(10)
    with Program(tmp_path, environment=environment) as second:
        second.wait_for(lambda p: "window.first_picture" in [event.name for event in p.events()], 60)
        assert second.end() == 0, second.stderr()
