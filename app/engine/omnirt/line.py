"""The WebSocket to an OmniRT server: how it is opened and closed, and what its failures are called."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from app.base.errors import AppError
from app.base.omnirt_settings import is_private
from app.base.workers import Worker
from app.engine.omnirt import troubles
from app.engine.omnirt.discovery import key_refused, tls_context, unreachable
from app.engine.omnirt.wire import MAX_MESSAGE_BYTES

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)  # the library would write the key down

OPEN_S = 6.0
PING_EVERY_S = 20.0
PING_LIMIT_S = 180.0
"""A server that loads a model answers no ping meanwhile."""

ROUTE = "engine.omnirt.route"
"""Code of the error that says that the server knows no such address."""

_NO_ROOM = (429, 503)
_TRY_LATER = 1013
_HANDSHAKE_S = 3.0  # for the other side to close as well
_AHEAD = 4  # messages that may wait to be looked at

Deliver = Callable[["str | bytes | AppError"], None]
"""Takes a message, or at last what ended the connection. Called on the line's own thread."""


class Line:
    """One open socket. Opened, written and closed on one thread; a second ("omnirt socket") hears for it.

    Args:
        url: ws or wss.
        headers: sent with the handshake.
        ca_file: certificates to trust beside the system's.
        deliver: takes what comes. Each message is to be followed by ``taken``.

    Raises AppError where there is no connection to be had.
    """

    def __init__(self, url: str, headers: dict[str, str], ca_file: Path | None, deliver: Deliver) -> None:
        self._url = url
        self._deliver = deliver
        self._waiting = threading.Semaphore(_AHEAD)
        self._closing = False
        self._open = contextlib.ExitStack()
        self._socket = _connected(self._open, url, headers, ca_file)
        self._ears = Worker("omnirt socket", self._hear, self._crashed)
        self._ears.start()

    def send(self, message: str | bytes) -> None:
        """Send one message. Raises AppError when the connection has ended."""
        try:
            self._socket.send(message)
        except ConnectionClosed as error:
            raise self._ended(error) from error

    def taken(self) -> None:
        """A message has been looked at; another may come."""
        self._waiting.release()

    def close(self) -> None:
        """Say goodbye and wait a short while until the server has, too: until then it may count us as connected."""
        self._closing = True
        self._waiting.release()
        self._open.close()
        self._ears.join()

    def cut(self) -> None:
        """Tear the connection, so that nobody waits on it any more. Any thread."""
        self._closing = True
        self._waiting.release()
        with contextlib.suppress(OSError):
            self._socket.socket.shutdown(socket.SHUT_RDWR)

    def _hear(self) -> None:
        try:
            while True:
                message = self._socket.recv()
                if not self._closing:  # a full queue would keep the server's goodbye from being heard
                    self._waiting.acquire()
                self._deliver(message)
        except ConnectionClosed as error:
            self._deliver(self._ended(error))

    def _crashed(self, error: Exception) -> None:
        self._deliver(troubles.own(error))

    def _ended(self, error: ConnectionClosed) -> AppError:
        if error.rcvd is not None and error.rcvd.code == _TRY_LATER:
            return troubles.no_slot(self._url, f"{_TRY_LATER} {error.rcvd.reason}".strip())
        return _ended(error)


def _connected(
    stack: contextlib.ExitStack, url: str, headers: dict[str, str], ca_file: Path | None
) -> ClientConnection:
    try:
        opening = connect(
            url,
            ssl=tls_context(ca_file) if url.startswith("wss:") else None,
            compression=None,
            proxy=None if is_private(url) else True,
            additional_headers=headers,
            open_timeout=OPEN_S,
            ping_interval=PING_EVERY_S,
            ping_timeout=PING_LIMIT_S,
            close_timeout=_HANDSHAKE_S,
            max_size=MAX_MESSAGE_BYTES,
            logger=log,
        )
        return stack.enter_context(opening)
    except InvalidStatus as error:
        raise _refused(url, error.response.status_code, error.response.reason_phrase) from error
    except (OSError, WebSocketException) as error:
        raise unreachable(url, error) from error


def _refused(url: str, status: int, phrase: str) -> AppError:
    if status == 401:
        return key_refused(url)
    if status in _NO_ROOM:
        return troubles.no_slot(url, f"{status} {phrase}")
    if status in (403, 404):
        return AppError(
            ROUTE,
            f"The server does not know the address {url} ({status} {phrase}).",
            "Choose a model that this server speaks for, or another server.",
            permanent=True,
        )
    return AppError(
        "engine.server_other",
        f"The server at {url} refuses the connection ({status} {phrase}).",
        "Check that the address and port in the settings are those of an OmniRT server.",
    )


def _ended(error: ConnectionClosed) -> AppError:
    """What it means that a connection has ended, by the codes of RFC 6455, section 7.4.1."""
    close = error.rcvd or error.sent
    code = 1006 if close is None else close.code
    said = "" if close is None else close.reason
    what = {
        1000: "The server has ended the session.",
        1001: "The server is going away.",
        1006: "The connection to the server broke.",
        1009: "A message was too long for the other side.",
        1011: "The server stopped because of an error of its own.",
        1012: "The server is starting anew.",
    }.get(code, "The server has closed the connection.")
    why = f'Its code is {code}: "{said}"' if said else f"Its code is {code}."
    return AppError(
        "engine.omnirt.connection",
        f"{what} {why}",
        "The studio connects again by itself; if it keeps happening, look into the server's log.",
    )
