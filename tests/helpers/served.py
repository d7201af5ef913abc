"""The studio's own server, with an engine behind it whose pictures say which sound they were drawn for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.avatars.bundle import open_bundle
from app.base.errors import AppError
from app.base.paths import models_dir
from app.engine.base import EngineInfo, EngineRequest, LocalRequest, Rendered
from app.engine.host import EngineHost, EngineListener, HostOptions
from app.engine.omnirt.server import EngineServer, ServeTerms
from app.engine.omnirt.server_engine import ServedEngine
from app.engine.omnirt.server_portrait import PortraitRoom
from app.engine.omnirt.server_talk import Service
from app.engine.testcard.code import loudness_of
from app.media.types import NS_PER_S, Samples, samples_to_ns
from tests.helpers.avatars import SKIN, plain, write_picture
from tests.helpers.omnirt_pictures import Mark, face, marked
from tests.helpers.omnirt_script import RATE_HZ, Chunk, Geometry

FACTORY = "tests.helpers.served:MarkEngine"
FPS = 25


@dataclass
class Script:
    """What the engine behind the server does and is told. One at a time: ``serving`` makes a fresh one.

    Attributes:
        geometry: of its chunks and pictures.
        lag: pictures that it holds back until it has heard more.
        switches: whether it takes another portrait without being started anew.
        chunks: the sound that it has heard, in order, over all sessions.
        loads: the portraits that it was shown, and the seeds.
        made: engines that were made.
        fails: raised by the next chunk.
        refuses: raised by the next load.
        stalled: it draws nothing while it is set.
        loading: it goes on loading while it is set.

    """

    geometry: Geometry = field(default_factory=lambda: Geometry(64, 96, frame_num=5))
    lag: int = 0
    switches: bool = True
    chunks: list[Chunk] = field(default_factory=list)
    loads: list[tuple[bytes, int]] = field(default_factory=list)
    made: int = 0
    fails: AppError | None = None
    refuses: AppError | None = None
    stalled: threading.Event = field(default_factory=threading.Event)
    loading: threading.Event = field(default_factory=threading.Event)


script = Script()


class MarkEngine:
    """See ``Engine``."""

    def __init__(self) -> None:
        self._script = script
        self._script.made += 1

    def load(self, request: EngineRequest) -> EngineInfo:
        if (error := self._script.refuses) is not None:
            self._script.refuses = None
            raise error
        assert request.local is not None
        while self._script.loading.is_set():
            time.sleep(0.01)
        reference = open_bundle(request.avatar).reference
        assert reference is not None
        portrait, geometry = reference.read_bytes(), self._script.geometry
        self._script.loads.append((portrait, request.local.seed))
        self._face = face(portrait, geometry.width_px, geometry.height_px)
        self.begin_turn(0, 0)
        lookahead_ns = samples_to_ns(self._script.lag * geometry.samples // geometry.frames, RATE_HZ)
        chunk_ns = samples_to_ns(geometry.samples, RATE_HZ)
        size = geometry.width_px, geometry.height_px
        return EngineInfo("Marks", FPS, RATE_HZ, chunk_ns, lookahead_ns, 1, *size, switches=self._script.switches)

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        self._marks: list[Mark] = []
        self._drawn = 0

    def next_chunk(self) -> int:
        return self._script.geometry.samples

    def render(self, samples: Samples) -> Rendered:
        while self._script.stalled.is_set():
            time.sleep(0.01)
        if (error := self._script.fails) is not None:
            self._script.fails = None
            raise error
        number, geometry = len(self._script.chunks), self._script.geometry
        heard = np.rint(samples * 32767).astype(np.int16)
        self._script.chunks.append(
            Chunk(number, 0, len(self._script.loads) - 1, heard, len(heard), time.monotonic_ns())
        )
        session = (len(self._script.loads) - 1) & 0xFF
        self._marks += [Mark(number, at, session, loudness_of(samples)) for at in range(geometry.frames)]
        ready = self._marks[: len(self._marks) - self._script.lag]
        del self._marks[: len(ready)]
        pictures = [_bgra(marked(self._face, mark)) for mark in ready]
        step = geometry.samples // geometry.frames
        start, self._drawn = self._drawn, self._drawn + len(ready) * step
        return Rendered(pictures, start, self._drawn, len(ready))

    def end_turn(self) -> Rendered:
        return Rendered([], self._drawn, self._drawn, 0)

    def close(self) -> None: ...


def _bgra(picture: np.ndarray) -> np.ndarray:
    return np.dstack((picture, np.full(picture.shape[:2], 255, np.uint8)))


@dataclass(frozen=True)
class Served:
    """A running server. See ``EngineServer``; ``script`` is the engine's."""

    server: EngineServer
    engine: ServedEngine
    script: Script

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def socket_url(self, path: str = "/v1/audio2video/flashtalk") -> str:
        return f"ws://127.0.0.1:{self.server.port}{path}"


@contextmanager
def serving(
    *,
    geometry: Geometry | None = None,
    lag: int = 0,
    key: str = "",
    model: str = "flashtalk",
    host: str = "127.0.0.1",
    factory: str = FACTORY,
    weights: Path | None = None,
) -> Iterator[Served]:
    """A server for an engine of which nothing is loaded yet: a ``MarkEngine``, unless another is named."""
    global script
    script = Script(lag=lag) if geometry is None else Script(geometry, lag)

    def open_host(listener: EngineListener) -> EngineHost:
        options = HostOptions(isolation="thread", credits=8, speech_hz=RATE_HZ)
        return EngineHost(factory, listener, options)

    request = EngineRequest(Path(), 320, 320, FPS, local=LocalRequest(model, weights))
    rooms = PortraitRoom(models_dir(), request, free_size=False)
    natives = frozenset({model, f"soulx-{model}-14b"})
    engine = ServedEngine(open_host)
    terms = ServeTerms(host, 0, model, "local_runtime", key)
    server = EngineServer(terms, Service(engine, rooms.request, f"soulx-{model}-14b", natives))
    server.start()
    try:
        yield Served(server, engine, script)
    finally:
        script.stalled.clear()
        script.loading.clear()
        server.close()
        engine.close()


def portrait_file(folder: Path, shade: int = 0) -> bytes:
    """A PNG file that differs with ``shade``."""
    picture = plain(64, 96, SKIN)
    picture[:48, :, 0] = shade
    return write_picture(folder / f"{shade}.png", picture).read_bytes()


CHUNK_NS = samples_to_ns(Geometry(64, 96, frame_num=5).samples, RATE_HZ)
assert CHUNK_NS == 4 * NS_PER_S // FPS
