"""What a server may do in the middle of a live voice, in virtual time, through the whole engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.media.pacer import STALE_NS
from app.media.types import PROGRAM_RATE_HZ, ns_to_samples, samples_to_ns
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_pairing import Heard
from tests.helpers.omnirt_script import Close, Slow, Trickle
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.virtual_show import GEOMETRY, PROGRAM, Remote, World, check, nearest_sample

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@contextmanager
def world_of(server: OmniRTServer, folder: Path) -> Iterator[tuple[World, Remote]]:
    """A world in which somebody speaks, and an engine that has not been loaded."""
    remote = Remote(still_bundle(folder / "avatar"), server.url)
    world = World(remote)
    try:
        yield world, remote
    finally:
        world.close()
        remote.close()


def test_a_server_that_loads_for_a_minute_is_waited_for_while_the_host_rests(tmp_path: Path) -> None:
    with OmniRTServer("app", GEOMETRY) as server, world_of(server, tmp_path) as (world, remote):
        server.wait = world.wait_for(server)
        remote.load()
        world.run(5)
        server.stop()
        remote.wait_until_lost()
        lost, since, begun = len(remote.reasons), nearest_sample(remote.drawn_ns), len(server.inits)
        server.start()
        server.on_init = {begun: Slow(60.0)}.get
        remote.begin()
        # Time must not pass before the server has looked at the clock: its minute would begin in the middle of ours.
        server.until(lambda: len(server.inits) > begun and world.awaited)
        world.run(59)
        assert remote.info is None
        assert len(remote.reasons) == lost
        world.run(2)
        remote.wait_until_ready()
        world.run(5)
        heard = Heard.read(server.chunks, GEOMETRY, within_s=70)
        own = check(world.shown, heard, [(since, remote.begun)])
    assert len(world.shown) >= 69 * PROGRAM.fps
    assert own >= 6 * PROGRAM.fps


def test_however_a_server_closes_the_sound_goes_on_and_the_pictures_come_back(tmp_path: Path) -> None:
    gaps = []
    with OmniRTServer("app", GEOMETRY) as server, world_of(server, tmp_path) as (world, remote):
        remote.load()
        for code in (1000, 1006, 1009, 1011):
            world.run(5)
            server.on_chunk = lambda _: Close(code)  # noqa: B023 - it is called in this round alone
            world.run(3)
            remote.wait_until_lost()
            assert str(code) in remote.reasons[-1].message
            assert not remote.reasons[-1].permanent
            server.on_chunk = lambda _: None
            since = nearest_sample(remote.drawn_ns)
            remote.load()
            gaps.append((since, remote.begun))
        world.run(5)
        own = check(world.shown, Heard.read(server.chunks, GEOMETRY), gaps)
    assert len(remote.reasons) == 4
    assert own >= 20 * PROGRAM.fps


def test_pictures_that_trickle_in_are_not_waited_for(tmp_path: Path) -> None:
    with OmniRTServer("app", GEOMETRY) as server, world_of(server, tmp_path) as (world, remote):
        server.wait = world.wait_for(server)
        remote.load()
        world.run(5)
        begun = world.position
        server.on_chunk = lambda _: Trickle(2048)
        world.waits = False
        world.run(30)
        server.on_chunk = lambda _: None
        ended = world.position
        for _ in range(60):  # what is on its way still trickles
            if remote.drawn_ns > samples_to_ns(world.position):
                break
            world.run(1)
        world.waits = True
        world.run(6)
        heard = Heard.read(server.chunks, GEOMETRY, within_s=120)
    # A picture is shown while it is that of its sound, a moment longer, and then never again.
    ages = [
        (slot.position, slot.position - first)
        for slot in world.shown
        if slot.mark is not None and (first := heard.first_sample(slot.mark)) is not None
    ]
    moment = ns_to_samples(STALE_NS) + heard.picture_samples
    assert all(0 <= age <= moment for _, age in ages)
    came = 3 * GEOMETRY.samples * PROGRAM_RATE_HZ // 16_000
    assert not [position for position, _ in ages if begun + came < position < ended], "the host did not rest"
    tail = [age for position, age in ages if position > world.position - 4 * PROGRAM_RATE_HZ]
    assert len(tail) >= 4 * PROGRAM.fps - 1, "the pictures did not come back"
    assert all(age < heard.picture_samples for age in tail)
    assert remote.reasons == []
    assert remote.most_waiting < 6 * PROGRAM_RATE_HZ, "sound is piling up"
