"""The server through which other programs lead the studio: WebSocket and HTTP on one port, with a key.

Requests have no bodies: what is asked for by HTTP stands in the address, longer things go over the WebSocket.
"""

from __future__ import annotations

import socket
from http import HTTPStatus
from pathlib import Path
from typing import Any

from websockets.http11 import Request, Response

from app.base.errors import AppError
from app.base.web_door import Enter, NotLetInError, WebDoor, answer, answer_page, let_in
from app.studio.asking import ACTIONS
from app.studio.control_events import whole
from app.studio.control_talk import ControlTalk, do_now
from app.studio.port import StudioPort

API = "/api/v1/"
MAX_MESSAGE_BYTES = 16 * 1024
MAX_CONNECTIONS = 16

_CLOSE_S = 2.0
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
        headers = request.headers
        try:
            path, query = let_in(request, self._key)
        except NotLetInError as error:
            return _refused(error.status, f"control.{error.about}", error.message)
        if request.method == "POST":
            return self._do(path, query)
        if request.method != "GET":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "control.method", "Use GET or POST.")
        if headers.get("Upgrade", "").lower() == "websocket" and path == f"{API}events":
            if enter(MAX_CONNECTIONS):
                return None
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "control.full", "No room.")
        match path:
            case "/":
                return answer_page(self._page, headers.get("Host", ""))
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


def _types(action: str, field: str) -> tuple[object, ...]:
    info = ACTIONS[action].model_fields.get(field)
    annotation = None if info is None else info.annotation
    return (annotation, *getattr(annotation, "__args__", ()))


def _refused(status: HTTPStatus, code: str, message: str, hint: str = "") -> Response:
    return answer(status, {"type": "refused", "code": code, "message": message, "hint": hint})
