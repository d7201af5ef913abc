"""The small server that a browser source reads the program from: a page, its sound, and a WebSocket. Loopback alone."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection

from app.base.web_door import Enter, NotLetInError, WebDoor, answer, answer_page, answer_with, let_in

MOST_READERS = 8
MAX_MESSAGE_BYTES = 1024  # readers have nothing to say

_CLOSE_S = 0.5  # this computer answers at once, or not at all
_MOST_WAITING = 90  # messages: a second and a half of pictures and sound
_STUCK_S = 5.0


class BrowserServer:
    """Listens from when it is made until ``close``. Every reader has a thread of its own, and none waits for another.

    Args:
        folder: where the page and its sound are.
        listening: where it listens.
        token: what everybody must send.
        hello: the first message.
        on_reader: told, on any thread, that somebody knows nothing yet, or not any more.
    """

    def __init__(
        self, folder: Path, listening: socket.socket, token: str, hello: str, on_reader: Callable[[], None]
    ) -> None:
        self._folder = folder
        self._token = token
        self._hello = hello
        self._on_reader = on_reader
        self._lock = threading.Lock()
        self._readers: tuple[_Reader, ...] = ()
        self._skipped_before = 0  # of readers that have gone
        self._door = WebDoor(
            listening,
            self._judge,
            self._attend,
            "browser listener",
            max_message_bytes=MAX_MESSAGE_BYTES,
            close_s=_CLOSE_S,
        )

    @property
    def readers(self) -> int:
        """How many read now."""
        return len(self._readers)

    @property
    def skipped(self) -> int:
        """Messages that readers were too slow for."""
        return self._skipped_before + sum(reader.skipped for reader in self._readers)

    def send(self, message: bytes) -> None:
        """Send to everybody. Never blocks."""
        for reader in self._readers:
            if not reader.put(message):
                self._on_reader()

    def close(self) -> None:
        """Send everybody away and listen no more."""
        for reader in self._readers:
            reader.leave()
        self._door.close("The browser source was stopped.")

    # ---- a connection's thread

    def _judge(self, request: Request, enter: Enter) -> Response | None:
        try:
            path, _ = let_in(request, self._token)
        except NotLetInError as error:
            return _refused(error.status, error.message)
        if request.method != "GET":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "Use GET.")
        if path == "/program" and request.headers.get("Upgrade", "").lower() == "websocket":
            room = enter(MOST_READERS)
            return None if room else _refused(HTTPStatus.SERVICE_UNAVAILABLE, "Too many read already.")
        match path:
            case "/":
                return answer_page(self._folder / "page.html", request.headers.get("Host", ""), own_scripts=True)
            case "/sound.js":
                script = (self._folder / "sound.js").read_bytes()
                own = {"Cross-Origin-Resource-Policy": "same-origin"}
                return answer_with(HTTPStatus.OK, script, "text/javascript; charset=utf-8", own)
        return _refused(HTTPStatus.NOT_FOUND, "There is nothing at this address.")

    def _attend(self, connection: ServerConnection) -> None:
        reader = _Reader(connection)
        try:
            connection.send(self._hello)
            with self._lock:
                self._readers = (*self._readers, reader)
            self._on_reader()
            reader.run()
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                self._readers = tuple(one for one in self._readers if one is not reader)
                self._skipped_before += reader.skipped


class _Reader:
    """One that reads. ``run`` on its own thread, the rest on any."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._news = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._sending_since_s: float | None = None
        self._over = False
        self.skipped = 0

    def put(self, message: bytes) -> bool:
        """Have it sent. Whoever is too far behind begins anew with what is now: then it is False."""
        with self._news:
            behind = len(self._waiting) >= _MOST_WAITING
            if behind:
                self.skipped += len(self._waiting)
                self._waiting.clear()
            self._waiting.append(message)
            self._news.notify()
            since_s = self._sending_since_s
        if since_s is not None and time.monotonic() - since_s > _STUCK_S:
            self._hang_up()
        return not behind

    def leave(self) -> None:
        """Send no more; one that takes nothing is hung up on, or closing would wait for it."""
        with self._news:
            self._over = True
            self._news.notify()
            stuck = self._sending_since_s is not None
        if stuck:
            self._hang_up()

    def run(self) -> None:
        """Send until it goes, or says something, which readers do not. Raises ConnectionClosed."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._over or self._waiting)
                if self._over:
                    return
                message = self._waiting.popleft()
                self._sending_since_s = time.monotonic()
            self._connection.send(message)
            with self._news:
                self._sending_since_s = None
            with suppress(TimeoutError):
                self._connection.recv(timeout=0)
                self._connection.close(1008, "Readers say nothing.")

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)


def _refused(status: HTTPStatus, message: str) -> Response:
    return answer(status, {"type": "refused", "message": message})
