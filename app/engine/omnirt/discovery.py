"""What kind of server is at an address, and which models it has: over HTTP, without disturbing anybody where possible.

Facts, from OmniRT's source and from running it: the FastAPI app answers GET ``/healthz`` with 200 ``{"ok":true}`` and
asks for no key there; the standalone servers speak WebSocket alone and answer any plain GET with 426. Neither disturbs
a session. GET ``/v1/audio2video/models`` opens a WebSocket to every server behind the app, and a standalone server
forgets its session whenever any WebSocket to it closes: it must not be asked for while a show is live.
"""

from __future__ import annotations

import errno
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from app.base.errors import AppError
from app.base.omnirt_settings import is_private
from app.base.workers import Worker
from app.engine.omnirt.tls_socket import TwoThreadSocket

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(5.0, connect=4.0)
MODELS_TIMEOUT = httpx.Timeout(20.0, connect=4.0)
"""The app knocks at up to six servers before it answers."""
POST_TIMEOUT = httpx.Timeout(300.0, connect=4.0)
"""Models are loaded before it answers."""
LONGEST_S = 25.0
MOST_BYTES = 1_000_000
NATIVE_ONLY = frozenset({"flashhead"})
"""Models that have no route of their own."""

_SERVER_GONE = frozenset({502, 503, 504})
_PLAIN_WHERE_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER", "UNEXPECTED_MESSAGE", "HTTP_REQUEST")


class ServerKind(Enum):
    """Which of OmniRT's processes answers."""

    APP = "app"
    STANDALONE = "standalone"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model as the app speaks of it.

    Attributes:
        id: for example ``"flashtalk"``.
        connected: it says that it can be used; that it really draws is known only once it has drawn.
        reason: in the server's words, for example ``"resident_runtime"``.

    """

    id: str
    connected: bool
    reason: str

    @property
    def fake(self) -> bool:
        """It draws placeholders: nothing that draws is installed or switched on there."""
        return self.reason == "fallback_runtime"

    @property
    def word(self) -> str:
        """``connected``, ``not connected`` or ``fake``."""
        return "fake" if self.fake else "connected" if self.connected else "not connected"


def request_headers(key: str, headers: Mapping[str, str]) -> dict[str, str]:
    """What is sent with every request. The key goes as Bearer alone: of two, OmniRT takes the other."""
    return {**headers, "Authorization": f"Bearer {key}"} if key else dict(headers)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """What the server's certificate is verified with: what the system trusts, and ``ca_file``. Raises AppError.

    Its sockets may be read on one thread and written on another.
    """
    context = httpx.create_ssl_context()
    context.sslsocket_class = TwoThreadSocket
    context.load_default_certs()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # an SSLError is one, too
            raise AppError(
                "engine.server_ca_file",
                f"The file {ca_file} holds no certificates that can be read: {error.strerror or error}.",
                "Choose a PEM file in Settings > Connection.",
                permanent=True,
            ) from error
    return context


def find_kind(url: str, headers: Mapping[str, str], ca_file: Path | None) -> ServerKind:
    """Which kind of server is at ``url``. Disturbs no session. Blocks for seconds at worst; raises AppError."""
    if not url:
        raise AppError(
            "engine.no_server",
            "No OmniRT server is set.",
            "Enter its address in Settings > Connection, or give it with --omnirt.",
            permanent=True,
        )
    status, body, moved = _get(url, "/healthz", headers, ca_file, TIMEOUT)
    if status == httpx.codes.UPGRADE_REQUIRED:
        return ServerKind.STANDALONE
    if status == httpx.codes.OK and _object(body).get("ok") is True:
        return ServerKind.APP
    raise _refusal(url, status, moved)


def models(url: str, headers: Mapping[str, str], ca_file: Path | None) -> tuple[ModelStatus, ...]:
    """The models of the app at ``url``. Ends the sessions of standalone servers behind it. Blocks; raises AppError."""
    for route in ("/v1/audio2video/models", "/v1/avatar/models"):
        status, body, moved = _get(url, route, headers, ca_file, MODELS_TIMEOUT)
        if status != httpx.codes.NOT_FOUND:
            break
    else:
        raise AppError(
            "engine.server_no_models",
            f"The server {url} is of OmniRT, but it draws nothing: it may be its speech service.",
            "Enter the address of the avatar service; OpenTalking's start script puts it on port 9000.",
        )
    if status != httpx.codes.OK:
        raise _refusal(url, status, moved)
    return tuple(_statuses(_object(body)))


def is_warm(url: str, model: str, headers: Mapping[str, str], ca_file: Path | None) -> bool | None:
    """Whether a studio that serves its engine has ``model`` loaded; None: it is no studio.

    Disturbs no session. Blocks for seconds at worst; raises AppError.
    """
    status, body, moved = _get(url, warm_route(model), headers, ca_file, TIMEOUT)
    if status in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        return None
    if status != httpx.codes.OK:
        raise _refusal(url, status, moved)
    return _object(body).get("warm") is True


def warm_route(model: str) -> str:
    """Where a studio that serves its engine says whether it is loaded. No route of OmniRT's."""
    return f"/v1/audio2video/{model}/warm"


def post(
    url: str,
    route: str,
    headers: Mapping[str, str],
    ca_file: Path | None,
    body: Mapping[str, object],
    stopped: threading.Event,
) -> dict[str, object] | None:
    """The object that the app at ``url`` answers; None: it has no such route. Blocks for minutes; raises AppError.

    When ``stopped`` is set the connection is cut.
    """
    answers: list[tuple[int, bytes, str] | AppError] = []
    sockets: list[socket.socket] = []

    def watch(event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sockets.append(info["return_value"].get_extra_info("socket"))

    def ask() -> None:
        try:
            answers.append(_ask("POST", url, route, headers, ca_file, POST_TIMEOUT, body, watch))
        except AppError as error:
            answers.append(error)

    worker = Worker("omnirt post", ask)
    worker.start()
    while worker.is_alive() and not stopped.is_set():
        worker.join(0.05)
    if stopped.is_set():
        for one in sockets[-1:]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        worker.join(2.0)
    answer = answers[0] if answers else unreachable(url, TimeoutError())
    if isinstance(answer, AppError):
        raise answer
    status, content, moved = answer
    if status in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        return None
    if status == httpx.codes.INTERNAL_SERVER_ERROR:
        return {"type": "error", "message": content.decode("utf-8", "replace")}
    if status != httpx.codes.OK:
        raise _refusal(url, status, moved)
    return _object(content)


def socket_url(url: str, kind: ServerKind, model: str) -> str:
    """Where a session with ``model`` is opened."""
    if kind is ServerKind.STANDALONE:
        parts = urlsplit(url)
        return urlunsplit((_SOCKET_SCHEME[parts.scheme], parts.netloc, parts.path, "", ""))
    route = "/v1/avatar/realtime" if model in NATIVE_ONLY else f"/v1/audio2video/{model}"
    parts = urlsplit(_page(url, route))
    return urlunsplit((_SOCKET_SCHEME[parts.scheme], parts.netloc, parts.path, "", ""))


def camera_url(url: str, kind: ServerKind) -> str:
    """Where a session that follows a camera is opened. Raises AppError where there is no such place."""
    if kind is ServerKind.STANDALONE:
        raise AppError(
            "engine.omnirt.no_camera",
            f"The server at {url} draws from sound alone and cannot follow a camera.",
            "Let the host follow your microphone, or use OmniRT's full server.",
            permanent=True,
        )
    parts = urlsplit(_page(url, "/v1/video2video/fasterliveportrait"))
    return urlunsplit((_SOCKET_SCHEME[parts.scheme], parts.netloc, parts.path, "", ""))


_SOCKET_SCHEME = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
_PAGE_SCHEME = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def _page(url: str, route: str) -> str:
    """The address of ``route``; an address that was given with a route of OmniRT's own counts up to there."""
    parts = urlsplit(url)
    base = parts.path.partition("/v1/")[0].rstrip("/")
    return urlunsplit((_PAGE_SCHEME[parts.scheme], parts.netloc, base + route, "", ""))


def _get(
    url: str, route: str, headers: Mapping[str, str], ca_file: Path | None, timeout: httpx.Timeout
) -> tuple[int, bytes, str]:
    return _ask("GET", url, route, headers, ca_file, timeout)


def _ask(
    method: str,
    url: str,
    route: str,
    headers: Mapping[str, str],
    ca_file: Path | None,
    timeout: httpx.Timeout,
    sent: Mapping[str, object] | None = None,
    watch: Callable[[str, Mapping[str, Any]], None] = lambda event, info: None,
) -> tuple[int, bytes, str]:
    """Status, body and where it was moved to. Redirects are not followed: the key would go with them."""
    page = _page(url, route)
    # A proxy for the web knows nothing of a private network.
    outside = not is_private(url)
    verify = tls_context(ca_file) if page.startswith("https") else False
    end_s = monotonic() + max(LONGEST_S, timeout.read or 0.0)
    body = b""
    try:
        with (
            httpx.Client(timeout=timeout, verify=verify, trust_env=outside) as client,
            client.stream(method, page, headers=dict(headers), json=sent, extensions={"trace": watch}) as response,
        ):
            for data in response.iter_bytes():
                body += data
                if len(body) > MOST_BYTES or monotonic() > end_s:
                    raise _not_omnirt(url, "it sends more than it should")
            return response.status_code, body, response.headers.get("location", "")
    except httpx.HTTPError as error:
        log.info("%s: %s: %s", page, type(error).__name__, error)
        raise unreachable(url, error) from error


def key_refused(url: str) -> AppError:
    """The server, or a proxy before it, wants another key."""
    return AppError(
        "engine.server_key",
        f"The server {url} does not accept the key.",
        "Enter the right key in Settings > Connection.",
        permanent=True,
    )


def _refusal(url: str, status: int, moved: str) -> AppError:
    if status in (401, 403):
        return key_refused(url)
    if status in _SERVER_GONE:
        return AppError(
            "engine.server_gone",
            f"A proxy answers at {url}, but the server behind it does not (error {status}).",
            "Start OmniRT there, or look at the proxy's settings.",
        )
    if moved:
        return _not_omnirt(url, f"it sends us on to {moved.partition('?')[0][:120]}")
    return _not_omnirt(url, f"it answers with {status}")


def _not_omnirt(url: str, why: str) -> AppError:
    return AppError(
        "engine.server_other",
        f"What answers at {url} is no OmniRT server: {why}.",
        "Check the port: OpenTalking's start script puts OmniRT on 9000, OmniRT itself on 8000, FlashTalk on 8765.",
    )


def unreachable(url: str, error: Exception) -> AppError:
    """Why nobody answers at ``url``, by HTTP or by WebSocket, as far as ``error`` and its causes tell."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return AppError(
                "engine.server_certificate",
                f"The certificate of {parts.hostname} is not trusted: {cause.verify_message}.",
                "Choose the file with its authority's certificate in Settings > Connection.",
                permanent=True,
            )
        if isinstance(cause, ssl.SSLError) and any(sign in str(cause) for sign in _PLAIN_WHERE_TLS):
            plain = "ws" if parts.scheme == "wss" else "http"
            return AppError(
                "engine.server_no_tls",
                f"The server at {url} does not encrypt.",
                f"Enter {plain}:// instead of {parts.scheme}://, or put a proxy with a certificate before it.",
                permanent=True,
            )
        if isinstance(cause, socket.gaierror):
            return AppError(
                "engine.server_name",
                f"There is no computer called {parts.hostname}.",
                "Check the address and your connection.",
            )
        if isinstance(cause, OSError) and cause.errno in (errno.ECONNREFUSED, 10061):
            return AppError(
                "engine.server_port",
                f"Nothing listens on port {port} of {parts.hostname}.",
                "Start OmniRT there, or check the port: OpenTalking's start script puts it on 9000.",
            )
    if isinstance(error, httpx.TimeoutException | TimeoutError) and not isinstance(error, httpx.ConnectTimeout):
        return AppError(
            "engine.server_silent",
            f"Something listens at {url}, but it does not answer.",
            "It may be loading, or it is no OmniRT server: try again, or look at its log.",
        )
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | OSError):
        return AppError(
            "engine.server_unreachable",
            f"The computer {parts.hostname} cannot be reached on port {port}.",
            "Check the address, your connection, and the firewall there.",
        )
    return _not_omnirt(url, "it does not speak HTTP, or only encrypted")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, ExceptionGroup):
            yield from error.exceptions
        error = error.__cause__ or error.__context__


def _object(body: bytes) -> dict[str, object]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _statuses(answer: Mapping[str, object]) -> Iterator[ModelStatus]:
    """As the app says it; whatever else is in there is left out."""
    rows = answer.get("statuses")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            yield ModelStatus(_plain(row["id"]), row.get("connected") is True, _plain(row.get("reason")))


def _plain(value: object) -> str:
    """One short line for people, whatever a server sends."""
    return "".join(c for c in value if c.isprintable())[:80] if isinstance(value, str) else ""
