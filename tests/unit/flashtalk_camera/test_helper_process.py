"""The helper as a process: its door, its signals, its end. The device is a file."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import time
import zlib
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flashtalk_camera import wire
from tests.helpers import file_camera
from tests.helpers.file_camera import CLOSED, OPENED, SHOWN, FileCameraReader, Record

WIDTH, HEIGHT, FPS = 64, 32, 30
SIZE = WIDTH * HEIGHT * 3 // 2
TOKEN = bytes(range(32))


class Helper:
    """A running helper."""

    def __init__(self, folder: Path, *options: str, token: str = TOKEN.hex()) -> None:
        self.device = folder / "camera.bin"
        self.runtime = folder / "run"
        self.runtime.mkdir(mode=0o700)
        self._log = folder / "camera.log"
        arguments = [f"--runtime={self.runtime}", f"--width={WIDTH}", f"--height={HEIGHT}", f"--fps={FPS}"]
        arguments += ["--backend=obs", f"--device={self.device}", *options]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*file_camera.command(), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(token + "\n")
        self.process.stdin.close()
        self.line: str = self.process.stdout.readline()
        self._records: list[Record] = []
        self._reader = FileCameraReader(self.device)

    @property
    def address(self) -> str:
        return str(json.loads(self.line)["ready"]["address"])

    def connect(self, *, owner: bool = True) -> Connection:
        connection: Connection = Client(self.address, authkey=TOKEN)
        if owner:
            connection.send_bytes(wire.HELLO + json.dumps({"pid": os.getpid()}).encode())
            assert connection.recv_bytes()[:1] == wire.STATS
        return connection

    def records(self) -> list[Record]:
        self._records += self._reader.new()
        return self._records

    def values(self) -> list[int]:
        return [int(record.picture[0]) for record in self.records() if record.kind == SHOWN]

    def wait_for_value(self, value: int) -> None:
        deadline = time.monotonic() + 5
        while value not in self.values():
            assert time.monotonic() < deadline, f"camera showed {self.values()[-20:]}; {self.log()}"
            time.sleep(0.01)

    def log(self) -> str:
        return self._log.read_text()

    def end(self) -> None:
        assert self.process.stdout is not None
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def helper(tmp_path: Path) -> Iterator[Helper]:
    running = Helper(tmp_path)
    yield running
    running.end()


def frame(slot: int, value: int, size: int = SIZE) -> bytes:
    return wire.FRAME_HEADER.pack(wire.FRAME, slot) + np.full(size, value, np.uint8).tobytes()


def stats(connection: Connection) -> dict[str, Any]:
    connection.send_bytes(wire.ASK_STATS)
    answer: dict[str, Any] = json.loads(connection.recv_bytes()[1:])
    return answer


def test_tells_that_it_is_ready_and_lets_go_of_the_studios_pipes(helper: Helper) -> None:
    ready = json.loads(helper.line)["ready"]
    assert json.loads((helper.runtime / "camera.json").read_text()) == ready
    assert ready["pid"] == helper.process.pid
    assert ready["token"] == TOKEN.hex()
    assert helper.process.stdout is not None
    assert helper.process.stdout.read() == "", "the pipe is still open in the helper"


def test_shows_what_its_owner_sends(helper: Helper) -> None:
    with helper.connect() as studio:
        studio.send_bytes(frame(70, 111))
        helper.wait_for_value(111)
        answer = stats(studio)
    assert answer["last_slot"] == 70
    assert answer["slots"] == 1
    assert answer["owner_pid"] == os.getpid()


def test_refuses_who_does_not_know_the_token(helper: Helper) -> None:
    with pytest.raises((AuthenticationError, EOFError)):
        Client(helper.address, authkey=b"x" * 32)
    with helper.connect() as studio:
        studio.send_bytes(frame(1, 112))
        helper.wait_for_value(112)


def test_a_client_that_is_silent_at_the_door_keeps_nobody_out(helper: Helper) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(helper.address)
        with helper.connect() as studio:
            studio.send_bytes(frame(1, 113))
            helper.wait_for_value(113)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"?",  # lawful, for comparison
        b"Z",
        b"H",
        b"H[]",
        b'H{"pid": "x"}',
        b"F",
        frame(2, 9, SIZE - 1),
        frame(2, 9, SIZE + 1),
        b"C{",
        bytes(10 * SIZE + 100_000),
    ],
)
def test_nonsense_costs_the_connection_and_nothing_else(helper: Helper, nonsense: bytes) -> None:
    with helper.connect() as studio:
        studio.send_bytes(frame(1, 114))
        helper.wait_for_value(114)
        try:
            studio.send_bytes(nonsense)
            answered = studio.recv_bytes()
        except (EOFError, OSError):
            answered = b""
    assert answered[:1] == (wire.STATS if nonsense == b"?" else b"")
    with helper.connect() as studio:
        studio.send_bytes(frame(2, 115))
        helper.wait_for_value(115)
    assert "Traceback" not in helper.log()
    assert 9 not in helper.values()


def test_the_picture_on_air_is_not_touched_by_what_arrives(helper: Helper) -> None:
    with helper.connect() as studio:
        studio.send_bytes(frame(1, 122))
        helper.wait_for_value(122)
        half = frame(2, 202)[: SIZE // 2]
        os.write(studio.fileno(), struct.pack("!i", 2 * len(half)) + half)
        seen = len(helper.records())
        while len(helper.records()) < seen + 5:
            time.sleep(0.01)
    assert all(set(record.picture) == {122} for record in helper.records()[seen:])


def test_a_standby_clip_that_is_no_good_costs_nothing_but_itself(helper: Helper) -> None:
    good = [wire.CLIP_RESET, wire.CLIP_ADD + zlib.compress(bytes(SIZE)), b'C{"frame_ns": 40000000}']
    with helper.connect() as studio:
        for message in good:
            studio.send_bytes(message)
        for bad in (b"Anot zlib", wire.CLIP_ADD + zlib.compress(bytes(SIZE + 1)), b'C{"frame_ns": 0}'):
            for message in (wire.CLIP_RESET, bad, *good[1:], wire.CLIP_COMPLETE + b'{"frame_ns": 0}'):
                studio.send_bytes(message)
        studio.send_bytes(frame(1, 121))
        helper.wait_for_value(121)
        assert stats(studio)["clip_frames"] == 1


def test_asking_does_not_make_an_owner(helper: Helper) -> None:
    with helper.connect() as studio, helper.connect(owner=False) as visitor:
        assert stats(visitor)["owner_pid"] == os.getpid()
        visitor.send_bytes(frame(9, 200))
        assert stats(visitor)["slots"] == 0
        studio.send_bytes(frame(1, 116))
        helper.wait_for_value(116)
    assert 200 not in helper.values()


def test_the_newest_studio_wins_and_what_the_other_sends_is_not_shown(helper: Helper) -> None:
    with helper.connect() as old:
        old.send_bytes(frame(1, 117))
        helper.wait_for_value(117)
        with helper.connect() as new:
            assert old.recv_bytes() == wire.TAKEN_OVER
            for slot in range(2, 6):
                old.send_bytes(frame(slot, 201))
            assert stats(old)["last_slot"] == 1
            new.send_bytes(frame(50, 118))
            helper.wait_for_value(118)
    assert 201 not in helper.values()
    assert set(helper.values()) <= {117, 118, 40}


@pytest.mark.parametrize("ending", [signal.SIGTERM, "close"])
def test_ends_cleanly_when_told(helper: Helper, ending: signal.Signals | str) -> None:
    with helper.connect() as studio:
        studio.send_bytes(frame(1, 119))
        helper.wait_for_value(119)
        if isinstance(ending, str):
            studio.send_bytes(wire.CLOSE)
        else:
            helper.process.send_signal(ending)
        assert helper.process.wait(5) == 0
    kinds = b"".join(record.kind for record in helper.records() if record.kind != SHOWN)
    assert kinds == OPENED + CLOSED
    assert list(helper.runtime.iterdir()) == []


def test_leaves_the_state_file_of_its_successor_alone(helper: Helper) -> None:
    successor = '{"pid": 1}'
    (helper.runtime / "camera.json").write_text(successor)
    helper.process.terminate()
    assert helper.process.wait(5) == 0
    assert (helper.runtime / "camera.json").read_text() == successor


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_signals_of_a_terminal_are_not_meant_for_it(helper: Helper, number: signal.Signals) -> None:
    helper.process.send_signal(number)
    time.sleep(0.2)  # in which one that hears it would end
    with helper.connect() as studio:
        studio.send_bytes(frame(1, 120))
        helper.wait_for_value(120)
    assert helper.process.poll() is None


@pytest.mark.serial
def test_an_orphan_ends_but_not_while_it_has_a_studio(tmp_path: Path) -> None:
    helper = Helper(tmp_path, "--orphan-s=0.6")
    try:
        with helper.connect():
            time.sleep(1.0)
            assert helper.process.poll() is None
        left = time.monotonic()
        with helper.connect(owner=False):  # a visitor is no studio
            assert helper.process.wait(5) == 0
        assert 0.4 < time.monotonic() - left < 2.0
        assert "no studio came back" in helper.log()
        assert helper.records()[-1].kind == CLOSED
    finally:
        helper.end()


def test_says_what_is_wrong_on_its_only_line(tmp_path: Path, helper: Helper) -> None:
    (tmp_path / "second").mkdir()
    second = Helper(tmp_path / "second", f"--device={helper.device}")
    second.process.wait(5)
    second.end()
    error = json.loads(second.line)["error"]
    assert error["code"] == "camera.busy"
    assert second.process.returncode == 3
    assert list(second.runtime.iterdir()) == []


def test_without_a_token_it_leaves_the_camera_alone(tmp_path: Path) -> None:
    helper = Helper(tmp_path, token="")
    helper.process.wait(5)
    helper.end()
    assert helper.line == ""
    assert helper.process.returncode == 0
    assert "without a token" in helper.log()
    assert helper.records() == []
