"""Voice-through for half an hour in virtual time, drawn by the studio's own server in one unbroken session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_pairing import Heard
from tests.helpers.served import serving
from tests.helpers.virtual_show import GEOMETRY, PROGRAM, Remote, World, check


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("minutes", "lag"), [(1, 0), (1, 3), pytest.param(30, 0, marks=pytest.mark.slow)], ids=["1", "1 behind", "30"]
)
def test_every_slot_of_a_served_show_has_its_own_picture(minutes: int, lag: int, tmp_path: Path) -> None:
    with serving(geometry=GEOMETRY, lag=lag) as served:
        remote = Remote(still_bundle(tmp_path / "avatar"), served.url)
        world = World(remote)
        try:
            remote.load()
            assert remote.info is not None
            assert not remote.info.offers_camera
            for _ in range(minutes):
                world.run(60)
        finally:
            world.close()
            remote.close()
        own = check(world.shown, Heard.read(served.script.chunks, GEOMETRY), [])
    assert own == len(world.shown) >= (60 * minutes - 5) * PROGRAM.fps
    assert served.script.made == 1
