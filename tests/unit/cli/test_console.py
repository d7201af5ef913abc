"""What the command line says, and how."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from app.base.errors import AppError
from app.cli.console import Console, make_streams_forgiving


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_results_and_remarks_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.say("working")
    console.error(AppError("part.what", "It is broken.", "Mend it."))
    console.error(AppError("part.what", "It is broken."))
    console.result("42")
    captured = capsys.readouterr()
    assert captured.out == "42\n"
    assert captured.err == "working\nIt is broken. Mend it.\nIt is broken.\n"


def test_a_moving_line_is_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.moving("00:01")
    console.settle()
    assert capsys.readouterr().err == ""


def test_a_moving_line_is_written_over_calmly(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console = Console()
    console.moving("one, and long", every_s=0.0)
    console.moving("two", every_s=3600.0)
    console.moving("too soon", every_s=3600.0)
    console.say("done")
    assert terminal.getvalue() == "\rone, and long\rtwo          \ndone\n"


def test_a_program_without_streams_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    make_streams_forgiving()
    console = Console()
    console.say("nobody hears it")
    console.result("nor this")


def test_no_letter_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    make_streams_forgiving()
    Console().result("Grüße")
    assert raw.getvalue() == b"Gr\\xfc\\xdfe\n"


SOUNDDEVICE_INITIALISES = """
import os
from app.cli.console import Console, keep_stderr
keep_stderr()
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
Console().say("heard")
"""


def test_what_is_said_while_sound_devices_are_looked_for_is_heard() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SOUNDDEVICE_INITIALISES], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stderr == "heard\n"
