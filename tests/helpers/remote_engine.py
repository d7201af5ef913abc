"""An engine that draws as a server would that the test holds in its hands, and one that can stand in for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings
from app.engine.base import EngineInfo, EngineRequest, Rendered
from app.media.types import NS_PER_S, Samples

REMOTE = "tests.helpers.remote_engine:RemoteEngine"
LOCAL = "tests.helpers.remote_engine:LocalEngine"
RATE_HZ = 16_000
REMOTE_GREY, LOCAL_GREY = 200, 50


@dataclass
class Server:
    """What the server does, and what was done to it.

    Attributes:
        let_in: a session opens while it is set.
        let_go: a session closes while it is set.
        answers: a chunk is drawn while it is set.
        refuses: raised for every session that is opened.
        fails: raised by the next chunk.
        render_ns: time for a chunk as it is measured while opening.
        takes_s: time that a chunk really takes.
        idle_clip: what it knows of the host at rest.
        opened: sessions that began to open.
        open_now: sessions that are open.
        most_open: sessions that were open at once.
        crops: where the portrait was cut for each session.
        avatars: whom they drew, by the name of the folder.

    """

    url: str
    let_in: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    answers: threading.Event = field(default_factory=threading.Event)
    refuses: AppError | None = None
    fails: AppError | None = None
    render_ns: int = 5_000_000
    takes_s: float = 0.0
    idle_clip: Path | None = None
    opened: int = 0
    open_now: int = 0
    most_open: int = 0
    crops: list[tuple[float, float]] = field(default_factory=list)
    avatars: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.let_go.set()
        self.answers.set()

    def settings(self, **omnirt: object) -> Settings:
        """Settings with this server in use."""
        known = OmniRTSettings(servers=(ServerProfile(name="test", url=self.url),))
        engine = EngineSettings(kind="omnirt", isolation="thread")
        return Settings(engine=engine, omnirt=known.model_copy(update=omnirt))


_SERVERS: dict[str, Server] = {}  # by address: the engine finds its server as the real one does


@contextmanager
def known_server() -> Iterator[Server]:
    """One that lets everybody in, and that engines find at its address meanwhile."""
    server = Server("http://127.0.0.1:1")
    server.let_in.set()
    _SERVERS[server.url] = server
    yield server
    del _SERVERS[server.url]
    assert server.open_now == 0, "a session was left open"


class LocalEngine:
    """Draws a grey picture for every 1/30 s, some tenths of a second at a time."""

    grey = LOCAL_GREY
    tenths = 1

    def load(self, request: EngineRequest) -> EngineInfo:
        self._size = (request.height_px, request.width_px)
        return EngineInfo("Local", 30, RATE_HZ, NS_PER_S // 10, 0, 5_000_000, request.width_px, request.height_px)

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        self._position = 0

    def next_chunk(self) -> int:
        return self.tenths * RATE_HZ // 10

    def render(self, samples: Samples) -> Rendered:
        start, self._position = self._position, self._position + len(samples)
        picture = np.full((*self._size, 4), self.grey, np.uint8)
        return Rendered([picture] * (3 * self.tenths), start, self._position, 3 * self.tenths)

    def end_turn(self) -> Rendered:
        return Rendered([], self._position, self._position, 0)

    def close(self) -> None: ...


class RemoteEngine(LocalEngine):
    """The same from a server, in longer pieces."""

    grey = REMOTE_GREY
    tenths = 4
    _open = False

    def load(self, request: EngineRequest) -> EngineInfo:
        assert request.remote is not None
        self._server = server = _SERVERS[request.remote.url]
        server.opened += 1
        server.crops.append(request.remote.crop)
        if not server.let_in.wait(20):
            raise AssertionError("the test has let nobody in")
        if server.refuses is not None:
            raise server.refuses
        server.avatars.append(request.avatar.name)
        self._open = True
        server.open_now += 1
        server.most_open = max(server.most_open, server.open_now)
        self._size = (request.height_px, request.width_px)
        chunk_ns = self.tenths * NS_PER_S // 10
        size = (request.width_px, request.height_px)
        return EngineInfo(
            "Remote", 30, RATE_HZ, chunk_ns, 0, server.render_ns, *size, idle_clip=server.idle_clip
        )  # fmt: skip

    def render(self, samples: Samples) -> Rendered:
        if (error := self._server.fails) is not None:
            self._server.fails = None
            raise error
        self._server.answers.wait(20)
        time.sleep(self._server.takes_s)
        return super().render(samples)

    def close(self) -> None:
        self._server.let_go.wait(5)
        self._server.open_now -= self._open


def grey_jpeg(shade: int) -> bytes:
    """A grey picture as servers send them."""
    done, jpeg = cv2.imencode(".jpg", np.full((64, 64, 3), shade, np.uint8))
    assert done
    return jpeg.tobytes()
