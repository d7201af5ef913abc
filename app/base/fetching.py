"""Files from the network: what has come stays, the next try goes on from there, and nothing counts before its checksum.

The checksums are those that publishers give: MD5 with Piper's voices, SHA-256 with large files of a model hub, and
Git's own SHA-1 of a blob with its small ones.
"""

from __future__ import annotations

import functools
import hashlib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from app.base.files import PART

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
_BLOCK_BYTES = 1 << 16


@functools.cache
def tls() -> ssl.SSLContext:
    """What servers' certificates are verified with; read once, for it takes 25 ms in which no other thread runs."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file's content must come to: ``kind`` says how it is computed, ``value`` is in hexadecimal digits."""

    kind: Literal["md5", "sha256", "git"]
    value: str


class DamagedFileError(Exception):
    """Something else came than was published; it was removed."""


def fetch_file(
    url: str,
    goal: Path,
    size_bytes: int,
    checksum: Checksum,
    progress: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Fetch ``url`` to ``goal``, or the rest of it. Blocks for as long as it takes.

    Args:
        url: where it is.
        goal: where it goes, complete; until then it lies beside with ``PART``.
        size_bytes: what it must have.
        checksum: what it must come to.
        progress: told the bytes that are there.
        stop: ends it early, without an error and without ``goal``.

    Raises:
        httpx.HTTPError: no network, or the connection broke off.
        OSError: it cannot be written.
        DamagedFileError: something else came.

    """
    part = goal.with_name(goal.name + PART)
    there = part.stat().st_size if part.exists() else 0
    if there > size_bytes:
        part.unlink()
        there = 0
    if there < size_bytes:
        _receive(url, part, there, size_bytes, progress, stop)
    if stop.is_set():
        return
    if part.stat().st_size != size_bytes or not matches(part, checksum, stop):
        if stop.is_set():
            return
        part.unlink()
        raise DamagedFileError(goal.name)
    part.replace(goal)


def _receive(
    url: str, part: Path, there: int, size_bytes: int, progress: Callable[[int], None], stop: threading.Event
) -> None:
    # Packed on its way, ranges would count other bytes than those of the file.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
    with (
        httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client,
        client.stream("GET", url, headers=headers) as response,
    ):
        response.raise_for_status()
        goes_on = response.status_code == httpx.codes.PARTIAL_CONTENT
        there = there if goes_on else 0
        with part.open("ab" if goes_on else "wb") as file:
            for data in response.iter_bytes(_BLOCK_BYTES):
                there += len(data)
                if stop.is_set() or there > size_bytes:
                    break
                file.write(data)
                progress(there)


def matches(
    path: Path, checksum: Checksum, stop: threading.Event, progress: Callable[[int], None] | None = None
) -> bool:
    """Whether a file comes to ``checksum``; False also when ``stop`` ended the look. Raises OSError."""
    if checksum.kind == "md5":
        digest = hashlib.md5(usedforsecurity=False)
    elif checksum.kind == "git":
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    else:
        digest = hashlib.sha256()
    read = 0
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            if stop.is_set():
                return False
            digest.update(data)
            read += len(data)
            if progress is not None:
                progress(read)
    return digest.hexdigest() == checksum.value
