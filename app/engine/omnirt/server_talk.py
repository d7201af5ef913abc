"""One client's connection to the server: what it asks for, in its order, and what it is answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import cv2
from websockets.exceptions import ConnectionClosed

from app.avatars.crop import opaque
from app.avatars.resampling import is_opaque
from app.base.errors import AppError
from app.engine.base import EngineRequest
from app.engine.omnirt import server_wire
from app.engine.omnirt.server_engine import Gone, Offered, ServedEngine
from app.engine.omnirt.server_wire import Begin, End, Ping, RequestError, Update
from app.engine.omnirt.wire import Dialect
from app.media.types import Pixels

log = logging.getLogger(__name__)

BEGIN_LIMIT_S = 60.0
"""A connection that has no session must begin one within so long."""
REST_LIMIT_S = 30 * 60.0
"""A session that is sent no sound for so long gives its slot back."""
BUSY = "The engine is busy: another client has its only session. Try again when that has ended."

_QUALITY = 90
_TRY_LATER = 1013
_GIVEN_BACK = 1000


class Socket(Protocol):
    """What is needed of a WebSocket."""

    def recv(self, timeout: float | None = None) -> str | bytes:
        """The next message. Raises TimeoutError, ConnectionClosed."""
        ...

    def send(self, message: str | bytes) -> None:
        """Raises ConnectionClosed."""
        ...

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """The one session that there can be, for whoever comes first.

    Attributes:
        take: takes it, or says that somebody else has it.
        give_back: ends having it.
    """

    take: Callable[[], bool]
    give_back: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Service:
    """What every connection is served with.

    Attributes:
        engine: draws.
        portraits: makes what the engine is asked for of a portrait and a seed.
        model: what is drawn with, by OmniRT's name.
        natives: names that a native session may ask for; empty: any.

    """

    engine: ServedEngine
    portraits: Callable[[bytes, int], AbstractContextManager[EngineRequest]]
    model: str
    natives: frozenset[str]


@dataclass(slots=True)
class _Session:
    name: str
    offered: Offered
    chunks: int = 0


class Talk:
    """Answers one message after the other. Lives on its connection's thread.

    Args:
        socket: the connection.
        gone: whether the client has left.
        dialect: compat or native.
        service: see there.
        slot: see there.
    """

    def __init__(
        self, socket: Socket, gone: Callable[[], bool], dialect: Dialect, service: Service, slot: Slot
    ) -> None:
        self._socket = socket
        self._gone = gone
        self._dialect = dialect
        self._service = service
        self._slot = slot
        self._session: _Session | None = None
        self._held = ExitStack()  # what goes with the session

    def run(self) -> None:
        """Until the client goes, or has been silent for too long."""
        try:
            while True:
                self._take(self._socket.recv(REST_LIMIT_S if self._session else BEGIN_LIMIT_S))
        except TimeoutError:
            what = "sent no sound" if self._session else "begun no session"
            self._socket.close(_GIVEN_BACK, f"The client has {what} for long.")
        except (ConnectionClosed, Gone):
            pass
        finally:
            self._end()

    def _take(self, message: str | bytes) -> None:
        try:
            if isinstance(message, bytes):
                self._on_audio(message)
            else:
                self._on_text(message)
        except RequestError as error:
            self._socket.send(server_wire.failed(str(error), error.code))
        except AppError as error:
            log.info("a session was refused or lost: %s: %s", error.code, error.message)
            self._end()
            self._socket.send(server_wire.failed(error.message, "runtime_error"))

    def _on_text(self, text: str) -> None:
        match server_wire.decode_request(text, self._dialect):
            case Begin() as wish:
                self._begin(wish)
            case End(answer):
                name = None if self._session is None else self._session.name
                self._end()
                self._socket.send(server_wire.ended(self._dialect, answer, name))
            case Update():
                if self._session is None:
                    raise server_wire.no_session(self._dialect)
                self._socket.send(server_wire.updated())
            case Ping():
                self._socket.send(server_wire.pong())

    def _begin(self, wish: Begin) -> None:
        service = self._service
        self._end()  # OmniRT closes the old one first, whatever becomes of the new
        if wish.model and service.natives and wish.model not in service.natives:
            raise RequestError(
                f"This server draws with {service.model} alone, not with {wish.model[:100]}.", "runtime_not_ready"
            )
        if not self._slot.take():
            self._socket.send(server_wire.failed(BUSY, "busy"))
            self._socket.close(_TRY_LATER, "busy")
            raise Gone
        self._held.callback(self._slot.give_back)
        request = self._held.enter_context(service.portraits(wish.portrait, wish.seed))
        try:
            offered = service.engine.begin(request, self._gone)
        except Gone:
            service.engine.settle()  # it still reads the portrait
            raise
        self._held.callback(service.engine.abandon)
        self._session = session = _Session(f"avt_{uuid4().hex[:12]}", offered)
        log.info("a session has begun: %s", offered)
        self._socket.send(
            server_wire.opened(self._dialect, offered.geometry, service.model, session.name, offered.lookahead_chunks)
        )

    def _on_audio(self, message: bytes) -> None:
        session = self._session
        if session is None:
            raise server_wire.no_session(self._dialect)
        samples = server_wire.decode_audio(message, session.offered.geometry.chunk_samples)
        begun_ns = time.monotonic_ns()
        pictures = self._service.engine.draw(samples, session.offered, self._gone)
        jpegs = [_jpeg(picture) for picture in pictures]
        session.chunks += 1
        if self._dialect is Dialect.NATIVE:
            self._socket.send(server_wire.metrics(session.chunks, (time.monotonic_ns() - begun_ns) / 1e6))
        self._socket.send(server_wire.encode_video(jpegs))

    def _end(self) -> None:
        if self._session is not None:
            log.info("a session has ended after %d chunks", self._session.chunks)
        self._session = None
        self._held.close()


def _jpeg(picture: Pixels) -> bytes:
    """What is transparent lies before grey: a JPEG has no other way."""
    shown = picture if is_opaque(picture) else opaque(picture)
    return cv2.imencode(".jpg", shown[..., :3], (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
