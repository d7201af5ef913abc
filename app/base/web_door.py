"""What the studio's small servers share: who is let in, and how plain requests are answered."""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
import re
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.sync.server import ServerConnection, serve

from app.base.workers import Worker

log = logging.getLogger(__name__)
_library_log = logging.getLogger(f"{__name__}.sockets")
_library_log.setLevel(logging.CRITICAL)  # whatever anybody sends is no error of ours, and keys stand in there

_OPEN_S = 5.0

Enter = Callable[[int], bool]
"""Counts one more where there are fewer than so many; False: there are not."""

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a user says
_HOST = re.compile(r"(localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_MOST_FIELDS = 20
_VIRTUAL = ("docker", "veth", "br-", "virbr")


class WebDoor:
    """WebSockets and plain HTTP on one socket, until ``close``; each connection has a thread of its own.

    Args:
        listening: where it listens; closed with the door.
        judge: answers a plain request, or refuses a WebSocket; None lets it in. Before that it asks whether there is
            room, with its second argument: a WebSocket counts from there on until it is gone.
        attend: talks with a WebSocket that came in, until it is over.
        name: of the thread that listens.
        max_message_bytes: a longer message ends its connection.
        close_s: how long somebody who is told goodbye has to answer.
        ping_limit_s: how long somebody who is asked for a sign of life has to answer.
    """

    def __init__(
        self,
        listening: socket.socket,
        judge: Callable[[Request, Enter], Response | None],
        attend: Callable[[ServerConnection], None],
        name: str,
        *,
        max_message_bytes: int,
        close_s: float,
        ping_limit_s: float = 20.0,
    ) -> None:
        self._judge = judge
        self._attend = attend
        self._counting = threading.Lock()
        self._inside: set[ServerConnection] = set()
        self._server = serve(
            self._receive,
            sock=listening,
            process_request=self._on_request,
            create_connection=_counted_until_gone(self._leave),
            compression=None,
            server_header=None,
            open_timeout=_OPEN_S,
            ping_timeout=ping_limit_s,
            close_timeout=close_s,
            max_size=max_message_bytes,
            logger=_library_log,
        )
        self._listener = Worker(name, self._server.serve_forever)
        self._listener.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.socket.getsockname()[1]
        return port

    def close(self, reason: str) -> None:
        """End every connection and listen no more; waits for it."""
        self._server.shutdown(reason=reason)
        self._listener.join()

    # ---- a connection's thread

    def _on_request(self, connection: ServerConnection, request: Request) -> Response | None:
        return self._judge(request, lambda most: self._enter(connection, most))

    def _enter(self, connection: ServerConnection, most: int) -> bool:
        with self._counting:
            if len(self._inside) >= most:
                return False
            self._inside.add(connection)
            return True

    def _receive(self, connection: ServerConnection) -> None:
        try:
            self._attend(connection)
        except Exception:  # top of a thread
            log.exception("a connection failed")
            connection.close(1011)
        finally:
            self._leave(connection)

    def _leave(self, connection: ServerConnection) -> None:
        with self._counting:
            self._inside.discard(connection)


def _counted_until_gone(leave: Callable[[ServerConnection], None]) -> type[ServerConnection]:
    class Counted(ServerConnection):
        """Leaves also when its handshake comes to nothing, where nobody attends it."""

        def handshake(self, *args: Any, **options: Any) -> None:
            try:
                super().handshake(*args, **options)
            finally:
                if self.state is not State.OPEN:
                    leave(self)

    return Counted


def is_loopback(host: str) -> bool:
    """Whether nobody but this computer reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_an_address(host: str) -> bool:
    """Whether a Host header is an address or "localhost", and not a name that somebody lets lead here."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    try:
        return found[1] == "localhost" or bool(ipaddress.ip_address(found[1].strip("[]")))
    except ValueError:
        return False


def is_own_page(headers: Headers) -> bool:
    """Whether a request comes from no page in a browser, or from one that this server has sent."""
    origins = headers.get_all("Origin")
    return not origins or origins == [f"http://{headers.get('Host', '')}"]


def same_key(given: str, key: str) -> bool:
    """Whether it is the key, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), key.encode())


def bearers(headers: Headers) -> list[str]:
    """The keys that a request carries as Bearer."""
    return [value.removeprefix("Bearer ") for value in headers.get_all("Authorization") if value.startswith("Bearer ")]


class NotLetInError(Exception):
    """A request that gets nothing.

    Attributes:
        status: of the answer.
        about: what was wrong: ``"page"``, ``"request"`` or ``"key"``.
        message: the same in one sentence.

    """

    def __init__(self, status: HTTPStatus, about: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.about = about
        self.message = message


def let_in(request: Request, key: str) -> tuple[str, dict[str, list[str]]]:
    """Path and query, without the key, of a request that carries it and comes from no page of others.

    Raises NotLetInError for all else.
    """
    headers, where = request.headers, urlsplit(request.path)
    if not is_own_page(headers) or not names_an_address(headers.get("Host", "")):
        raise NotLetInError(HTTPStatus.FORBIDDEN, "page", "Pages of others get nothing.")
    try:
        query = parse_qs(where.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise NotLetInError(HTTPStatus.BAD_REQUEST, "request", "The address makes no sense.") from None
    keys = query.pop("token", []) + bearers(headers)
    if len(keys) != 1 or not same_key(keys[0], key):
        raise NotLetInError(HTTPStatus.UNAUTHORIZED, "key", "The key is missing, or is another.")
    return where.path, query


def answer_page(page: Path, host: str, *, own_scripts: bool = False) -> Response:
    """An HTML page that loads nothing, and that nobody frames.

    Args:
        page: the file; ``{{nonce}}`` stands where its script and its style need one.
        host: what the request calls this server.
        own_scripts: it loads scripts of this server as well.
    """
    nonce = secrets.token_urlsafe(16)
    text = page.read_text(encoding="utf-8").replace("{{nonce}}", nonce)
    scripts = f"'nonce-{nonce}' 'self'" if own_scripts else f"'nonce-{nonce}'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'nonce-{nonce}'; "
        f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    more = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return answer_with(HTTPStatus.OK, text.encode(), "text/html; charset=utf-8", more)


def why_taken(error: OSError) -> str:
    """Why nothing can listen there. Python adds which address, as it stands in its code, which is said already."""
    return str(error.strerror or error).partition(" (while attempting")[0]


def reachable_addresses(host: str) -> Iterator[str]:
    """What others can reach a server by that listens on ``host``, as a URL says it. May read the system's tables."""
    if host not in _EVERYWHERE:
        yield f"[{host}]" if ":" in host else host
        return
    for name, addresses in psutil.net_if_addrs().items():
        if not name.startswith(_VIRTUAL):
            yield from (one.address for one in addresses if one.family is socket.AF_INET and one.address != "127.0.0.1")


def answer(status: HTTPStatus, body: object) -> Response:
    """The answer to a plain request, JSON."""
    return answer_with(status, json.dumps(body).encode(), "application/json", {})


def answer_with(status: HTTPStatus, data: bytes, kind: str, more: Mapping[str, str]) -> Response:
    """The same with any content; ``more`` are further headers."""
    headers = Headers({
        "Content-Type": kind,
        "Content-Length": str(len(data)),
        "Connection": "close",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **more,
    })  # fmt: skip
    return Response(status, status.phrase, headers, data)
