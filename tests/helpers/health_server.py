"""A server on this machine that answers OmniRT's pages, as a test wants them answered."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.helpers.web_server import WebHandler, WebServer, answering

CERTIFICATE = Path(__file__).with_name("self_signed.pem")

RESIDENT = {"id": "flashtalk", "connected": True, "reason": "resident_runtime"}
FALLBACK = {"id": "flashtalk", "connected": False, "reason": "fallback_runtime"}
OFF = {"id": "wav2lip", "connected": False, "reason": "runtime_not_enabled"}


def models_page(*statuses: dict[str, Any]) -> bytes:
    """The answer of ``/v1/audio2video/models``."""
    return json.dumps({"models": [s["id"] for s in statuses if s["connected"]], "statuses": statuses}).encode()


class HealthServer(WebServer):
    """Answers GETs and POSTs; what has no page is 404.

    Attributes:
        pages: status and body by path.
        key: whoever does not send it as Bearer gets 401, but for ``/healthz``; empty: everybody may.
        asked: the paths that were asked for, with their headers.
        sent: what was posted, with its path.
        moved: where every page has moved to; empty: nowhere.
        silent: nothing is answered until the end.
        silent_paths: nothing that is asked of these is, either.

    """

    daemon_threads = False
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.pages: dict[str, tuple[int, bytes]] = {
            "/healthz": (200, b'{"ok":true}'),
            "/v1/audio2video/models": (200, models_page(RESIDENT, OFF)),
        }
        self.key = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: list[tuple[str, Any]] = []
        self.moved = ""
        self.silent = False
        self.silent_paths: set[str] = set()
        self.let_go = threading.Event()
        self.scheme = "http"

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [path for path, _ in self.asked]

    def encrypt(self) -> None:
        """Speak TLS, with a certificate that nobody knows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https"


class _Handler(WebHandler):
    server: HealthServer

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", "0")))
        self.server.sent.append((self.path, json.loads(sent)))
        self.do_GET()

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if server.silent or self.path in server.silent_paths:
            server.let_go.wait(20)
            return
        status, body = server.pages.get(self.path, (404, b'{"detail":"Not Found"}'))
        if server.key and self.path != "/healthz" and self.headers.get("authorization") != f"Bearer {server.key}":
            status, body = 401, b'{"detail":"Unauthorized"}'
        if server.moved:
            status = 301
        self.send_response(status)
        if server.moved:
            self.send_header("location", server.moved)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def health_server(*, encrypted: bool = False) -> Iterator[HealthServer]:
    """A running server."""
    server = HealthServer()
    if encrypted:
        server.encrypt()
    with answering(server, server.let_go):
        yield server
