"""Receives messages without making the memory for each of them anew."""

from __future__ import annotations

import os
import socket
import struct
import sys
from multiprocessing.connection import Connection

_LENGTH = struct.Struct("!i")


class Inlet:
    """The receiving end of a connection. Lives on the connection's thread.

    ``Connection.recv_bytes`` reads a picture in some ten pieces and allocates a megabyte for each: two thirds of all
    that this program cost. So the length that ``Connection`` puts in front of a message is read here, and the message
    straight into one of two buffers: one is being filled while the other holds the picture that is on air.

    Args:
        connection: open, past the challenge.
        limit_bytes: longer messages are refused.

    """

    def __init__(self, connection: Connection, limit_bytes: int) -> None:
        self._connection = connection
        self._filling, self._kept = bytearray(limit_bytes), bytearray(limit_bytes)
        self._socket = None if sys.platform == "win32" else socket.socket(fileno=os.dup(connection.fileno()))

    def receive(self) -> memoryview:
        """The next message; good until the next call, unless ``keep`` is called. EOFError at the end, else OSError."""
        if self._socket is None:
            size = self._connection.recv_bytes_into(self._filling)
        else:
            self._fill(self._socket, _LENGTH.size)
            (size,) = _LENGTH.unpack_from(self._filling)
            if not 0 < size <= len(self._filling):
                raise OSError(f"message of {size} bytes")
            self._fill(self._socket, size)
        return memoryview(self._filling)[:size]

    def keep(self) -> None:
        """The last message stays as it is until ``keep`` is called again."""
        self._filling, self._kept = self._kept, self._filling

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._socket.close()

    def _fill(self, source: socket.socket, size: int) -> None:
        # MSG_WAITALL gives less only at the end of the connection.
        if source.recv_into(self._filling, size, socket.MSG_WAITALL) < size:
            raise EOFError
