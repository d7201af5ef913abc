"""The socket itself: whom it trusts, what it is sent, how it ends."""

from __future__ import annotations

import contextlib
import queue
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from app.base.errors import AppError
from app.engine.omnirt.line import Line
from app.engine.omnirt.wire import MAX_MESSAGE_BYTES

CERTIFICATE = Path(__file__).parents[3] / "helpers" / "self_signed.pem"

Serve = Callable[[Callable[[ServerConnection], None], bool], str]


@pytest.fixture
def served() -> Iterator[Serve]:
    """Serves one handler on a port of this machine, with TLS or without, and says where."""
    with ExitStack() as stack:

        def start(handler: Callable[[ServerConnection], None], tls: bool) -> str:
            context = None
            if tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
            server = stack.enter_context(serve(handler, "127.0.0.1", 0, ssl=context, max_size=None))
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"{'wss' if tls else 'ws'}://localhost:{server.socket.getsockname()[1]}"

        yield start


def echo(connection: ServerConnection) -> None:
    for message in connection:
        connection.send(message)


def test_a_certificate_that_its_owner_vouches_for_is_trusted(served: Serve) -> None:
    heard: queue.Queue[str | bytes | AppError] = queue.Queue()
    line = Line(served(echo, True), {}, CERTIFICATE, heard.put)
    line.send("hello")
    assert heard.get(timeout=10) == "hello"
    line.close()


def test_any_other_is_not(served: Serve) -> None:
    url = served(echo, True)
    with pytest.raises(AppError) as caught:
        Line(url, {}, None, lambda _: None)
    assert (caught.value.code, caught.value.permanent) == ("engine.server_certificate", True)


def test_more_than_the_limit_is_not_taken(served: Serve) -> None:
    heard: queue.Queue[str | bytes | AppError] = queue.Queue()

    def flood(connection: ServerConnection) -> None:
        connection.send(bytes(MAX_MESSAGE_BYTES))
        connection.send(bytes(MAX_MESSAGE_BYTES + 1))

    line = Line(served(flood, False), {}, None, heard.put)
    first, second = heard.get(timeout=30), heard.get(timeout=30)
    assert isinstance(first, bytes)
    assert isinstance(second, AppError)
    assert "1009" in second.message
    line.close()


def test_a_server_that_floods_is_not_listened_to_faster_than_it_is_understood(served: Serve) -> None:
    heard: queue.Queue[str | bytes | AppError] = queue.Queue()
    sent = []

    def flood(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            for number in range(1000):
                connection.send(bytes(2**18))
                sent.append(number)

    line = Line(served(flood, False), {}, None, heard.put)
    for _ in range(100):
        heard.get(timeout=10)
        line.taken()
    assert heard.qsize() <= 5
    assert len(sent) < 200
    line.close()


def test_the_key_is_not_written_down(served: Serve, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        Line(served(echo, False), {"Authorization": "Bearer s3cret"}, None, lambda _: None).close()
    ours = [record.getMessage() for record in caplog.records if record.name != "websockets.server"]
    assert "s3cret" not in "\n".join(ours)


def test_nobody_there(served: Serve) -> None:
    with pytest.raises(AppError) as caught:
        Line("ws://127.0.0.1:1/", {}, None, lambda _: None)
    assert (caught.value.code, caught.value.permanent) == ("engine.server_port", False)
