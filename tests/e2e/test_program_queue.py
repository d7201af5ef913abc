"""A killed studio loses nothing that was to be said: script, place and typed lines are there at the next start."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.base.paths import Paths
from app.studio.control import ask_status
from tests.helpers.program import Program, run_program

pytestmark = [pytest.mark.serial, pytest.mark.slow]

WINDOW = {"QT_QPA_PLATFORM": "offscreen"}
LONG = "This line takes a good while to be said, for it goes on and on and on until the studio is killed in its midst."
ANSWER = "An answer that waits for its turn."


def ask(program: Program, *words: str) -> None:
    asked = run_program(program.basedir.parent / "asked", "--basedir", str(program.basedir), *words)
    assert asked.process.returncode == 0, asked.stderr()


def state(program: Program) -> dict[str, Any]:
    status = ask_status(Paths.find(program.basedir).runtime)
    assert status is not None
    known: dict[str, Any] = status["state"]
    return known


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_what_was_to_be_said_survives_a_studio_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "show.txt"
    script.write_text(f"One.\n{LONG}\nThe end.\n", encoding="utf-8")
    with Program(tmp_path / "files", "--engine=testcard", environment=WINDOW) as program:
        program.wait_for(lambda one: one.is_now("engine", "ready"))
        ask(program, "script", "open", str(script))
        program.wait_for(lambda one: state(one)["script"]["lines"] == 3)
        ask(program, "script", "play")
        program.wait_for(lambda one: state(one)["script"]["line"] == 2)
        ask(program, "say", ANSWER)
        kept = Paths.find(program.basedir).show_file
        program.wait_for(lambda one: kept.exists() and ANSWER in kept.read_text(encoding="utf-8"))
        assert state(program)["script"]["line"] == 2, "it was heard too soon: make it longer"
        family = program.children()
        program.end(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, 30)
        assert alive == [], "processes of a killed program live on"
    with Program(tmp_path / "files", "--engine=testcard", environment=WINDOW) as program:
        program.wait_for(lambda one: one.is_now("engine", "ready"))
        assert state(program)["script"]["lines"] == 0, "it waits until somebody wants it"
        ask(program, "script", "restore")
        program.wait_for(lambda one: state(one)["script"]["lines"] == 3)
        program.wait_for(lambda one: state(one)["speaking_text"] == ANSWER)
        left = state(program)["script"]
        assert (left["name"], left["playing"], left["next"]) == ("show.txt", False, 2)
        program.wait_for(lambda one: one.is_now("speech", "idle"))
        ask(program, "script", "play")
        program.wait_for(lambda one: state(one)["script"]["line"] == 2)
        assert state(program)["speaking_text"] == LONG, "from its beginning"
        assert program.end() == 0, program.stderr()
        assert program.problems() == []
        assert program.warnings() == []
