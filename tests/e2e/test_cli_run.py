"""``run``, ``status`` and the start without a display, through the real program."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.program import Program, run_program
from tests.helpers.recording import Recording
from tests.helpers.testcard import pair_slots
from tests.helpers.wav import write_test_signal

TESTCARD = ("run", "--engine=testcard", "--fps=25")


@pytest.mark.serial  # in step in real time
def test_a_played_file_is_recorded_in_step_and_ends_the_run(tmp_path: Path) -> None:
    speech = write_test_signal(tmp_path / "speech.wav", 2.0)
    target = tmp_path / "show.mp4"
    program = run_program(tmp_path, *TESTCARD, "--play", str(speech), f"--record={target}")

    assert program.process.returncode == 0, program.stderr()
    assert program.stdout().strip() == str(target)
    assert not program.warnings()
    recording = Recording(target)
    slots = pair_slots(recording.lumas(), recording.samples, 25)
    spoken = [slot for slot in slots if slot.reading is not None]
    assert len(spoken) == pytest.approx(50, abs=1)
    assert [slot.slot for slot in spoken if not slot.in_step(25)] == []
    assert 10 <= len(slots) - len(spoken) <= 50, "there is a moment before the first and after the last word"
    names = [event.name for event in program.events()]
    assert {"awake.on", "awake.impossible"} & set(names), "nobody cared whether the computer falls asleep"


def test_the_built_in_host_speaks_a_line(tmp_path: Path) -> None:
    program = run_program(tmp_path, "run", "--say", "Good evening.", "--record")
    assert program.process.returncode == 0, program.stderr()
    assert not program.warnings()
    recording = Recording(Path(program.stdout().strip()))
    assert recording.path.parent == program.basedir / "recordings"
    assert "Mira" in recording.path.name
    assert np.abs(recording.samples).max() > 0.05


@pytest.mark.serial  # seconds of real time
def test_seconds_end_a_run_in_which_nobody_speaks(tmp_path: Path) -> None:
    program = run_program(tmp_path, *TESTCARD, "--record", "--seconds=1.5", "--size=720x1280")
    assert program.process.returncode == 0, program.stderr()
    recording = Recording(Path(program.stdout().strip()))
    assert (recording.width_px, recording.height_px, recording.fps) == (720, 1280, 25)
    assert len(recording.samples) / 48_000 == pytest.approx(1.5, abs=0.25)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
@pytest.mark.parametrize(
    "number",
    [  # the first two in the middle of speech, too: test_program_ends.py
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        signal.SIGHUP,
    ],
)
def test_a_signal_ends_a_run_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with Program(tmp_path, *TESTCARD, "--record") as program:
        program.wait_for(lambda p: p.is_now("recording", "on"))
        program.let_run(0.5)  # a recording that ends before its first picture leaves no file
        assert program.end(number) == 0, program.stderr()
    assert not program.warnings()
    assert [event.name for event in program.events()].count("app.ended") == 1
    assert not list((program.basedir / "run").iterdir())
    recording = Recording(Path(program.stdout().strip()))  # finished: it is read as a whole
    assert recording.fps == 25


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_a_signal_ends_a_run_that_is_still_starting(tmp_path: Path) -> None:
    with Program(tmp_path, "run", "--record") as program:
        program.wait_for(lambda p: p.events())
        assert program.end(signal.SIGTERM) == 0, program.stderr()
    assert not program.warnings()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_a_second_signal_forces_the_end(tmp_path: Path) -> None:
    with Program(tmp_path, *TESTCARD, "--record") as program:
        program.wait_for(lambda p: p.is_now("recording", "on"))
        os.kill(program.process.pid, signal.SIGINT)
        os.kill(program.process.pid, signal.SIGTERM)
        assert program.wait(10) == 130
    assert "Forced" in program.stderr()
    assert "Traceback" not in program.stderr()


@pytest.mark.serial  # it tells its pictures per second
def test_a_running_studio_can_be_asked(tmp_path: Path) -> None:
    with Program(tmp_path, *TESTCARD, "--record") as program:
        program.wait_for(lambda p: p.is_now("recording", "on"))
        asked = run_program(tmp_path, "status", "--json")
        told = run_program(tmp_path, "status")
        assert program.end() == 0, program.stderr()
    assert asked.process.returncode == told.process.returncode == 0
    answer = json.loads(asked.stdout())
    assert answer["running"] is True
    assert answer["pid"] == program.process.pid
    assert answer["state"]["recording"] == "on"
    assert answer["state"]["avatar_id"] == "mira"
    assert answer["measures"]["fps"] == pytest.approx(25, abs=3)
    lines = dict(line.split(": ", 1) for line in told.stdout().splitlines())
    assert (lines["running"], lines["recording"], lines["engine"]) == ("yes", "on", "ready")

    asked = run_program(tmp_path, "status", "--json")
    assert asked.process.returncode == 3
    assert json.loads(asked.stdout()) == {"running": False}
    told = run_program(tmp_path, "status")
    assert (told.process.returncode, told.stdout()) == (3, "not running\n")


def test_without_a_display_the_host_speaks_into_a_recording(tmp_path: Path) -> None:
    program = run_program(tmp_path, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert program.process.returncode == 0, program.stderr()
    assert program.stderr().splitlines()[0].startswith("There is no display")
    assert not program.warnings()
    recording = Recording(Path(program.stdout().strip()))
    assert recording.path.parent == program.basedir / "recordings"
    assert (recording.width_px, recording.height_px, recording.fps) == (1280, 720, 30)
    assert np.abs(recording.samples).max() > 0.05
    assert len(recording.samples) / 48_000 > 3.0
    assert not (tmp_path / "studio" / "config" / "settings.toml").exists()


@pytest.mark.parametrize(
    ("order", "word"),
    [
        (["--avatar", "nobody"], "nobody"),
        (["--play", "missing.wav"], "missing.wav"),
        (["--mic", "No such microphone"], "No such microphone"),
        pytest.param(["--audio-out", "No such device"], "No such device", marks=pytest.mark.slow),
        pytest.param(["--camera", "/dev/no-such-camera"], "camera", marks=pytest.mark.slow),
        (["--record", "/proc/no/such/folder.mp4"], "/proc/no/such"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path, order: list[str], word: str) -> None:
    program = run_program(tmp_path, *TESTCARD, *order, "--seconds=5")
    assert program.process.returncode == 1
    assert word in program.stderr()
    assert "Traceback" not in program.stderr()
    assert program.stderr().count("\n") == 1, program.stderr()
