"""A running studio does what the command line asks for."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from tests.helpers.program import Program, run_program


@pytest.mark.serial  # a show in real time
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_a_running_show_is_led_from_the_command_line(tmp_path: Path) -> None:
    with Program(tmp_path, "run", "--engine=testcard", "--fps=25", "--seconds=60") as show:
        show.wait_for(lambda one: one.is_now("engine", "ready"))

        def ask(*words: str) -> tuple[int, str]:
            asked = run_program(tmp_path / "asked", "--basedir", str(show.basedir), *words)
            return asked.process.returncode or 0, asked.stdout() + asked.stderr()

        assert ask("say", "A line that takes a good while to be spoken, so that another can wait for it.") == (
            0,
            "",
        )
        show.wait_for(lambda one: one.is_now("speech", "speaking"))
        assert ask("say", "Another one.") == (0, "")
        code, said = ask("lines", "--json")
        assert [line["text"] for line in json.loads(said)["waiting"]] == ["Another one."]
        assert ask("panic") == (0, "")
        show.wait_for(lambda one: one.is_now("speech", "idle"))
        assert json.loads(ask("lines", "--json")[1])["waiting"] == []
        code, said = ask("avatar", "nobody")
        assert code == 1
        assert "no avatar nobody" in said
        assert show.end(signal.SIGINT) == 0
        assert ask("panic")[0] == 3
