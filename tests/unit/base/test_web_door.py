"""The door of the studio's small servers: how many come in, and for how long each of them counts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection

from app.base.web_door import Enter, WebDoor, answer
from tests.helpers.engine_probe import wait_until

MOST = 2
BURST = 9


class Inn:
    """Lets MOST in; holds back whoever was judged until ``hurry``, as a slow network would."""

    def __init__(self) -> None:
        self.hurry = threading.Event()
        self.judged = threading.Semaphore(0)
        self.attended = 0

    def judge(self, request: Request, enter: Enter) -> Response | None:
        room = enter(MOST)
        self.judged.release()
        self.hurry.wait(20.0)
        return None if room and request.path != "/refused" else answer(HTTPStatus.SERVICE_UNAVAILABLE, {})

    def attend(self, connection: ServerConnection) -> None:
        self.attended += 1
        with suppress(ConnectionClosed):
            for message in connection:
                connection.send(message)


@contextmanager
def opened(inn: Inn) -> Iterator[int]:
    door = WebDoor(
        socket.create_server(("127.0.0.1", 0)), inn.judge, inn.attend, "test door", max_message_bytes=1000, close_s=2.0
    )
    try:
        yield door.port
    finally:
        inn.hurry.set()
        door.close("The test is over.")


def test_of_a_burst_no_more_come_in_than_there_is_room_for() -> None:
    inn = Inn()
    inside: list[ClientConnection] = []
    refused: list[int] = []

    def come(port: int) -> None:
        try:
            inside.append(stack.enter_context(connect(f"ws://127.0.0.1:{port}/")))
        except InvalidStatus as status:
            refused.append(status.response.status_code)

    with opened(inn) as port, ExitStack() as stack:
        guests = [threading.Thread(target=come, args=(port,)) for _ in range(BURST)]
        for guest in guests:
            guest.start()
        for _ in guests:  # all are judged before the first is attended
            assert inn.judged.acquire(timeout=20.0)
        inn.hurry.set()
        for guest in guests:
            guest.join()
        assert (len(inside), refused) == (MOST, [503] * (BURST - MOST))
        for connection in inside:
            connection.send("hello")
            assert connection.recv(10.0) == "hello"
    assert inn.attended == MOST


def test_who_goes_or_is_refused_after_being_counted_makes_room() -> None:
    inn = Inn()
    with opened(inn) as port:
        for _ in range(MOST):  # gone in the middle of the handshake
            with socket.create_connection(("127.0.0.1", port)) as half:
                half.sendall(
                    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
                )
                assert inn.judged.acquire(timeout=20.0)
        inn.hurry.set()
        wait_until(lambda: _comes_in(port))
        for _ in range(MOST):
            with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{port}/refused"):
                pass
        wait_until(lambda: _comes_in(port))


def _comes_in(port: int) -> bool:
    try:
        with connect(f"ws://127.0.0.1:{port}/") as connection:
            connection.send("hello")
            return connection.recv(10.0) == "hello"
    except InvalidStatus:
        return False
