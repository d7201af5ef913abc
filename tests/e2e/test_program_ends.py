"""How the real program ends, and what is left then: every slot of the recording pairs up to the last."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app.studio.control import ask_status
from tests.helpers.pairing import SpokenTurn, read_turn
from tests.helpers.program import Program
from tests.helpers.recording import Recording
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial

SPEECH_S = 60
SPOKEN_S = 1.5


@contextmanager
def recording_program(tmp_path: Path, *options: str) -> Iterator[tuple[Program, Path]]:
    """The program, which has been playing the test signal into a recording for some seconds."""
    speech, target = write_test_signal(tmp_path / "speech.wav", SPEECH_S), tmp_path / "recorded.mp4"
    arguments = ["--engine", "testcard", "run", "--play", str(speech), "--record", str(target), *options]
    with Program(tmp_path / "files", *arguments) as program:
        program.wait_for(lambda program: "speaking" in program.values("speech"), 60)
        began_s = (since(program, "speech", "speaking") - since(program, "recording", "on")) / 1e9
        # Not by the clock: whoever encodes lets the show go first, and on a busy machine comes later.
        program.wait_for(lambda program: recorded_s(program) >= began_s + SPOKEN_S, 60)
        yield program, target


def since(program: Program, name: str, value: str) -> int:
    """When a part of the studio's state took this value first; time of day in ns."""
    changes = (event for event in program.events() if event.name == "studio.changed")
    return next(event.time_ns for event in changes if event.data["changed"].get(name) == value)


def recorded_s(program: Program) -> float:
    """What has gone to the process that encodes, which outlives the studio."""
    state = ask_status(program.basedir / "run")
    return 0.0 if state is None else float(state["state"]["recording_s"])


def check(target: Path) -> SpokenTurn:
    """Every slot of the recording pairs, and nothing of what was spoken is missing."""
    turn = read_turn(Recording(target))
    log.info("%s", turn)
    assert (SPOKEN_S - 0.5) * 30 <= turn.slots + turn.paused < SPEECH_S / 2 * 30
    return turn


def terminate(program: Program) -> None:
    program.process.send_signal(signal.SIGTERM)


def press_ctrl_c(program: Program) -> None:
    """A terminal sends it to all processes of the program."""
    os.killpg(program.process.pid, signal.SIGINT)


@pytest.mark.parametrize("ask", [terminate, pytest.param(press_ctrl_c, marks=pytest.mark.slow)])
def test_told_to_end_it_finishes_the_recording(tmp_path: Path, ask: Callable[[Program], None]) -> None:
    with recording_program(tmp_path) as (program, target):
        ask(program)
        assert program.wait() == 0, program.story()
        assert program.stdout().splitlines() == [str(target)]
        assert (program.warnings(), program.problems()) == ([], [])
        assert program.children() == []
    assert [event.name for event in program.events()].count("app.ended") == 1
    assert not list((program.basedir / "run").iterdir())
    assert check(target).repeated <= program.measures()["lagged"] + program.measures()["skipped"]


@pytest.mark.slow
def test_killed_it_leaves_a_recording_that_pairs_to_its_end(tmp_path: Path) -> None:
    with recording_program(tmp_path) as (program, target):
        family = program.children()
        program.end(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, 30)  # the recording is finished behind everybody else
        assert alive == [], "processes of a killed program live on"
    check(target)
