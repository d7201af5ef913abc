"""The server through which other programs lead the studio: WebSocket and HTTP on one port, with a key.

Requests have no bodies: what is asked for by HTTP stands in the address, longer things go over the WebSocket.
"""

from __future__ import annotations

import secrets
import socket
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.http11 import Request, Response

from app.base.errors import AppError
from app.base.web_door import Enter, WebDoor, answer, answer_with, bearers, is_own_page, names_an_address, same_key
from app.studio.asking import ACTIONS
from app.studio.control_events import whole
from app.studio.control_talk import ControlTalk, do_now
from app.studio.port import StudioPort

API = "/api/v1/"
MAX_MESSAGE_BYTES = 16 * 1024
MAX_CONNECTIONS = 16

_CLOSE_S = 2.0
_MOST_FIELDS = 20
_TRUTHS = {"true": True, "false": False}


class ControlServer:
    """Listens from when it is made until ``close``; each connection has a thread of its own.

    Args:
        studio: who is asked.
        page: the page for phones.
        listening: where it listens.
        key: what everybody must send.
    """

    def __init__(self, studio: StudioPort, page: Path, listening: socket.socket, key: str) -> None:
        self._studio = studio
        self._page = page
        self._key = key
        self._door = WebDoor(
            listening,
            self._judge,
            lambda connection: ControlTalk(connection, studio).run(),
            "control listener",
            max_message_bytes=MAX_MESSAGE_BYTES,
            close_s=_CLOSE_S,
        )

    def close(self) -> None:
        """End every connection and listen no more."""
        self._door.close("The studio listens no more.")

    # ---- a connection's thread

    def _judge(self, request: Request, enter: Enter) -> Response | None:
        """Answer plain HTTP, and refuse a WebSocket that is none of ours; None: let it in."""
        headers, where = request.headers, urlsplit(request.path)
        if not is_own_page(headers) or not names_an_address(headers.get("Host", "")):
            return _refused(HTTPStatus.FORBIDDEN, "control.page", "Pages of others get nothing.")
        try:
            query = parse_qs(where.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return _refused(HTTPStatus.BAD_REQUEST, "control.request", "The address makes no sense.")
        keys = query.pop("token", []) + bearers(headers)
        if len(keys) != 1 or not same_key(keys[0], self._key):
            return _refused(HTTPStatus.UNAUTHORIZED, "control.key", "The key is missing, or is another.")
        if request.method == "POST":
            return self._do(where.path, query)
        if request.method != "GET":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "control.method", "Use GET or POST.")
        if headers.get("Upgrade", "").lower() == "websocket" and where.path == f"{API}events":
            if enter(MAX_CONNECTIONS):
                return None
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "control.full", "No room.")
        match where.path:
            case "/":
                return self._send_page(headers.get("Host", ""))
            case "/api/v1/state":
                return answer(HTTPStatus.OK, whole(self._studio.snapshot()))
        return _refused(HTTPStatus.NOT_FOUND, "control.unknown", "There is nothing at this address.")

    def _do(self, path: str, query: dict[str, list[str]]) -> Response:
        name = path.removeprefix(API)
        if not path.startswith(API) or name not in ACTIONS:
            return _refused(HTTPStatus.NOT_FOUND, "control.unknown", "There is nothing at this address.")
        fields: dict[str, Any] = {
            key: _TRUTHS.get(values[-1], values[-1]) if bool in _types(name, key) else values[-1]
            for key, values in query.items()
        }
        try:
            do_now(self._studio, name, fields)
        except AppError as error:
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, error.code, error.message, error.hint)
        return answer(HTTPStatus.ACCEPTED, {"type": "done", "do": name})

    def _send_page(self, host: str) -> Response:
        nonce = secrets.token_urlsafe(16)
        page = self._page.read_text(encoding="utf-8").replace("{{nonce}}", nonce)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        more = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
        return answer_with(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8", more)


def _types(action: str, field: str) -> tuple[object, ...]:
    info = ACTIONS[action].model_fields.get(field)
    annotation = None if info is None else info.annotation
    return (annotation, *getattr(annotation, "__args__", ()))


def _refused(status: HTTPStatus, code: str, message: str, hint: str = "") -> Response:
    return answer(status, {"type": "refused", "code": code, "message": message, "hint": hint})
