"""Two threads at one TLS socket."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.engine.omnirt.discovery import tls_context
from app.engine.omnirt.tls_socket import TwoThreadSocket
from tests.helpers.omnirt_server import CERTIFICATE

MUCH = 8 * 2**20


@pytest.fixture
def ends() -> Iterator[tuple[ssl.SSLSocket, ssl.SSLSocket]]:
    """The client's end, as the studio makes it, and the server's."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(CERTIFICATE)
    near, far = socket.socketpair()
    for one in (near, far):
        one.settimeout(20)
    served: list[ssl.SSLSocket] = []
    accepting = threading.Thread(target=lambda: served.append(serving.wrap_socket(far, server_side=True)))
    accepting.start()
    client = tls_context(CERTIFICATE).wrap_socket(near, server_hostname="127.0.0.1")
    accepting.join()
    with client, served[0]:
        yield client, served[0]


def read(end: ssl.SSLSocket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count and (part := end.recv(65536)):
        parts += part
    return bytes(parts)


def test_what_is_read_and_what_is_written_do_not_wait_for_each_other(
    ends: tuple[ssl.SSLSocket, ssl.SSLSocket],
) -> None:
    """The server says much before it listens: whoever could not read while he writes would wait for ever."""
    client, server = ends
    assert isinstance(client, TwoThreadSocket)
    got: list[bytes] = []
    reading = threading.Thread(target=lambda: got.append(read(client, MUCH)))
    reading.start()
    heard: list[bytes] = []

    def serve() -> None:
        server.sendall(b"s" * MUCH)
        heard.append(read(server, MUCH))

    serving = threading.Thread(target=serve)
    serving.start()
    client.sendall(b"c" * MUCH)
    for thread in (serving, reading):
        thread.join(20)
    assert (got, heard) == ([b"s" * MUCH], [b"c" * MUCH])


def test_one_thread_at_a_time_is_in_openssl(
    ends: tuple[ssl.SSLSocket, ssl.SSLSocket], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, server = ends
    inside, most = Counter[int](), Counter[int]()

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: ssl.SSLSocket, *arguments: Any) -> Any:
            inside[id(self)] += 1
            most[id(self)] = max(most[id(self)], inside[id(self)])
            time.sleep(0.0005)
            try:
                return method(self, *arguments)
            finally:
                inside[id(self)] -= 1

        return call

    monkeypatch.setattr(ssl.SSLSocket, "recv", watched(ssl.SSLSocket.recv))
    monkeypatch.setattr(ssl.SSLSocket, "send", watched(ssl.SSLSocket.send))
    reading = threading.Thread(target=lambda: read(client, 50))
    reading.start()
    for _ in range(50):
        client.sendall(b"c")
        server.sendall(b"s")
    reading.join(20)
    assert read(server, 50) == b"c" * 50
    assert most[id(client)] == 1


def test_silence_and_the_end_are_noticed(ends: tuple[ssl.SSLSocket, ssl.SSLSocket]) -> None:
    client, server = ends
    client.settimeout(0.05)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(20)
    got: list[bytes] = []
    reading = threading.Thread(target=lambda: got.append(client.recv(1)))
    reading.start()
    server.shutdown(socket.SHUT_RDWR)
    reading.join(20)
    assert got == [b""]
