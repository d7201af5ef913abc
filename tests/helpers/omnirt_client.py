"""A client that speaks OmniRT's bytes by hand, to try the scripted server with."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from websockets.sync.client import ClientConnection, connect

from tests.helpers.omnirt_pictures import split_vidx
from tests.helpers.omnirt_script import (
    Geometry,
)
from tests.helpers.omnirt_server import OmniRTServer

SMALL = Geometry(width_px=64, height_px=96, frame_num=5, motion_frames_num=1)
PORTRAIT = b"one face"


@contextmanager
def standalone() -> Iterator[OmniRTServer]:
    with OmniRTServer("standalone", SMALL) as running:
        yield running


def opened(server: OmniRTServer, path: str = "/v1/audio2video/flashtalk", **headers: str) -> ClientConnection:
    return connect(server.socket_url(path), additional_headers=headers, max_size=2**26)


def ask(connection: ClientConnection, message: object) -> Any:
    connection.send(json.dumps(message))
    return json.loads(connection.recv(10))


def init(portrait: bytes = PORTRAIT, **fields: object) -> dict[str, object]:
    return {"type": "init", "ref_image": base64.b64encode(portrait).decode(), "prompt": "", "seed": 1, **fields}


def audi(value: int = 0, samples: int = SMALL.samples) -> bytes:
    return b"AUDI" + np.full(samples, value, "<i2").tobytes()


def draw(connection: ClientConnection, value: int = 0) -> list[bytes]:
    connection.send(audi(value))
    reply = connection.recv(10)
    assert isinstance(reply, bytes)
    return split_vidx(reply)


def error_of(connection: ClientConnection) -> Any:
    reply = connection.recv(10)
    assert isinstance(reply, str)
    message = json.loads(reply)
    assert message["type"] == "error"
    return message


def received(connection: ClientConnection) -> bytes:
    reply = connection.recv(10)
    assert isinstance(reply, bytes)
    return reply
