"""What is found at an address, and what people are told where it is not what they meant."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.base.errors import AppError
from app.engine.omnirt import discovery
from app.engine.omnirt.discovery import ModelStatus, ServerKind, find_kind, models, request_headers, socket_url
from tests.helpers.health_server import CERTIFICATE, FALLBACK, OFF, RESIDENT, HealthServer, health_server, models_page


@pytest.fixture
def server() -> Iterator[HealthServer]:
    with health_server() as server:
        yield server


def refused(url: str, ca_file: Path | None = None) -> AppError:
    with pytest.raises(AppError) as raised:
        find_kind(url, {}, ca_file)
    assert raised.value.hint
    return raised.value


def test_the_app_is_known_by_its_health_page_alone(server: HealthServer) -> None:
    assert find_kind(server.url, {}, None) is ServerKind.APP
    assert find_kind(server.url.replace("http", "ws") + "/v1/audio2video/flashtalk", {}, None) is ServerKind.APP
    assert server.paths == ["/healthz", "/healthz"]


def test_a_standalone_server_is_known_by_its_refusal(server: HealthServer) -> None:
    server.pages = {"/healthz": (426, b"Failed to open a WebSocket connection.\n")}
    assert find_kind(server.url, {}, None) is ServerKind.STANDALONE


def test_behind_a_proxy_with_a_path(server: HealthServer) -> None:
    server.pages = {"/gpu/healthz": (200, b'{"ok":true}')}
    assert find_kind(server.url + "/gpu/", {}, None) is ServerKind.APP


def test_headers_and_key_are_sent(server: HealthServer) -> None:
    find_kind(server.url, request_headers("abc", {"X-Team": "one"}), None)
    ((_, headers),) = server.asked
    assert (headers["authorization"], headers["x-team"]) == ("Bearer abc", "one")


def test_no_server() -> None:
    error = refused("")
    assert (error.code, error.permanent) == ("engine.no_server", True)


def test_wrong_port() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        error = refused(f"http://127.0.0.1:{port}")
    assert error.message == f"Nothing listens on port {port} of 127.0.0.1."


def test_no_such_computer() -> None:
    assert refused("http://there-is-no-such.invalid").message.startswith(
        ("There is no computer called there-is-no-such", "The computer there-is-no-such")
    )


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b"", "engine.server_other"),
        (200, b"<html>Welcome</html>", "engine.server_other"),
        (200, b'{"ok":false}', "engine.server_other"),
        (200, b"[" * 100_000, "engine.server_other"),
        (200, b" " * 1_100_000, "engine.server_other"),
        (401, b"", "engine.server_key"),
        (502, b"", "engine.server_gone"),
    ],
)
def test_what_answers_is_something_else(server: HealthServer, status: int, body: bytes, code: str) -> None:
    server.pages = {"/healthz": (status, body)}
    assert refused(server.url).code == code


def test_a_redirect_is_told_and_not_followed(server: HealthServer) -> None:
    server.moved = "https://elsewhere.example/healthz?token=abc"
    message = refused(server.url).message
    assert "sends us on to https://elsewhere.example/healthz." in message
    assert server.paths == ["/healthz"]


def test_silence(server: HealthServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "TIMEOUT", httpx.Timeout(0.2))
    server.silent = True
    assert refused(server.url).code == "engine.server_silent"


def test_something_that_speaks_no_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def greet() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.sendall(b"220 mail.example ESMTP\r\n")
                peer.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        assert refused(f"http://127.0.0.1:{port}").code == "engine.server_other"
        thread.join()


def test_an_unknown_certificate_is_refused_and_a_known_one_taken() -> None:
    with health_server(encrypted=True) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        error = refused(url)
        assert (error.code, error.permanent) == ("engine.server_certificate", True)
        assert server.paths == []
        assert find_kind(url, {}, CERTIFICATE) is ServerKind.APP


def test_encrypting_to_a_server_that_does_not(server: HealthServer) -> None:
    error = refused(server.url.replace("http", "wss"))
    assert error.code == "engine.server_no_tls"
    assert "ws://" in error.hint


def test_certificates_that_are_none(tmp_path: Path) -> None:
    assert refused("https://localhost:1", tmp_path / "gone.pem").code == "engine.server_ca_file"
    (tmp_path / "text.pem").write_text("hello")
    assert refused("https://localhost:1", tmp_path / "text.pem").code == "engine.server_ca_file"


def test_models(server: HealthServer) -> None:
    server.pages["/v1/audio2video/models"] = (200, models_page(RESIDENT, OFF))
    found = models(server.url, {}, None)
    assert found == (
        ModelStatus("flashtalk", True, "resident_runtime"),
        ModelStatus("wav2lip", False, "runtime_not_enabled"),
    )
    assert [status.word for status in found] == ["connected", "not connected"]


def test_a_fake_runtime_is_called_fake(server: HealthServer) -> None:
    server.pages["/v1/audio2video/models"] = (200, models_page(FALLBACK))
    (status,) = models(server.url, {}, None)
    assert (status.fake, status.word) == (True, "fake")


def test_an_older_route_is_tried(server: HealthServer) -> None:
    server.pages["/v1/avatar/models"] = server.pages.pop("/v1/audio2video/models")
    assert len(models(server.url, {}, None)) == 2


def test_a_speech_service_is_named(server: HealthServer) -> None:
    del server.pages["/v1/audio2video/models"]
    with pytest.raises(AppError, match="speech service"):
        models(server.url, {}, None)


def test_a_wrong_key(server: HealthServer) -> None:
    server.key = "right"
    assert len(models(server.url, request_headers("right", {}), None)) == 2
    with pytest.raises(AppError, match="does not accept the key") as raised:
        models(server.url, request_headers("wrong", {}), None)
    assert raised.value.permanent


def test_whatever_is_in_the_list_of_models(server: HealthServer) -> None:
    odd = b'{"statuses":[1,{"id":2},{"id":"new\\u001b[31m","connected":"yes"},{"id":"flashtalk","connected":true}]}'
    server.pages["/v1/audio2video/models"] = (200, odd)
    assert models(server.url, {}, None) == (ModelStatus("new[31m", False, ""), ModelStatus("flashtalk", True, ""))


@pytest.mark.parametrize(
    ("url", "kind", "model", "expected"),
    [
        ("http://host:9000", ServerKind.APP, "flashtalk", "ws://host:9000/v1/audio2video/flashtalk"),
        ("https://host/gpu/", ServerKind.APP, "wav2lip", "wss://host/gpu/v1/audio2video/wav2lip"),
        ("ws://host/v1/avatar/musetalk", ServerKind.APP, "musetalk", "ws://host/v1/audio2video/musetalk"),
        ("http://host:9000", ServerKind.APP, "flashhead", "ws://host:9000/v1/avatar/realtime"),
        ("http://host:8765", ServerKind.STANDALONE, "flashtalk", "ws://host:8765"),
        ("wss://host/talk", ServerKind.STANDALONE, "flashtalk", "wss://host/talk"),
    ],
)
def test_where_a_session_is_opened(url: str, kind: ServerKind, model: str, expected: str) -> None:
    assert socket_url(url, kind, model) == expected
