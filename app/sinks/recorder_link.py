"""What the recorder and its process say to each other over a socket.

Down: slots, as raw bytes; the end of the stream means "finish the file". Up: small JSON objects.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.media.types import Samples

_SLOT = struct.Struct("<II")  # bytes of picture (0: the one before again), number of samples
_REPLY = struct.Struct("<I")  # bytes of JSON


def send_slot(link: socket.socket, planes: NDArray[np.uint8] | None, samples: Samples) -> None:
    """Send one slot; ``planes`` None repeats the picture before. Raises OSError."""
    link.sendall(_SLOT.pack(0 if planes is None else planes.nbytes, len(samples)))
    if planes is not None:
        link.sendall(planes.data)
    link.sendall(np.ascontiguousarray(samples).data)


class SlotReader:
    """Receives slots into buffers of its own; what ``read`` returns is good until the next call."""

    def __init__(self, link: socket.socket, picture_bytes: int) -> None:
        self._link = link
        self._planes = np.zeros(picture_bytes, np.uint8)

    def read(self) -> tuple[NDArray[np.uint8], Samples] | None:
        """Picture and sound of the next slot; None at the end, also when the sender died in the middle of one."""
        head = bytearray(_SLOT.size)
        if not _receive_into(self._link, memoryview(head)):
            return None
        picture_bytes, sample_count = _SLOT.unpack(head)
        samples = np.empty(sample_count, np.float32)
        if picture_bytes and not _receive_into(self._link, self._planes.data[:picture_bytes]):
            return None
        if not _receive_into(self._link, samples.view(np.uint8).data):
            return None
        return self._planes, samples

    def discard_rest(self) -> None:
        """Take what still comes, so that the sender is neither blocked nor cut off before it has read our reply."""
        while self._link.recv_into(self._planes.data):
            pass


def send_reply(link: socket.socket, reply: dict[str, Any]) -> None:
    """Send one JSON object. Raises OSError."""
    body = json.dumps(reply).encode()
    link.sendall(_REPLY.pack(len(body)) + body)


def receive_reply(link: socket.socket) -> dict[str, Any] | None:
    """Wait for one JSON object as long as the socket's timeout allows; None: the process is gone. Raises OSError."""
    head = bytearray(_REPLY.size)
    if not _receive_into(link, memoryview(head)):
        return None
    body = bytearray(_REPLY.unpack(head)[0])
    if not _receive_into(link, memoryview(body)):
        return None
    reply = json.loads(body)
    assert isinstance(reply, dict)
    return reply


def _receive_into(link: socket.socket, buffer: memoryview) -> bool:
    while buffer:
        count = link.recv_into(buffer)
        if count == 0:
            return False
        buffer = buffer[count:]
    return True
