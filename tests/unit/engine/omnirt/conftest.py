"""An engine in its host, and a server that does as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.engine.base import EngineRequest, RemoteRequest
from app.engine.host import HostOptions
from app.engine.table import ENGINES
from app.media.types import VideoFrame
from tests.helpers.avatars import still_bundle
from tests.helpers.engine_probe import Rig, rig
from tests.helpers.omnirt_pictures import Mark, read_mark
from tests.helpers.omnirt_script import Act, Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.served import Served, portrait_file, serving

GEOMETRY = Geometry(width_px=96, height_px=160, frame_num=6)
"""Five pictures a chunk: 0.2 s."""


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("standalone", GEOMETRY) as made:
        yield made


class Studio:
    """Makes engines that use one server and one avatar."""

    def __init__(self, server: OmniRTServer, folder: Path, stack: ExitStack) -> None:
        self._server = server
        self._folder = folder
        self._stack = stack
        self.avatar = still_bundle(folder / "avatar")

    def request(self, *, size_px: tuple[int, int] = (180, 240), **changes: Any) -> EngineRequest:
        """What an engine is asked for; ``changes`` are of its RemoteRequest."""
        wanted: dict[str, Any] = {"url": self._server.url, "model": "flashtalk", **changes}
        return EngineRequest(self.avatar, *size_px, 25, RemoteRequest(**wanted))

    def engine(self, **changes: Any) -> Rig:
        """A rig that has not been started; see ``request``."""
        request = self.request(**changes)
        kind = "omnirt_camera" if changes.get("camera") else "omnirt"
        options = HostOptions(isolation="thread", grace_s=8, credits=6)
        made: AbstractContextManager[Rig] = rig(ENGINES[kind], request, options)
        return self._stack.enter_context(made)


@pytest.fixture
def studio(server: OmniRTServer, tmp_path: Path) -> Iterator[Studio]:
    with ExitStack() as stack:
        yield Studio(server, tmp_path, stack)


PICTURE_NS = 40_000_000
CHUNK_NS = 5 * PICTURE_NS


def marks(frames: list[VideoFrame]) -> list[Mark]:
    """What the pictures say of themselves."""
    found = [read_mark(frame.pixels) for frame in frames]
    assert None not in found
    return [mark for mark in found if mark is not None]


def paired(frames: list[VideoFrame], first: int) -> list[int]:
    """How many chunks each picture is off the sound that it is shown with; ``first``: the server's number of it."""
    return [mark.chunk - first - frame.pts_ns // CHUNK_NS for mark, frame in zip(marks(frames), frames, strict=True)]


def at(first: int, *acts: Act | None) -> Callable[[int], Act | None]:
    """A script for the server's chunks from ``first`` on."""
    return {first + n: act for n, act in enumerate(acts)}.get


def begun(studio: Studio, server: OmniRTServer, **changes: Any) -> tuple[Rig, int]:
    """An engine that is ready, and the number of the next chunk that the server will receive."""
    engine = studio.engine(**changes)
    engine.start()
    return engine, len(server.chunks)


@pytest.fixture
def served() -> Iterator[Served]:
    """The studio's own server, on a port of this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def portrait(tmp_path: Path) -> bytes:
    return portrait_file(tmp_path)
