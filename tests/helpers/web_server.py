"""What the HTTP servers of tests share: a port of this machine, silence, and an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


class WebServer(ThreadingHTTPServer):
    """Answers on a port of its own."""

    def __init__(self, handler: type[WebHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has had enough is no error."""


class WebHandler(BaseHTTPRequestHandler):
    """Writes nothing to anybody but its client."""

    def log_message(self, format: str, *args: Any) -> None: ...


Server = TypeVar("Server", bound=WebServer)


@contextmanager
def answering(server: Server, let_go: threading.Event | None = None) -> Iterator[Server]:
    """Have it answer until the end of the block; then ``let_go`` is set, for what still waits."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=type(server).__name__)
    thread.start()
    try:
        yield server
    finally:
        if let_go is not None:
            let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
