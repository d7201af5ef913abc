"""A server of neural voices on this machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.helpers.stand_in_voice import description, model_bytes
from tests.helpers.web_server import WebHandler, WebServer, answering

NAME = "en_US-buzz-low"


class Store(WebServer):
    """Serves files from memory, with ranges.

    Attributes:
        files: by path.
        asked: paths and ranges.
        most: bytes after which a connection breaks; None: it does not.

    """

    def __init__(self) -> None:
        super().__init__(_StoreHandler)
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.most: int | None = None


class _StoreHandler(WebHandler):
    server: Store

    def do_GET(self) -> None:
        path, span = self.path.lstrip("/"), self.headers.get("range")
        self.server.asked.append((path, span))
        data = self.server.files.get(path)
        if data is None:
            self.send_error(404)
            return
        start = int(span.removeprefix("bytes=").rstrip("-")) if span else 0
        self.send_response(206 if span else 200)
        self.send_header("content-length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:] if self.server.most is None else data[start : start + self.server.most])


@contextmanager
def voice_store() -> Iterator[Store]:
    """One with a stand-in voice, that answers until the end of the block."""
    server = Store()
    model = model_bytes() + b"\0" * 200_000  # it is fetched, and never spoken with
    publish(server, {f"{NAME}.onnx": model, f"{NAME}.onnx.json": description().encode(), "MODEL_CARD": b"CC0"})
    with answering(server):
        yield server


def publish(server: Store, files: dict[str, bytes], change: Callable[[dict[str, Any]], None] | None = None) -> None:
    server.files = {f"en/{name}": data for name, data in files.items()}
    row: dict[str, Any] = {
        "language": {"name_native": "English"},
        "files": {
            path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
            for path, data in server.files.items()
        },
    }
    if change is not None:
        change(row["files"])
    server.files["voices.json"] = json.dumps({NAME: row}).encode()
