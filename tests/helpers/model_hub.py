"""A model hub on this machine: the two addresses of the Hugging Face hub that are used, over real HTTP, with ranges."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.helpers.web_server import WebHandler, WebServer, answering

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE_BYTES = 100_000
"""From here on a file is published as a large one, with its SHA-256."""


class ModelHub(WebServer):
    """Serves repositories from memory.

    Attributes:
        files: content by ``"owner/name"`` and path.
        asked: paths and ranges, as they came.
        most: bytes after which a connection breaks, from the beginning of the answer; None: it does not.
        breaks: how many connections break; None: all.
        held: cleared, bodies are not sent on until it is set.
        ranges: it knows them.
        lie: called with the rows of a listing, to change them.

    """

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.files: dict[str, dict[str, bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.most: int | None = None
        self.breaks: int | None = None
        self.ranges = True
        self.held = threading.Event()
        self.held.set()
        self.lie: Callable[[list[dict[str, Any]]], object] = lambda rows: rows

    def publish(self, repository: str, root: Path, *patterns: str) -> None:
        """Publish the files below ``root`` that match."""
        files = self.files.setdefault(repository, {})
        for pattern in patterns or ("**/*",):
            for path in sorted(root.glob(pattern)):
                if path.is_file():
                    files[path.relative_to(root).as_posix()] = path.read_bytes()

    def spans(self, name: str) -> list[str | None]:
        """The ranges that were asked of files with this name."""
        return [span for path, span in self.asked if path.endswith(name)]


class _Handler(WebHandler):
    server: ModelHub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        parts = path.split("/")
        self.server.asked.append((path, self.headers.get("range")))
        if parts[:2] == ["api", "models"]:
            self._list("/".join(parts[2:4]))
        elif path.startswith("cdn/"):
            data = self.server.files["/".join(parts[1:3])]["/".join(parts[3:])]
            self._send(data, {"X-Repo-Commit": COMMIT, "ETag": f'"{hashlib.sha256(data).hexdigest()}"'})
        else:
            self._resolve("/".join(parts[:2]), "/".join(parts[4:]))

    def _list(self, repository: str) -> None:
        files = self.server.files.get(repository)
        if files is None:
            self.send_error(404)
            return
        rows = [_row(path, data) for path, data in files.items()]
        body = {"id": repository, "modelId": repository, "sha": COMMIT, "siblings": self.server.lie(rows)}
        self._send(json.dumps(body).encode(), whole=True)

    def _resolve(self, repository: str, path: str) -> None:
        data = self.server.files.get(repository, {}).get(path)
        if data is None:
            self.send_error(404)
            return
        if len(data) < LARGE_BYTES:
            self._send(data, {"X-Repo-Commit": COMMIT, "ETag": f'"{_blob(data)}"'})
            return
        self.send_response(302)
        self.send_header("Location", f"{self.server.url}/cdn/{repository}/{path}")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("X-Linked-ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Linked-Size", str(len(data)))
        self.send_header("content-length", "0")
        self.end_headers()

    def _send(self, data: bytes, headers: dict[str, str] | None = None, *, whole: bool = False) -> None:
        span = self.headers.get("range") if self.server.ranges else None
        start = int(span.removeprefix("bytes=").partition("-")[0]) if span else 0
        self.send_response(206 if span else 200)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if span:
            self.send_header("content-range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("content-length", str(len(data) - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        body, server = data[start:], self.server
        if not whole and server.most is not None and len(body) > server.most and server.breaks != 0:
            body = body[: server.most]
            server.breaks = None if server.breaks is None else server.breaks - 1
        half = len(body) // 2
        self.wfile.write(body[:half])
        if not whole:
            server.held.wait(20)
        self.wfile.write(body[half:])


def _row(path: str, data: bytes) -> dict[str, Any]:
    row: dict[str, Any] = {"rfilename": path, "size": len(data), "blobId": _blob(data)}
    if len(data) >= LARGE_BYTES:
        row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return row


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@contextmanager
def model_hub() -> Iterator[ModelHub]:
    """A hub that answers until the end of the block."""
    server = ModelHub()
    with answering(server, server.held):
        yield server
