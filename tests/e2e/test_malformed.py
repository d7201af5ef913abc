"""Twelve thousand malformed requests and messages to the doors of a running show: nothing comes of them."""

from __future__ import annotations

import json
import random
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.base.settings import BrowserSettings, ControlSettings, RecordingSettings, Settings
from tests.helpers.program import Program, run_program, store_settings
from tests.helpers.real_omnirt import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes"),
]

COUNT = 4_000
MOST_MORE_MB = 48.0
ACTIONS = ("camera?on=true", "recording?on=true", "panic", "say?text=Hello", "browser_source?on=false")
ODD = ("%00", "%zz", "../" * 40, "💥", "a" * 9000, "%F0%28", "\x7f", "[]", "on=on&on=on", "text=" + "%20" * 400)


class Doors:
    """A running show, and how it is reached."""

    def __init__(self, show: Program, control: tuple[int, str], browser: tuple[int, str]) -> None:
        self.show = show
        self.control = control
        self.browser = browser

    def memory_mb(self) -> float:
        return float(psutil.Process(self.show.process.pid).memory_info().rss) / 1e6

    def threads(self) -> int:
        return psutil.Process(self.show.process.pid).num_threads()

    def serves(self) -> None:
        """Whoever has the key is served as ever."""
        port, key = self.control
        state = httpx.get(f"http://127.0.0.1:{port}/api/v1/state", headers=bearer(key), timeout=30)
        assert (state.status_code, state.json()["state"]["speech"]) == (200, "idle")
        assert (state.json()["state"]["camera"], state.json()["state"]["recording"]) == ("off", "off")
        assert state.json()["state"]["browser"] == "on", "nobody has stopped it"
        assert (state.json()["proposed"], state.json()["waiting"]) == ([], [])
        port, token = self.browser
        assert httpx.get(f"http://127.0.0.1:{port}/", params={"token": token}, timeout=30).status_code == 200


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    control, browser = free_port(), free_port()
    folder = tmp_path / "recordings"
    settings = Settings(
        control=ControlSettings(enabled=True, port=control),
        browser=BrowserSettings(port=browser),
        recording=RecordingSettings(folder=str(folder)),
    )
    store_settings(tmp_path, settings)
    with Program(tmp_path, "--engine=testcard", "run", "--browser-source", "--seconds=800") as show:
        show.wait_for(lambda one: one.is_now("engine", "ready") and one.is_now("browser", "on"), 180)

        def ask(what: str) -> dict[str, str]:
            asked = run_program(tmp_path / "asked", "--basedir", str(show.basedir), what, "--json")
            answer: dict[str, str] = json.loads(asked.stdout())
            return answer

        doors = Doors(show, (control, ask("remote")["key"]), (browser, ask("browser")["address"].partition("=")[2]))
        yield doors
        doors.serves()
        assert show.end(signal.SIGINT) == 0
        assert show.warnings() == []
        assert show.problems() == []
        assert "Traceback" not in show.stderr()
        assert not folder.exists() or not list(folder.iterdir()), "nothing was recorded"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def broken_request(dice: random.Random, port: int, key: str, actions: tuple[str, ...]) -> bytes:
    """A request that would be one, but for something that must not be; most of them carry the key."""
    action = dice.choice(actions)
    lines = [f"POST /api/v1/{action} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {key}"]
    odd = dice.choice(ODD)
    match dice.randrange(10):
        case 0:
            lines[0] = f"POST /api/v1/{action}{'&' if '?' in action else '?'}odd={odd} HTTP/1.1"  # an unknown field
        case 1:
            lines[0] = f"POST /api/v1/{odd}{action} HTTP/1.1"
        case 2:
            lines[0] = f"{dice.choice(['GET', 'PUT', 'DELETE', 'get', odd])} /api/v1/{action} HTTP/1.1"
        case 3:
            lines[1] = f"Host: {dice.choice(['evil.example', odd, '127.0.0.1.evil', ''])}"
        case 4:
            lines[2] = f"Authorization: Bearer {dice.choice([key[:-1], key + 'x', odd, ''])}"
        case 5:
            lines.append(f"Origin: {dice.choice(['https://evil.example', 'null', odd])}")
        case 6:
            lines.append(f"Authorization: Bearer {odd}")  # two keys are none
        case 7:
            lines += [f"X-{number}: {odd}" for number in range(200)]  # more than any client sends
        case 8:
            lines[0] = lines[0][: dice.randrange(1, 20)]
        case 9:
            return dice.randbytes(dice.randrange(600))
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def broken_upgrade(dice: random.Random, port: int, token: str) -> bytes:
    """A reader that cannot shake hands, or talks nonsense instead of reading."""
    lines = [
        *(f"GET /program?token={token} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket"),
        *("Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"),
    ]
    at = dice.randrange(len(lines))
    cut = dice.randrange(len(lines[at]))
    if dice.random() < 0.7:
        lines[at] = lines[at][:cut] + dice.choice(ODD)
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + dice.randbytes(dice.randrange(300))


def throw(port: int, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as raw, suppress(OSError):
        raw.sendall(data)
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(1 << 16):
            pass


def storm(doors: Doors, one: Callable[[int], None]) -> None:
    """``COUNT`` of them; memory after the first tenth is what it may be, and threads do not stay."""
    begun_mb, threads = 0.0, doors.threads()
    for number in range(COUNT):
        if number == COUNT // 10:
            begun_mb = doors.memory_mb()
        if number % 1000 == 0:
            doors.serves()
        one(number)
    doors.serves()
    more_mb = doors.memory_mb() - begun_mb
    sys.stdout.write(f"{more_mb:+.1f} MB, {doors.threads() - threads:+d} threads\n")
    assert more_mb < MOST_MORE_MB
    assert doors.threads() <= threads + 4


def test_malformed_requests_lead_nobody(doors: Doors) -> None:
    dice, (port, key) = random.Random(21), doors.control
    storm(doors, lambda _: throw(port, broken_request(dice, port, key, ACTIONS)))


def test_malformed_readers_disturb_nobody(doors: Doors) -> None:
    dice, (port, token) = random.Random(22), doors.browser

    def one(number: int) -> None:
        broken = (
            broken_upgrade(dice, port, token) if number % 2 else broken_request(dice, port, token, ("?", "program"))
        )
        throw(port, broken)

    storm(doors, one)


def test_malformed_messages_lead_nobody(doors: Doors) -> None:
    dice, (port, key) = random.Random(23), doors.control
    url = f"ws://127.0.0.1:{port}/api/v1/events"
    with ExitStack() as stack:

        def come() -> ClientConnection:
            return stack.enter_context(connect(url, additional_headers=bearer(key), compression=None))

        lines = [come()]

        def one(_: int) -> None:
            try:
                lines[0].send(broken_message(dice))
                while (answer := json.loads(lines[0].recv(30)))["type"] in ("state", "changed"):
                    pass
                assert answer["type"] == "refused", answer
            except ConnectionClosed:  # one was too long
                lines[0] = come()

        storm(doors, one)


def broken_message(dice: random.Random) -> str | bytes:
    """A message that would be a request, but for something that must not be."""
    odd: Any = dice.choice([None, [], {}, 5, 1e308, "x" * 50, True, {"text": []}, [[[]]], "../../etc/passwd"])
    match dice.randrange(8):
        case 0:
            return dice.randbytes(dice.randrange(200))
        case 1:
            return json.dumps({"id": 1, "do": "camera", "with": {"on": odd, "more": odd}})
        case 2:
            return json.dumps({"id": [odd], "do": "recording", "with": {"on": True}})
        case 3:
            return json.dumps({"id": 1, "do": odd, "with": {"on": True}})
        case 4:
            return json.dumps({"id": 1, "do": "say", "with": odd if not isinstance(odd, dict) else [odd], "x": 1})
        case 5:
            good = '{"id": 1, "do": "recording", "with": {"on": true}}'
            return good[: dice.randrange(len(good))]
        case 6:
            return "[" * dice.randrange(1, 5000) + "\ud7ff" * dice.randrange(200)
    return json.dumps({"do": "say", "with": {"text": "x" * dice.randrange(1001, 30_000)}})
