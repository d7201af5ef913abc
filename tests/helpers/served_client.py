"""A client that speaks by hand with the studio's own server."""

from __future__ import annotations

import base64

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.helpers.omnirt_client import audi, received
from tests.helpers.omnirt_pictures import jpeg_mark, split_vidx
from tests.helpers.served import Served

NATIVE = "/v1/avatar/realtime"


def opened(served: Served, path: str = "/v1/audio2video/flashtalk", **headers: str) -> ClientConnection:
    return connect(served.socket_url(path), additional_headers=headers, max_size=2**26)


def init(portrait: bytes, **fields: object) -> dict[str, object]:
    return {"type": "init", "ref_image": base64.b64encode(portrait).decode(), "seed": 1, **fields}


def marks(connection: ClientConnection, value: int = 0) -> list[tuple[int, ...]]:
    """Chunk, picture and session that the pictures of the next chunk name."""
    connection.send(audi(value))
    found = [jpeg_mark(jpeg) for jpeg in split_vidx(received(connection))]
    assert all(found)
    return [mark[:3] for mark in found if mark is not None]


def status_of(served: Served, path: str = "/v1/audio2video/flashtalk", **headers: str) -> int:
    """Of a handshake that is refused."""
    with pytest.raises(InvalidStatus) as refused, opened(served, path, **headers):
        pass
    return refused.value.response.status_code
