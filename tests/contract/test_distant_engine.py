"""The worker's loop with an engine that draws elsewhere: it is handed sound, and pictures come back later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.engine.base import EngineRequest, Flushed
from app.engine.host import HostOptions
from tests.helpers import distant_engine
from tests.helpers.distant_engine import CHUNK, FACTORY, PICTURES, DistantEngine
from tests.helpers.engine_probe import Rig, rig, wait_until

CREDITS = 3
CHUNK_NS = 100_000_000


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Rig]:
    options = HostOptions(isolation="thread", credits=CREDITS)
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), options) as running:
        yield running
    distant_engine.made.clear()


def started(made: Rig) -> DistantEngine:
    made.host.start(made.request)
    wait_until(lambda: distant_engine.made)
    engine = distant_engine.made[-1]
    wait_until(lambda: hasattr(engine, "_width_px"))
    engine.give(engine.info())
    made.probe.wait(lambda: made.probe.infos)
    return engine


def submitted(engine: DistantEngine, count: int) -> None:
    wait_until(lambda: len(engine.submitted) == count)


def test_it_is_ready_when_it_says_so_and_can_be_stopped_before(made: Rig) -> None:
    made.host.start(made.request)
    wait_until(lambda: distant_engine.made)
    assert not made.probe.infos
    made.host.stop()
    assert made.probe.downs == [None]
    assert distant_engine.made[-1].closed


def test_it_is_handed_as_much_as_it_has_room_for_before_anything_has_come(made: Rig) -> None:
    engine = started(made)
    made.speak(1, 5 * CHUNK * 3, end=False)
    submitted(engine, 2)
    engine.give(engine.stretch(0, 1))
    submitted(engine, 3)


def test_the_next_chunks_go_out_while_pictures_wait_for_credit(made: Rig) -> None:
    made.probe.releases = False
    engine = started(made)
    made.speak(1, 6 * CHUNK * 3, end=False)
    submitted(engine, 2)
    engine.give(engine.stretch(0, 1))
    made.probe.wait_frames(CREDITS)
    submitted(engine, 3)
    assert engine.drawn == CREDITS, "a picture is drawn when there is credit for it"
    engine.give(engine.stretch(1, 2))
    wait_until(lambda: not engine.room or len(engine.submitted) == 3)
    made.host.release(CREDITS)
    made.probe.wait_frames(2 * CREDITS)
    submitted(engine, 4)


def test_what_has_come_counts_as_drawn_although_it_waits_for_credit(made: Rig) -> None:
    made.probe.releases = False
    engine = started(made)
    made.speak(1, 6 * CHUNK * 3, end=False)
    submitted(engine, 2)
    engine.give(engine.stretch(0, 1))
    engine.give(engine.stretch(1, 2))
    made.probe.wait(lambda: made.probe.progress == [(1, CHUNK_NS), (1, 2 * CHUNK_NS)])
    assert len(made.probe.frames) <= CREDITS


def test_pictures_are_spread_over_their_chunk_and_progress_follows(made: Rig) -> None:
    engine = started(made)
    made.speak(1, 2 * CHUNK * 3)
    submitted(engine, 2)
    engine.give(engine.stretch(0, 1))
    engine.give(engine.stretch(1, 2))
    wait_until(lambda: engine.ended == [1])
    assert not made.probe.done
    engine.give(Flushed(1))
    made.probe.wait(lambda: made.probe.done == [1])
    step = CHUNK_NS // PICTURES
    assert [frame.pts_ns for frame in made.probe.frames] == [n * step for n in range(2 * PICTURES)]
    assert made.probe.progress == [(1, CHUNK_NS), (1, 2 * CHUNK_NS)]


def test_a_new_turn_takes_the_place_of_pictures_that_wait(made: Rig) -> None:
    made.probe.releases = False
    engine = started(made)
    made.speak(1, 3 * CHUNK * 3, end=False)
    submitted(engine, 2)
    engine.give(engine.stretch(0, 1))
    made.probe.wait_frames(CREDITS)
    made.speak(2, CHUNK * 3)
    made.host.release(CREDITS)
    wait_until(lambda: [turn for turn, _ in engine.submitted].count(2) == 1)
    engine.give(engine.stretch(0, 9))
    engine.give(Flushed(2))
    made.probe.wait(lambda: len(made.probe.of_turn(2)) == CREDITS)
    made.host.release(CREDITS)
    made.probe.wait(lambda: made.probe.done == [2])
    assert {int(frame.pixels[0, 0, 0]) for frame in made.probe.of_turn(2)} == {9}
    assert len(made.probe.of_turn(1)) == CREDITS


def test_a_notice_is_passed_on_and_the_engine_goes_on(made: Rig) -> None:
    engine = started(made)
    engine.give(AppError("engine.taken", "Somebody else has the server.", "Wait."))
    made.probe.wait(lambda: made.probe.notices)
    assert made.probe.notices[0].code == "engine.taken"
    assert not made.probe.downs


def test_what_ends_it_is_named(made: Rig) -> None:
    engine = started(made)
    engine.fail(AppError("engine.lost", "The server is gone."))
    made.probe.wait(lambda: made.probe.downs)
    (reason,) = made.probe.downs
    assert reason is not None
    assert reason.code == "engine.lost"
    assert engine.closed


def test_time_that_was_spent_elsewhere_counts_as_rendering(made: Rig) -> None:
    engine = started(made)
    made.speak(1, CHUNK * 3)
    submitted(engine, 1)
    engine.give(engine.stretch(0, 1))
    engine.give(Flushed(1))
    made.probe.wait(lambda: any(stats.audio_ns for stats in made.probe.stats))
    stats = next(stats for stats in made.probe.stats if stats.audio_ns)
    assert stats.audio_ns == CHUNK_NS
    assert stats.render_ns >= 50_000_000
    assert stats.chunk_p99_ns >= 50_000_000


def test_options_reach_it_while_it_runs(made: Rig) -> None:
    engine = started(made)
    made.host.configure({"cfg_scale": 1.5})
    wait_until(lambda: engine.configured == [{"cfg_scale": 1.5}])
