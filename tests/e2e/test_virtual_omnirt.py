"""Voice-through for half an hour in virtual time, drawn by a server to which the connection is lost every minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_pairing import Heard
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.virtual_show import GEOMETRY, PROGRAM, Remote, World, check, nearest_sample


@pytest.mark.timeout(300)
@pytest.mark.parametrize("minutes", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_virtual_minutes_with_a_reconnect_in_each(minutes: int, tmp_path: Path) -> None:
    with OmniRTServer("app", GEOMETRY) as server:
        remote = Remote(still_bundle(tmp_path / "avatar"), server.url)
        world = World(remote)
        gaps = []
        try:
            remote.load()
            for _ in range(minutes):
                world.run(59)
                server.stop()
                remote.wait_until_lost()
                since = nearest_sample(remote.drawn_ns)
                world.run(1)
                server.start()
                remote.load()
                gaps.append((since, remote.begun))
            world.run(5)
        finally:
            world.close()
            remote.close()
        own = check(world.shown, Heard.read(server.chunks, GEOMETRY), gaps)
    assert len(world.shown) >= (60 * minutes + 3) * PROGRAM.fps
    assert own >= (57 * minutes + 2) * PROGRAM.fps
