"""Other programs lead the studio: over HTTP, over a WebSocket, and not at all without the key."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.base.errors import Problem
from app.base.paths import resources_dir
from app.base.secrets import CONTROL_KEY, hold_secret
from app.base.settings import ControlSettings, Settings
from app.studio import commands as do
from app.studio import control_server
from app.studio.control_api import ControlApi
from app.studio.control_state import ControlState
from app.studio.proposals import ProposedLine
from app.studio.snapshot import AvatarEntry, Measures, OutputState, Snapshot, SpeechState
from app.studio.utterance_queue import WaitingLine
from tests.helpers.engine_probe import wait_until
from tests.helpers.real_omnirt import free_port
from tests.helpers.scripted_studio import ScriptedStudio

KEY = "the key of these tests"
PAGE = resources_dir() / "control" / "phone.html"
BEARER = {"Authorization": f"Bearer {KEY}"}


class Led:
    """A studio with its server."""

    def __init__(self, **control: Any) -> None:
        self.port = free_port()
        settings = Settings(control=ControlSettings(enabled=True, port=self.port, **control))
        avatars = (AvatarEntry("mira", "Mira", Path("/avatars/mira"), None),)
        self.studio = ScriptedStudio(Snapshot(settings, avatars=avatars, avatar_id="mira"))
        self.api = ControlApi(self.studio, PAGE)
        self.api.start()
        self.tell()

    def tell(self) -> ControlState:
        """What the server says of itself, shown by the studio as the real one does."""
        wait_until(lambda: any(isinstance(one, do.TellControl) for one in self.studio.posted))
        (told,) = (one for one in self.studio.posted if isinstance(one, do.TellControl))
        self.studio.posted.clear()
        self.studio.publish(control=told.state)
        return told.state

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def set(self, **control: Any) -> None:
        """As the settings dialog does."""
        settings = self.studio.snapshot().settings
        changed = settings.control.model_copy(update=control)
        self.studio.publish(settings=settings.model_copy(update={"control": changed}))

    def post(self, action: str, query: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{self.url}/api/v1/{action}", params=query, headers=BEARER)

    def listen(self, **headers: str) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/api/v1/events", additional_headers=headers or BEARER)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.base.secrets._this_run", {})
    hold_secret(CONTROL_KEY, KEY)


@pytest.fixture
def led() -> Iterator[Led]:
    made = Led()
    yield made
    made.api.close()


def hear(connection: ClientConnection) -> Any:
    return json.loads(connection.recv(10))


def hear_until(connection: ClientConnection, kind: str, part: str = "type") -> Any:
    """The next message of a kind, or with a part; others are left out."""
    while True:
        message = hear(connection)
        if message["type"] == kind and part in message:
            return message


class TestHTTP:
    @pytest.mark.parametrize(
        ("path", "query", "commands"),
        [
            ("say", {"text": "Grüße & mehr"}, [do.ProposeLine("Grüße & mehr")]),
            ("say", {"text": "Hi", "now": "true", "origin": "Bot"}, [do.ProposeLine("Hi", "Bot")]),
            ("interrupt", {}, [do.Interrupt()]),
            ("panic", {}, [do.Interrupt(), do.SetMicrophone(on=False)]),
            ("next", {}, [do.SkipSpeech()]),
            ("express", {"expression": "smile"}, [do.Express("smile")]),
            ("avatar", {"avatar": "mira"}, [do.SelectAvatar("mira")]),
            ("camera", {"on": "true"}, [do.StartCamera()]),
            ("camera", {"on": "false"}, [do.StopCamera()]),
            ("recording", {"on": "true"}, [do.StartRecording()]),
            ("recording", {"paused": "true"}, [do.PauseRecording(paused=True)]),
            ("microphone", {"on": "true"}, [do.SetMicrophone(on=True)]),
        ],
    )
    def test_every_action(self, led: Led, path: str, query: dict[str, str], commands: list[do.Command]) -> None:
        done = led.post(path, query)
        assert (done.status_code, done.json()) == (202, {"type": "done", "do": path})
        assert led.studio.posted == commands

    def test_lines_need_no_approval_where_the_user_says_so(self, led: Led) -> None:
        led.set(approve=False)
        assert led.post("say", {"text": "Hi", "now": "true"}).status_code == 202
        assert led.studio.posted == [do.SpeakText("Hi", now=True)]

    def test_the_state(self, led: Led) -> None:
        led.studio.publish(
            speech=SpeechState.SPEAKING,
            measures=Measures(fps=30.0),
            waiting=(WaitingLine(2, "next"),),
            proposed=(ProposedLine(1, "Hello", "Chat"),),
            problems=(Problem("camera.busy", "It is in use.", "Close OBS."),),
        )
        state = httpx.get(f"{led.url}/api/v1/state", headers=BEARER).json()
        assert (state["state"]["speech"], state["state"]["avatar_id"]) == ("speaking", "mira")
        assert state["measures"]["fps"] == 30.0
        assert state["avatars"] == [{"id": "mira", "name": "Mira"}]
        assert state["waiting"] == [{"number": 2, "text": "next"}]
        assert state["proposed"] == [{"number": 1, "text": "Hello", "origin": "Chat"}]
        assert state["problems"][0]["code"] == "camera.busy"
        assert KEY not in json.dumps(state)

    @pytest.mark.parametrize(
        ("path", "query", "status", "code"),
        [
            ("say", {}, 422, "control.request"),
            ("say", {"text": "x" * 1001}, 422, "control.request"),
            ("say", {"text": "x", "shout": "1"}, 422, "control.request"),
            ("camera", {"on": "maybe"}, 422, "control.request"),
            ("avatar", {"avatar": "../mira"}, 422, "control.avatar"),
            ("recording", {"on": "true", "path": "/etc/passwd"}, 422, "control.request"),
            ("approve", {}, 404, "control.unknown"),
            ("discard", {}, 404, "control.unknown"),
            ("fly", {}, 404, "control.unknown"),
            ("say/panic", {}, 404, "control.unknown"),
        ],
    )
    def test_what_makes_no_sense_is_refused_in_words(
        self, led: Led, path: str, query: dict[str, str], status: int, code: str
    ) -> None:
        refused = led.post(path, query)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused.json()["message"].endswith(".")
        assert led.studio.posted == []

    def test_nothing_is_done_by_looking(self, led: Led) -> None:
        assert httpx.get(f"{led.url}/api/v1/panic", headers=BEARER).status_code == 404
        assert httpx.put(f"{led.url}/api/v1/panic", headers=BEARER).status_code == 405
        assert led.studio.posted == []

    def test_the_page_for_phones(self, led: Led) -> None:
        page = httpx.get(f"{led.url}/", params={"token": KEY})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'nonce-")
        nonce = policy.partition("nonce-")[2].partition("'")[0]
        assert page.text.count(f'nonce="{nonce}"') == 2
        assert "{{" not in page.text
        assert nonce not in httpx.get(f"{led.url}/", params={"token": KEY}).text


class TestEvents:
    def test_the_whole_state_then_what_changes(self, led: Led) -> None:
        with led.listen() as connection:
            first = hear(connection)
            assert (first["type"], first["state"]["camera"]) == ("state", "off")
            assert first["avatars"] == [{"id": "mira", "name": "Mira"}]
            led.studio.publish(camera=OutputState.ON, program_level_dbfs=-20.0)
            changed = hear_until(connection, "changed", "state")
            assert changed["state"] == {"camera": "on", "live": True}, "and nothing else"
            led.studio.publish(waiting=(WaitingLine(2, "next"),))
            assert hear_until(connection, "changed", "waiting")["waiting"] == [{"number": 2, "text": "next"}]

    def test_what_always_changes_is_told_once_a_second(self, led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.studio.control_talk.RESTLESS_S", 0.0)
        with led.listen() as connection:
            hear(connection)
            led.studio.publish(program_level_dbfs=-20.0, measures=Measures(fps=25.0))
            changed = hear_until(connection, "changed", "measures")
            assert changed["measures"]["fps"] == 25.0
            assert changed["state"] == {"program_level_dbfs": -20.0}

    def test_things_are_asked_for_on_the_same_line(self, led: Led) -> None:
        with led.listen() as connection:
            hear(connection)
            connection.send('{"id": 7, "do": "say", "with": {"text": "Hello"}}')
            assert hear_until(connection, "done") == {"type": "done", "do": "say", "id": 7}
            connection.send('{"id": "x", "do": "avatar", "with": {"avatar": "nobody"}}')
            refused = hear_until(connection, "refused")
            assert (refused["id"], refused["code"]) == ("x", "control.avatar")
            connection.send('{"do": "approve", "with": {}}')
            assert hear_until(connection, "refused")["code"] == "control.unknown"
        assert led.studio.posted == [do.ProposeLine("Hello")]

    def test_a_listener_that_goes_is_forgotten(self, led: Led) -> None:
        with led.listen() as connection:
            hear(connection)
        wait_until(lambda: len(led.studio._listeners) == 1)

    def test_one_that_does_not_hear_keeps_nobody_waiting(self, led: Led) -> None:
        with led.listen(), led.listen() as second:
            hear(second)
            lines = tuple(ProposedLine(number, "x" * 1000) for number in range(50))
            for number in range(100):
                led.studio.publish(proposed=lines[: 1 + number % 50])
            led.studio.publish(turn=9)
            while hear_until(second, "changed", "state")["state"].get("turn") != 9:
                pass


class TestTheDoor:
    WRONG: tuple[dict[str, str], ...] = ({}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY})

    @pytest.mark.parametrize("headers", WRONG)
    def test_without_the_key_there_is_nothing(self, led: Led, headers: dict[str, str]) -> None:
        for path in ("/", "/api/v1/state", "/api/v1/events", "/nothing"):
            refused = httpx.get(f"{led.url}{path}", headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (401, "control.key")
        assert httpx.post(f"{led.url}/api/v1/panic", headers=headers).status_code == 401
        with pytest.raises(InvalidStatus) as status, led.listen(**(headers or {"X-Nothing": ""})):
            pass
        assert status.value.response.status_code == 401
        assert led.studio.posted == []

    def test_two_keys_are_none(self, led: Led) -> None:
        both = httpx.get(f"{led.url}/api/v1/state", params={"token": "wrong"}, headers=BEARER)
        assert both.status_code == 401

    def test_a_page_of_another_origin_gets_nothing(self, led: Led) -> None:
        for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
            headers = {**BEARER, "Origin": origin}
            assert httpx.post(f"{led.url}/api/v1/panic", headers=headers).status_code == 403
            assert httpx.get(f"{led.url}/api/v1/state", headers=headers).status_code == 403
            with pytest.raises(InvalidStatus) as status, led.listen(**headers):
                pass
            assert status.value.response.status_code == 403
        own = {**BEARER, "Origin": led.url}
        answered = httpx.get(f"{led.url}/api/v1/state", headers=own)
        assert answered.status_code == 200
        assert not [name for name in answered.headers if name.startswith("access-control")]
        assert led.studio.posted == []

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1; x", "[::1", ""])
    def test_a_name_that_somebody_lets_lead_here_gets_nothing(self, led: Led, host: str) -> None:
        assert httpx.get(f"{led.url}/api/v1/state", headers={**BEARER, "Host": host}).status_code == 403

    def test_only_so_many_may_listen(self, led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(control_server, "MAX_CONNECTIONS", 1)
        with led.listen() as first:
            hear(first)
            with pytest.raises(InvalidStatus) as status, led.listen():
                pass
        assert status.value.response.status_code == 503

    def test_a_burst_gets_no_further(self, led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(control_server, "MAX_CONNECTIONS", 3)
        refused: list[int] = []
        with ExitStack() as stack, ThreadPoolExecutor(20) as pool:

            def come(_: int) -> None:
                try:
                    stack.enter_context(led.listen())
                except InvalidStatus as status:
                    refused.append(status.response.status_code)

            list(pool.map(come, range(20)))
            assert refused == [503] * 17


class TestSettings:
    def test_it_listens_only_while_it_is_turned_on(self, led: Led) -> None:
        led.set(enabled=False)
        assert led.tell() == ControlState()
        with pytest.raises(httpx.ConnectError):
            httpx.get(led.url)
        led.set(enabled=True)
        assert led.tell().addresses == (led.url,)
        assert httpx.get(f"{led.url}/api/v1/state", headers=BEARER).status_code == 200

    def test_another_port(self, led: Led) -> None:
        port = free_port()
        led.set(port=port)
        assert led.tell().addresses == (f"http://127.0.0.1:{port}",)
        with pytest.raises(httpx.ConnectError):
            httpx.get(led.url)

    def test_what_may_wait_changes_nothing_of_the_door(self, led: Led) -> None:
        with led.listen() as connection:
            hear(connection)
            led.set(approve=False)
            connection.send('{"do": "next"}')
            assert hear_until(connection, "done")

    def test_a_port_that_is_taken_is_said(self, led: Led) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            led.set(port=port)
            problem = led.tell().problem
        assert problem is not None
        assert f"port {port}" in problem.message
        assert "attempting" not in problem.message, "Python's words for programmers"

    def test_another_key_ends_what_had_the_old_one(self, led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
        kept: list[str] = []
        monkeypatch.setattr("app.base.secrets.keep_secret", lambda name, key: kept.append(key))
        with led.listen() as connection:
            hear(connection)
            led.studio.publish(control=replace(led.studio.snapshot().control, key=""))
            state = led.tell()
            assert state.key == kept[0] != KEY
            with pytest.raises(ConnectionClosed):
                hear_until(connection, "never")
        assert httpx.get(f"{led.url}/api/v1/state", headers=BEARER).status_code == 401
        assert httpx.get(state.pages[0]).status_code == 200


class TestNonsense:
    def test_ten_thousand_malformed_messages_do_no_harm(self, led: Led) -> None:
        dice = random.Random(9)
        good = '{"id": 1, "do": "say", "with": {"text": "Hello", "origin": "Bot"}}'
        with led.listen() as connection:
            hear(connection)
            answered = 0
            for _ in range(100):
                for _ in range(100):
                    connection.send(_nonsense(dice, good))
                for _ in range(100):
                    while hear(connection)["type"] not in ("done", "refused"):
                        pass
                    answered += 1
            assert answered == 10_000
            connection.send('{"id": 2, "do": "panic"}')
            assert hear_until(connection, "done")["id"] == 2
        kinds = {type(command) for command in led.studio.posted}
        assert kinds <= {do.ProposeLine, do.Interrupt, do.SetMicrophone, do.SkipSpeech}

    def test_messages_that_are_too_long_close_the_line(self, led: Led) -> None:
        with led.listen() as connection:
            connection.send("x" * (control_server.MAX_MESSAGE_BYTES + 1))
            with pytest.raises(ConnectionClosed):
                hear_until(connection, "never")

    def test_hundreds_of_malformed_requests_do_no_harm(self, led: Led) -> None:
        dice = random.Random(10)
        request = b"POST /api/v1/say?text=Hello HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n"
        for _ in range(300):
            broken = bytearray(request)
            for _ in range(dice.randint(1, 6)):
                at = dice.randrange(len(broken))
                broken[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 4))
            with socket.create_connection(("127.0.0.1", led.port), 5) as raw, suppress(OSError):
                raw.sendall(broken)
        assert httpx.get(f"{led.url}/api/v1/state", headers=BEARER, timeout=20).status_code == 200
        assert led.studio.posted == []


def _nonsense(dice: random.Random, good: str) -> str | bytes:
    match dice.randrange(5):
        case 0:
            return dice.randbytes(dice.randrange(64))
        case 1:
            at = dice.randrange(len(good))
            return good[:at] + chr(dice.randrange(32, 0x3000)) + good[at + dice.randrange(3) :]
        case 2:
            odd: Any = dice.choice([None, [], {}, 5, "x", True, {"text": []}, "[" * 500])
            return json.dumps({"id": odd, "do": dice.choice(["say", "panic", "next", odd]), "with": odd})
        case 3:
            return good[: dice.randrange(len(good))]
    return "[" * dice.randrange(5000)
