"""Other processes ask the running studio."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import pytest

from app.base.card_choice import Setup
from app.base.errors import AppError, Problem, Severity
from app.base.paths import Paths
from app.base.settings import Settings
from app.engine.local.chooser import choose
from app.studio import commands as do
from app.studio import control
from app.studio.control import STATE_FILE, ControlDoor, ask_lines, ask_status, ask_to_do, read_state
from app.studio.described import describe
from app.studio.proposals import ProposedLine
from app.studio.snapshot import Measures, OutputState, Snapshot, SpeechState
from app.studio.utterance_queue import WaitingLine
from tests.helpers.scripted_studio import ScriptedStudio
from tests.helpers.simulated_card import SimulatedCard


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    paths = Paths.find(tmp_path)
    paths.make()
    return paths.runtime


def _opened(runtime: Path, **state: Any) -> ControlDoor:
    door = ControlDoor(runtime, ScriptedStudio(Snapshot(settings=Settings(), **state)))
    door.start()
    return door


def test_a_running_studio_tells_its_state_and_its_measures(runtime: Path) -> None:
    door = _opened(
        runtime,
        avatar_id="mira",
        waiting=(WaitingLine(4, "a line that waits"),),
        lines_taken=4,
        speech=SpeechState.LIVE,
        recording=OutputState.ON,
        recording_path=Path("/videos/show.mp4"),
        measures=Measures(fps=29.97004, lagged=3),
        problems=(Problem("camera.busy", "The camera is in use.", "Close OBS.", Severity.WARNING),),
    )
    try:
        answer = ask_status(runtime)
    finally:
        door.close()
    assert answer is not None
    assert answer["pid"] == os.getpid()
    state, measures = answer["state"], answer["measures"]
    assert (state["avatar_id"], state["speech"], state["recording"]) == ("mira", "live", "on")
    assert state["recording_path"] == str(Path("/videos/show.mp4"))
    assert state["live"] is True
    assert (state["lines_waiting"], state["lines_taken"]) == (1, 4)
    assert "waiting" not in state
    assert state["program_level_dbfs"] is None  # silence is minus infinity, which JSON cannot say
    assert (measures["fps"], measures["lagged"], measures["rtf"]) == (29.97, 3, None)
    assert answer["problems"] == [
        {"code": "camera.busy", "message": "The camera is in use.", "hint": "Close OBS.", "severity": "warning"}
    ]


def test_what_the_card_holds_is_told_with_what_draws_now(runtime: Path) -> None:
    card = SimulatedCard(8, 45)
    choice = choose(card.card, card.card.free_bytes, {}, card.measure)
    smaller = Setup("flashhead-lite", (384, 384), 4)
    snapshot = Snapshot(Settings(), card_choice=choice, setup=smaller, stepped_down="A game uses the card.")
    told = json.loads(json.dumps(describe(snapshot)))
    assert told["state"]["draws_with"] == "FlashHead Lite, 384x384, 4 steps"
    assert told["state"]["stepped_down"] == "A game uses the card."
    assert told["card"]["chosen"]["size_px"] == [512, 512]
    assert describe(Snapshot(Settings()))["card"] is None


def test_nobody_answers_where_no_studio_runs(runtime: Path) -> None:
    assert ask_status(runtime) is None


def test_a_closed_studio_leaves_nothing_and_is_not_running(runtime: Path) -> None:
    _opened(runtime).close()
    assert ask_status(runtime) is None
    assert list(runtime.iterdir()) == []


def test_the_remains_of_a_killed_studio_are_not_a_running_one(runtime: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    stale = runtime / f"studio-{gone.pid}.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(stale))
    state = {"pid": gone.pid, "address": str(stale), "token": "00"}
    (runtime / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")

    assert ask_status(runtime) is None
    assert stale.exists()  # asking removes nothing
    door = _opened(runtime)
    try:
        assert not stale.exists()
        assert ask_status(runtime) is not None
    finally:
        door.close()


@pytest.mark.parametrize("content", ["", "[]", '{"pid": "x"}', '{"pid": 1, "address": 3}'])
def test_a_damaged_state_file_keeps_no_studio_from_starting(runtime: Path, content: str) -> None:
    (runtime / STATE_FILE).write_text(content, encoding="utf-8")
    door = _opened(runtime)
    try:
        assert ask_status(runtime) is not None
    finally:
        door.close()


def test_a_damaged_state_file_is_no_traceback(runtime: Path) -> None:
    (runtime / STATE_FILE).write_text('{"pid": 1, "address": "/nowhere"}', encoding="utf-8")
    with pytest.raises(AppError, match="does not answer"):
        ask_status(runtime)


def test_the_last_studio_is_the_one_that_is_asked_and_keeps_its_file(runtime: Path) -> None:
    first = ControlDoor(runtime, ScriptedStudio(Snapshot(settings=Settings(), avatar_id="first")))
    second = ControlDoor(runtime, ScriptedStudio(Snapshot(settings=Settings(), avatar_id="second")))
    first.start()
    (runtime / f"studio-{os.getpid()}.sock").rename(runtime / "first.sock")  # two processes have two numbers
    second.start()
    try:
        answer = ask_status(runtime)
        assert answer is not None
        assert answer["state"]["avatar_id"] == "second"
        (runtime / f"studio-{os.getpid()}.sock").rename(runtime / "second.sock")
        (runtime / "first.sock").rename(runtime / f"studio-{os.getpid()}.sock")
        first.close()
        assert read_state(runtime) is not None
        (runtime / "second.sock").rename(runtime / f"studio-{os.getpid()}.sock")
    finally:
        second.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_the_secret_can_be_read_by_nobody_else(runtime: Path) -> None:
    door = _opened(runtime)
    try:
        assert stat.S_IMODE((runtime / STATE_FILE).stat().st_mode) == 0o600
        assert stat.S_IMODE(runtime.stat().st_mode) == 0o700
    finally:
        door.close()


def test_without_the_secret_there_is_no_answer(runtime: Path) -> None:
    door = _opened(runtime)
    try:
        state = read_state(runtime)
        assert state is not None
        with pytest.raises(AuthenticationError):
            Client(state["address"], authkey=b"guessed")
        assert ask_status(runtime) is not None
    finally:
        door.close()


def test_a_silent_client_keeps_nobody_out(runtime: Path) -> None:
    door = _opened(runtime)
    try:
        state = read_state(runtime)
        assert state is not None
        with Client(state["address"]):  # says nothing, not even the secret
            assert ask_status(runtime) is not None
    finally:
        door.close()


def test_unknown_requests_are_refused_in_words(runtime: Path) -> None:
    door = _opened(runtime)
    try:
        state = read_state(runtime)
        assert state is not None
        for request, refusal in ((b'{"ask": "money"}', "money"), (b"[]", "None")):
            with Client(state["address"], authkey=bytes.fromhex(state["token"])) as connection:
                connection.send_bytes(request)
                assert refusal in json.loads(connection.recv_bytes())["error"]
        with Client(state["address"], authkey=bytes.fromhex(state["token"])) as connection:
            connection.send_bytes(b"\x80\x04]")  # a pickle
            with pytest.raises(EOFError):
                connection.recv_bytes()
    finally:
        door.close()


def test_a_studio_that_does_not_answer_is_named(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "ANSWER_S", 0.2)
    address = runtime / "deaf.sock"
    released = threading.Event()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(address))
        deaf.listen(1)

        def accept_and_keep_silent() -> None:
            peer, _ = deaf.accept()
            released.wait(10)
            peer.close()

        thread = threading.Thread(target=accept_and_keep_silent)
        thread.start()
        state = {"pid": 77, "address": str(address), "token": "00"}
        (runtime / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
        with pytest.raises(AppError, match=r"process 77.*does not answer: no answer within"):
            ask_status(runtime)
        released.set()
        thread.join()


def test_a_studio_that_cannot_listen_runs_all_the_same(tmp_path: Path) -> None:
    door = _opened(tmp_path / "missing")
    door.close()


def test_the_description_is_json_for_every_state() -> None:
    json.dumps(describe(Snapshot(settings=Settings())), allow_nan=False)


def test_the_running_studio_does_what_the_command_line_asks_for(runtime: Path) -> None:
    studio = ScriptedStudio(Snapshot(settings=Settings(), proposed=(ProposedLine(3, "Hello", "Chat"),)))
    door = ControlDoor(runtime, studio)
    door.start()
    try:
        assert ask_to_do(runtime, "say", {"text": "ä" * 1000})
        assert ask_to_do(runtime, "approve", {"line": 3})
        with pytest.raises(AppError, match="No line 4 waits") as refused:
            ask_to_do(runtime, "approve", {"line": 4})
        lines = ask_lines(runtime)
    finally:
        door.close()
    assert refused.value.code == "control.line"
    assert studio.posted == [do.SpeakText("ä" * 1000), do.ApproveLine(3)]
    assert lines == {"waiting": [], "proposed": [{"number": 3, "text": "Hello", "origin": "Chat"}]}
    assert not ask_to_do(runtime, "panic", {})
    assert ask_lines(runtime) is None
