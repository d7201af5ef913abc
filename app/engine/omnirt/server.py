"""A server that offers this computer's engine as OmniRT offers its own: a second computer streams what it draws.

Its routes are those of OmniRT's full server: GET ``/healthz``, ``/readyz``, ``/v1/audio2video/models``; WebSockets at
``/v1/avatar/realtime`` and ``/v1/audio2video/MODEL``; GET ``/v1/audio2video/MODEL/warm`` is its own. It differs where
OmniRT is careless: there is one session for an engine and an honest "busy" (503 before the handshake, 1013 after it),
and a key counts for WebSockets, too.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.sync.server import ServerConnection

from app.base.errors import AppError
from app.base.web_door import Enter, WebDoor, answer, bearers, is_loopback, names_an_address, same_key, why_taken
from app.engine.base import EngineRequest
from app.engine.omnirt.discovery import warm_route
from app.engine.omnirt.server_engine import Offered
from app.engine.omnirt.server_talk import Service, Slot, Talk
from app.engine.omnirt.wire import Dialect

MODELS = ("flashtalk", "wav2lip", "quicktalk", "musetalk", "fasterliveportrait", "fasterliveportrait_video_clone")
"""What OmniRT speaks of, in its order."""

MAX_MESSAGE_BYTES = 16 * 2**20
MAX_CONNECTIONS = 16
FREEING_S = 3.0
"""For how long a client that comes while the slot is taken is kept waiting: the one before may just be leaving."""

_CLOSE_S = 3.0
_PING_LIMIT_S = 60.0
_OPEN_TO_ALL = ("/healthz", "/readyz")
_NATIVE = "/v1/avatar/realtime"


@dataclass(frozen=True, slots=True)
class ServeTerms:
    """How the server is reached.

    Attributes:
        host: address that it listens on.
        port: and port; 0: any.
        model: what it is asked for, by OmniRT's name.
        reason: what the list of models says of it.
        key: that everybody must send; empty: none, which is for this computer's own clients alone.

    """

    host: str
    port: int
    model: str
    reason: str
    key: str = field(default="", repr=False)


class EngineServer:
    """Serves from ``start`` to ``close``, which the main thread calls; each connection has a thread of its own.

    Args:
        terms: see there.
        service: what connections are served with.
    """

    def __init__(self, terms: ServeTerms, service: Service) -> None:
        if not terms.key and not is_loopback(terms.host):
            raise ValueError("a server that others can reach has a key")
        self._terms = terms
        self._service = service
        self._slot = threading.Lock()
        self._door: WebDoor | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._door is not None
        return self._door.port

    @property
    def busy(self) -> bool:
        """Somebody has the session."""
        return self._slot.locked()

    def start(self) -> None:
        """Listen. Raises AppError where that is impossible."""
        terms = self._terms
        try:
            family = socket.AF_INET6 if ":" in terms.host else socket.AF_INET
            listening = socket.create_server((terms.host, terms.port), family=family)
        except OSError as error:
            raise AppError(
                "serve.address",
                f"Nothing can listen on {terms.host} port {terms.port}: {why_taken(error)}.",
                "Choose another --port, or an address of this computer as --host.",
                permanent=True,
            ) from error
        self._door = WebDoor(
            listening,
            self._judge,
            self._attend,
            "omnirt server",
            max_message_bytes=MAX_MESSAGE_BYTES,
            close_s=_CLOSE_S,
            ping_limit_s=_PING_LIMIT_S,
        )

    def load(self, request: EngineRequest, gone: Callable[[], bool]) -> Offered:
        """Have the engine draw before anybody comes; until it does, it is busy. Raises AppError, Gone."""
        with self._slot:
            offered = self._service.engine.begin(request, gone)
            self._service.engine.abandon()
        return offered

    def close(self) -> None:
        """End every session and listen no more."""
        if self._door is not None:
            self._service.engine.hurry()
            self._door.close("The server ends.")
            self._door = None

    # ---- a connection's thread

    def _judge(self, request: Request, enter: Enter) -> Response | None:
        """Answer plain HTTP, and refuse a WebSocket that is none of ours; None: let it in."""
        path = urlsplit(request.path).path
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        if "Origin" in request.headers:  # a page in a browser; OmniRT's clients are programs
            return answer(HTTPStatus.FORBIDDEN, {"detail": "Not for web pages"})
        if not self._terms.key and not names_an_address(request.headers.get("Host", "")):
            return answer(HTTPStatus.FORBIDDEN, {"detail": "Forbidden"})  # a page's own name that leads here
        if path not in _OPEN_TO_ALL and not self._knows(request.headers):
            return answer(HTTPStatus.UNAUTHORIZED, {"detail": "Unauthorized"})
        if request.method != "GET":
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, {"detail": "Method Not Allowed"})
        if not is_socket:
            return self._page(path)
        if self._dialect(path) is None:
            return answer(HTTPStatus.FORBIDDEN, {"detail": "No such route"})
        if not enter(MAX_CONNECTIONS) or not self._slot_is_free_soon():
            return answer(HTTPStatus.SERVICE_UNAVAILABLE, {"detail": "busy"})
        return None

    def _page(self, path: str) -> Response:
        match path:
            case "/healthz":
                return answer(HTTPStatus.OK, {"ok": True})
            case "/readyz":
                return answer(HTTPStatus.OK, {"ok": self._service.engine.failure is None})
            case "/v1/audio2video/models" | "/v1/avatar/models":
                return answer(HTTPStatus.OK, self._models())
            case _ if path.startswith("/v1/audio2video/") and path.endswith("/warm"):
                ours = path == warm_route(self._terms.model)
                return answer(HTTPStatus.OK, {"warm": ours and self._service.engine.loaded})
        return answer(HTTPStatus.NOT_FOUND, {"detail": "Not Found"})

    def _models(self) -> dict[str, object]:
        own, failure = self._terms.model, self._service.engine.failure
        reason = self._terms.reason if failure is None else failure.code
        names = MODELS if own in MODELS else (*MODELS, own)
        statuses: list[dict[str, object]] = [
            {"id": name, "connected": False, "reason": "not_configured"}
            if name != own
            else {"id": name, "connected": failure is None, "reason": "busy" if self.busy else reason}
            for name in names
        ]
        return {"models": [row["id"] for row in statuses if row["connected"]], "statuses": statuses}

    def _knows(self, headers: Headers) -> bool:
        """Whether the key is there. Of two, OmniRT takes ``x-api-key``, and so do we."""
        if not self._terms.key:
            return True
        given = headers.get_all("x-api-key") or bearers(headers)
        return len(given) == 1 and same_key(given[0], self._terms.key)

    def _dialect(self, path: str) -> Dialect | None:
        if path == _NATIVE:
            return Dialect.NATIVE
        own = self._terms.model
        compat = {f"/v1/audio2video/{own}", f"/v1/avatar/{own}", *(("/",) if own == "flashtalk" else ())}
        return Dialect.COMPAT if path in compat else None

    def _slot_is_free_soon(self) -> bool:
        until_s = time.monotonic() + FREEING_S
        while self.busy and time.monotonic() < until_s:
            time.sleep(0.02)
        return not self.busy

    def _attend(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        dialect = self._dialect(urlsplit(connection.request.path).path)
        assert dialect is not None
        slot = Slot(lambda: self._slot.acquire(blocking=False), self._slot.release)
        Talk(connection, lambda: connection.state is not State.OPEN, dialect, self._service, slot).run()
