"""Who comes in to the studio's own server, and how much: routes, keys, pages of others, limits, and nonsense."""

from __future__ import annotations

import json
import random
import socket
import threading
from contextlib import suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.base.errors import AppError
from app.engine.omnirt import server as server_module
from tests.helpers.engine_probe import wait_until
from tests.helpers.omnirt_client import ask
from tests.helpers.served import Served, serving
from tests.helpers.served_client import NATIVE, init, marks, opened, status_of

KEY = "a key of some length"


class TestTheDoor:
    def test_health_and_models(self, served: Served) -> None:
        assert httpx.get(f"{served.url}/healthz").json() == {"ok": True}
        assert httpx.get(f"{served.url}/readyz").json() == {"ok": True}
        for path in ("/v1/audio2video/models", "/v1/avatar/models"):
            reply = httpx.get(f"{served.url}{path}").json()
            assert reply["models"] == ["flashtalk"]
            assert [row["id"] for row in reply["statuses"]] == list(server_module.MODELS)
            assert reply["statuses"][0] == {"id": "flashtalk", "connected": True, "reason": "local_runtime"}
            assert reply["statuses"][1] == {"id": "wav2lip", "connected": False, "reason": "not_configured"}
        assert httpx.get(f"{served.url}/").status_code == 404
        assert httpx.post(f"{served.url}/v1/audio2video/wav2lip/preload").status_code == 405

    def test_flashhead_has_a_route_of_its_own_here(self, portrait: bytes) -> None:
        with serving(model="flashhead") as served:
            reply = httpx.get(f"{served.url}/v1/audio2video/models").json()
            assert reply["statuses"][-1] == {"id": "flashhead", "connected": True, "reason": "local_runtime"}
            assert status_of(served) == 403
            with opened(served, "/v1/audio2video/flashhead") as connection:
                assert ask(connection, init(portrait))["type"] == "init_ok"

    @pytest.mark.parametrize(
        "path", ["/v1/audio2video/wav2lip", "/v1/audio2video/nonsense", "/etc/passwd", "/v1/../v1"]
    )
    def test_a_route_that_is_none_is_refused(self, served: Served, path: str) -> None:
        assert status_of(served, path) == 403

    def test_with_a_key_nobody_comes_in_without_it(self, portrait: bytes) -> None:
        with serving(key=KEY) as served:
            models = f"{served.url}/v1/audio2video/models"
            assert httpx.get(f"{served.url}/healthz").json() == {"ok": True}
            bearer = {"Authorization": f"Bearer {KEY}"}
            wrong: list[dict[str, str]] = [
                {},
                {"Authorization": "Bearer wrong"},
                {"Authorization": KEY},
                {"x-api-key": ""},
                {"x-api-key": "wrong", **bearer},
            ]
            for headers in wrong:
                refused = httpx.get(models, headers=headers)
                assert (refused.status_code, refused.json()) == (401, {"detail": "Unauthorized"})
                for path in ("/v1/audio2video/flashtalk", NATIVE, "/healthz/../v1/avatar/realtime"):
                    assert status_of(served, path, **headers) in (401, 403)
            assert httpx.get(models, headers={"x-api-key": KEY}).status_code == 200
            with opened(served, **bearer) as connection:
                assert ask(connection, init(portrait))["type"] == "init_ok"

    @pytest.mark.parametrize("key", ["", KEY])
    def test_a_web_page_gets_nothing(self, key: str) -> None:
        with serving(key=key) as served:
            headers = {"Origin": "http://127.0.0.1:9000", **({"x-api-key": key} if key else {})}
            assert status_of(served, **headers) == 403
            assert httpx.get(f"{served.url}/healthz", headers=headers).status_code == 403

    def test_a_name_that_somebody_lets_lead_here_gets_nothing(self, served: Served) -> None:
        assert httpx.get(f"{served.url}/healthz", headers={"Host": "evil.example"}).status_code == 403
        assert httpx.get(f"{served.url}/healthz", headers={"Host": "localhost:1"}).status_code == 200

    def test_without_a_key_nobody_else_can_be_let_in(self) -> None:
        with pytest.raises(ValueError, match="has a key"), serving(host="0.0.0.0"):
            pass

    def test_a_port_that_is_taken_is_said(self, served: Served) -> None:
        terms = server_module.ServeTerms("127.0.0.1", served.server.port, "flashtalk", "")
        other = server_module.EngineServer(terms, served.server._service)
        with pytest.raises(AppError, match=f"port {served.server.port}"):
            other.start()


class TestLimits:
    def test_a_message_over_the_limit_closes_with_1009(self, served: Served) -> None:
        with opened(served) as connection:
            with pytest.raises(ConnectionClosed):
                ask(connection, "x" * (17 * 2**20))
            assert connection.close_code == 1009

    def test_too_many_connections_are_refused(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(server_module, "MAX_CONNECTIONS", 2)
        with opened(served), opened(served):
            assert status_of(served) == 503
        wait_until(lambda: _comes_in(served))

    def test_a_burst_that_waits_for_the_slot_is_no_more_than_there_is_room_for(
        self, served: Served, portrait: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_module, "MAX_CONNECTIONS", 3)
        monkeypatch.setattr(server_module, "FREEING_S", 20.0)
        let_in: list[bool] = []
        with opened(served) as first:
            assert ask(first, init(portrait))["type"] == "init_ok"
            burst = [threading.Thread(target=lambda: let_in.append(_comes_in(served))) for _ in range(8)]
            for one in burst:
                one.start()
            wait_until(lambda: len(let_in) == 6)
            assert not any(let_in), "they were refused at once; two wait for whoever is in a session to leave"
        for one in burst:
            one.join()
        assert sum(let_in) == 2

    def test_a_thousand_malformed_messages_do_no_harm(self, served: Served, portrait: bytes) -> None:
        dice = random.Random(5)
        good, answered = json.dumps(init(portrait)), 0
        for _ in range(20):
            path = dice.choice(["/v1/audio2video/flashtalk", NATIVE, "/"])
            with suppress(ConnectionClosed), opened(served, path) as connection:
                for _ in range(50):
                    connection.send(_nonsense(dice, good))
                    answered += bool(connection.recv(10))
        assert answered == 1000, "everything is answered"
        with opened(served) as connection:
            assert ask(connection, init(portrait))["type"] == "init_ok"
            assert len(marks(connection)) == 4

    def test_hundreds_of_malformed_requests_do_no_harm(self, served: Served, portrait: bytes) -> None:
        dice = random.Random(6)
        request = b"GET /v1/audio2video/models HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n"
        for _ in range(300):
            broken = bytearray(request)
            for _ in range(dice.randint(1, 6)):
                at = dice.randrange(len(broken))
                broken[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 4))
            with socket.create_connection(("127.0.0.1", served.server.port), 5) as raw, suppress(OSError):
                raw.sendall(broken)
        assert httpx.get(f"{served.url}/healthz", timeout=20).json() == {"ok": True}
        with opened(served) as connection:
            assert ask(connection, init(portrait))["type"] == "init_ok"


def _comes_in(served: Served) -> bool:
    with suppress(InvalidStatus), opened(served):
        return True
    return False


def _nonsense(dice: random.Random, good: str) -> str | bytes:
    match dice.randrange(5):
        case 0:
            return dice.randbytes(dice.randrange(64))
        case 1:
            return b"AUDI" + dice.randbytes(dice.randrange(6000))
        case 2:
            at = dice.randrange(len(good))
            return good[:at] + chr(dice.randrange(32, 0x3000)) + good[at + dice.randrange(3) :]
        case 3:
            return json.dumps({"type": dice.choice(["init", "close", "ping", "session.create", 5, None]), "seed": []})
    return good[: dice.randrange(len(good))]
