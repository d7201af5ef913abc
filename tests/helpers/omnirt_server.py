"""A server that speaks OmniRT's bytes and behaves, well or badly, as a test asks."""

from __future__ import annotations

import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.sync.server import Server, ServerConnection, serve

from tests.helpers.omnirt_script import Act, Chunk, Geometry, Handshake, Init, Kind
from tests.helpers.omnirt_talk import STANDALONE, Session, Talk, dialect_of

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
MODELS = ("flashtalk", "wav2lip", "quicktalk", "musetalk", "fasterliveportrait", "fasterliveportrait_video_clone")
_NO_KEY_NEEDED = ("/healthz", "/readyz")
_LOG = logging.getLogger("tests.omnirt_server")
_LOG.setLevel(logging.CRITICAL)  # a client that goes in the middle of a handshake is no error of the test


class OmniRTServer:
    """Serves on a port of this machine, from ``with OmniRTServer() as server`` on.

    Attributes may be changed at any time; they hold from the next message on.

    Args:
        kind: see the attribute.
        geometry: see the attribute.
        tls: speak https and wss with ``CERTIFICATE``, as a proxy in front of it would.

    Attributes:
        kind: which of OmniRT's servers it is.
        geometry: what is announced at the next init, and drawn.
        init_s: seconds that an init takes.
        render_s: seconds that a chunk takes.
        wait: how seconds are waited for: by the wall clock, or as the test says.
        on_init: what goes wrong with the init of a number; ``{2: Error("no memory")}.get``, for example.
        on_chunk: what goes wrong with the chunk of a number.
        on_config: what it takes over of options that it knows, and says so; None: it says nothing to it.
        configs: the options that sessions were asked to go on with.
        lookahead: chunks by which the pictures lag; announced.
        short_first: pictures by which they lag without its being announced.
        progressive: each picture comes in a message of its own.
        fake: one picture of one colour is the answer to every chunk.
        quality: of the JPEGs, 0..100.
        keep_sound: whether the chunks' samples are kept.
        http_key: what HTTP asks for, as the real server does; None: nothing.
        socket_key: what WebSockets ask for, as a proxy in front may; None: nothing.
        full: no WebSocket is let in, as a proxy that counts them does.
        statuses: connected and reason of each model in the list of models.
        resume: set to end what stalls.
        inits, chunks, frames, handshakes, http, events: what happened, in order. ``frames`` are those of the video
            clone; ``http`` the paths that were asked for; ``events`` are "N open", "N init", "N close" and "N gone
            CODE" of connection N, the last when its handler has ended, which may be after the client knows of its end.
        crowded: numbers of the connections that were opened while another had not been closed.

    """

    def __init__(self, kind: Kind = "app", geometry: Geometry | None = None, *, tls: bool = False) -> None:
        self.kind: Kind = kind
        self.geometry = geometry or Geometry()
        self.init_s = self.render_s = 0.0
        self.wait: Callable[[float], object] = self._wait
        self.on_init: Callable[[int], Act | None] = lambda number: None
        self.on_chunk: Callable[[int], Act | None] = lambda number: None
        self.on_config: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda known: known
        self.configs: list[dict[str, Any]] = []
        self.lookahead = self.short_first = 0
        self.progressive = self.fake = False
        self.quality = 60
        self.keep_sound = True
        self.http_key: str | None = None
        self.socket_key: str | None = None
        self.full = False
        self.statuses = {model: (model == "flashtalk", "proxy") for model in MODELS}
        self.resume = threading.Event()
        self.inits: list[Init] = []
        self.chunks: list[Chunk] = []
        self.frames: list[bytes] = []
        self.handshakes: list[Handshake] = []
        self.http: list[str] = []
        self.events: list[str] = []
        self.crowded: list[int] = []
        self.shared: Session | None = None  # of a standalone server
        self.rendering = threading.Lock()  # the whole server renders one chunk at a time
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.port = 0
        self._tls: ssl.SSLContext | None = None
        if tls:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATE)
        self._failures: list[BaseException] = []
        self._numbers: dict[ServerConnection, int] = {}
        self._opened = 0
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, or https."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def socket_url(self, path: str = "/v1/audio2video/flashtalk") -> str:
        """``ws://127.0.0.1:PORT/PATH``, or wss."""
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._failures:
            raise self._failures[0]

    def start(self) -> None:
        """Listen: at first on any port, later on the same again."""
        self.over.clear()
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._server = serve(
            self._handle,
            sock=listening,
            ssl=self._tls,
            process_request=self._on_request,
            max_size=(50 if self.kind == "standalone" else 16) * 2**20,
            close_timeout=2,
            logger=_LOG,
        )
        self._thread = threading.Thread(target=self._server.serve_forever, name="omnirt-server")
        self._thread.start()

    def stop(self) -> None:
        """Cut every connection and listen no longer, as a server that is killed."""
        if self._server is None or self._thread is None:
            return
        self.over.set()
        self.cut()
        self._server.shutdown()
        self._thread.join()
        self._server = self._thread = self.shared = None

    def cut(self) -> None:
        """Cut every connection without a word."""
        with self.lock:
            connections = list(self._numbers)
        for connection in connections:
            cut(connection)

    def take_over(self, portrait: bytes) -> None:
        """Another client's init replaces the session of a standalone server."""
        with self.lock:
            init = Init(len(self.inits), -1, "/", {}, portrait)
            self.inits.append(init)
        self.shared = Session(init, self.geometry, self.lookahead, self.short_first)

    @property
    def open_now(self) -> int:
        """Connections that neither side has closed, by WebSocket's own goodbye or without it."""
        with self.lock:
            return sum(connection.protocol.state is State.OPEN for connection in self._numbers)

    def until(self, true: Callable[[], object], within_s: float = 10.0) -> None:
        """Return when something has become true; AssertionError if it does not."""
        deadline = time.monotonic() + within_s
        while not true():
            assert time.monotonic() < deadline, f"waited for in vain; what happened: {self.events}"
            time.sleep(0.002)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.over.wait(seconds)

    def _on_request(self, connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        if headers.get("upgrade", "").lower() == "websocket":
            status = self._handshake_status(path, headers)
            self.handshakes.append(Handshake(path, headers, status))
            if status != HTTPStatus.SWITCHING_PROTOCOLS:
                return _answer(status, "")
            others = self.open_now
            with self.lock:  # here, not in the handler: handlers of two may begin in any order
                number = self._numbers[connection] = self._opened
                self._opened += 1
            if others:
                self.crowded.append(number)
            self.events.append(f"{number} open")
            return None
        self.http.append(path)
        if self.kind == "standalone":
            return None  # the library says 426
        if path == "/healthz":
            return _answer(200, {"ok": True})
        if path == "/readyz":
            return _answer(200, {"ok": True, "job_store_backend": "memory", "remote_worker_count": 0})
        given = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if self.http_key is not None and given != self.http_key:
            return _answer(401, {"detail": "Unauthorized"})
        if path in ("/v1/audio2video/models", "/v1/avatar/models"):
            return _answer(200, self._models())
        return _answer(404, {"detail": "Not Found"})

    def _handshake_status(self, path: str, headers: dict[str, str]) -> int:
        if self.socket_key is not None and headers.get("authorization") != f"Bearer {self.socket_key}":
            return HTTPStatus.UNAUTHORIZED
        if self.full:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.FORBIDDEN if dialect_of(self.kind, path) is None else HTTPStatus.SWITCHING_PROTOCOLS

    def _models(self) -> dict[str, Any]:
        if self.kind == "gateway":
            self.shared = None  # it connects to the server behind to see whether it is there, and closes again
        connected = [model for model, (there, _) in self.statuses.items() if there]
        statuses = [
            {"id": model, "connected": there, "reason": reason} for model, (there, reason) in self.statuses.items()
        ]
        return {"models": connected, "statuses": statuses}

    def _handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        path = connection.request.path.partition("?")[0]
        dialect = dialect_of(self.kind, path)
        assert dialect is not None
        number = self._numbers[connection]
        try:
            with suppress(ConnectionClosed):
                Talk(self, connection, number, path, dialect).run()
        except BaseException as failure:
            self._failures.append(failure)
            raise
        finally:
            connection.close()
            if dialect == STANDALONE:
                self.shared = None  # whoever's it was
            self.events.append(f"{number} gone {connection.close_code}")
            with self.lock:
                del self._numbers[connection]


def cut(connection: ServerConnection) -> None:
    """End a connection without a word; its peer sees 1006."""
    with suppress(OSError):
        connection.socket.shutdown(socket.SHUT_RDWR)


def _answer(status: int, body: object) -> Response:
    data = json.dumps(body).encode() if body else b""
    headers = Headers(
        {"Content-Type": "application/json", "Content-Length": str(len(data)), "Connection": "close"},
    )
    return Response(status, HTTPStatus(status).phrase, headers, data)
