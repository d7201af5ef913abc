"""An engine in its host, and a server that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.engine.base import EngineRequest, RemoteRequest
from app.engine.host import HostOptions
from app.engine.table import ENGINES
from tests.helpers.avatars import still_bundle
from tests.helpers.engine_probe import Rig, rig
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer

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
        wanted: dict[str, Any] = {"model": "flashtalk", **changes}
        return EngineRequest(self.avatar, *size_px, 25, RemoteRequest(self._server.url, **wanted))

    def engine(self, **changes: Any) -> Rig:
        """A rig that has not been started; see ``request``."""
        request = self.request(**changes)
        options = HostOptions(isolation="thread", grace_s=8, credits=6)
        made: AbstractContextManager[Rig] = rig(ENGINES["omnirt"], request, options)
        return self._stack.enter_context(made)


@pytest.fixture
def studio(server: OmniRTServer, tmp_path: Path) -> Iterator[Studio]:
    with ExitStack() as stack:
        yield Studio(server, tmp_path, stack)
