"""Every engine, in a thread and in a process, against one specification."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.engine.base import EngineRequest
from app.engine.host import HostOptions
from app.engine.launch import Isolation
from app.engine.table import ENGINES
from app.media.test_signal import samples
from app.media.types import NS_PER_S, MouthCue, MouthShape, VideoFrame, samples_to_ns
from tests.helpers.engine_probe import Rig, rig, seconds

AVATAR = Path(__file__).parents[2] / "resources" / "avatars" / "mira"
CREDITS = 6
SILENCE = np.zeros(seconds(0.2), np.float32)
WIDE = MouthShape(openness=1.0)


WAYS: tuple[Isolation, ...] = ("thread", "process")
LONG = ("builtin", "process")  # it takes seconds to start, and the tests of the whole program have it, too

every_engine = pytest.mark.parametrize(  # but for those that need a server or a model, which have tests of their own
    ("kind", "isolation"),
    [
        pytest.param(kind, way, marks=[pytest.mark.slow] if (kind, way) == LONG else [], id=f"{kind}-{way}")
        for kind in sorted(ENGINES.keys() - {"local", "omnirt", "omnirt_camera"})
        for way in WAYS
    ],
)


@pytest.fixture
def engine(kind: str, isolation: Isolation) -> Iterator[Rig]:
    options = HostOptions(isolation=isolation, credits=CREDITS)
    with rig(ENGINES[kind], EngineRequest(AVATAR, 180, 240, 25), options) as made:
        yield made


@every_engine
def test_it_says_what_it_is(engine: Rig) -> None:
    info = engine.start()
    assert info.name
    assert info.fps in range(10, 61)
    assert 8_000 <= info.rate_hz <= 48_000
    assert 0 < info.chunk_ns <= 2 * NS_PER_S
    assert info.lookahead_ns >= 0
    assert info.render_ns > 0
    assert 0 < info.width_px * info.height_px <= 180 * 240
    assert 0 < engine.probe.session_create_ms[0] < 30_000


@every_engine
@pytest.mark.parametrize("length_s", [0.01, 0.5, 2.345])
def test_a_turn_comes_back_as_pictures_without_gaps_or_overlaps(engine: Rig, length_s: float) -> None:
    info = engine.start()
    frames = engine.speak_whole(7, seconds(length_s), piece=777)
    assert frames[0].pts_ns == 0
    for before, after in pairwise(frames):
        assert after.pts_ns == before.pts_ns + before.duration_ns
    for frame in frames:
        assert frame.turn == 7
        assert frame.duration_ns > 0
        assert frame.pixels.shape == (info.height_px, info.width_px, 4)
    end_ns = frames[-1].pts_ns + frames[-1].duration_ns
    spoken_ns = samples_to_ns(seconds(length_s))
    # The last chunk is padded with silence, and the drawing of lookahead may add as much again.
    assert spoken_ns <= end_ns + info.chunk_ns
    assert end_ns <= spoken_ns + 2 * info.chunk_ns + info.lookahead_ns
    assert len(frames) == pytest.approx(end_ns * info.fps / NS_PER_S, abs=2)
    untils = [until_ns for turn, until_ns in engine.probe.progress if turn == 7]
    assert untils == sorted(set(untils))
    assert untils[-1] == end_ns


@every_engine
def test_pictures_show_what_they_hear(engine: Rig) -> None:
    engine.start()
    frames = engine.speak_whole(1, seconds(1))
    assert any((frame.pixels != frames[0].pixels).any() for frame in frames)
    assert all(frame.pixels[..., 3].any() for frame in frames), "something is there"


@every_engine
def test_it_is_never_further_ahead_than_its_credits(engine: Rig) -> None:
    engine.probe.releases = False
    engine.start()
    engine.speak(1, seconds(2))
    engine.probe.wait(lambda: len(engine.probe.frames) == CREDITS)
    engine.host.release(2)
    engine.probe.wait(lambda: len(engine.probe.frames) == CREDITS + 2)
    engine.probe.wait(lambda: engine.probe.stats, 5)  # a second has passed
    assert len(engine.probe.frames) == CREDITS + 2
    assert engine.probe.done == []


@every_engine
def test_turns_follow_each_other_and_an_empty_one_is_done_at_once(engine: Rig) -> None:
    engine.start()
    first = [(f.pts_ns, f.duration_ns) for f in engine.speak_whole(1, seconds(0.3))]
    engine.host.new_turn(2, 0)
    engine.host.end_turn(2)
    engine.probe.wait(lambda: 2 in engine.probe.done)
    assert engine.probe.of_turn(2) == []
    assert [(f.pts_ns, f.duration_ns) for f in engine.speak_whole(3, seconds(0.3))] == first


@every_engine
def test_an_interrupt_takes_hold_at_once_even_without_credit(engine: Rig) -> None:
    engine.probe.releases = False
    engine.start()
    engine.speak(1, seconds(2))
    engine.probe.wait(lambda: len(engine.probe.frames) == CREDITS)
    engine.speak(2, seconds(0.5))
    engine.probe.releases = True
    engine.host.release(CREDITS)
    engine.probe.wait(lambda: engine.probe.done == [2])
    turns = [frame.turn for frame in engine.probe.frames]
    assert turns == sorted(turns)
    assert turns.count(1) == CREDITS
    assert engine.probe.of_turn(2)[0].pts_ns == 0


@every_engine
def test_what_is_pushed_for_older_turns_or_after_the_end_is_ignored(engine: Rig) -> None:
    engine.start()
    engine.host.push(1, SILENCE)
    engine.host.new_turn(2, 0)
    engine.host.push(1, SILENCE)
    engine.host.end_turn(1)
    engine.host.push(2, SILENCE)
    engine.host.end_turn(2)
    engine.host.push(2, SILENCE)
    engine.host.end_turn(2)
    engine.probe.wait(lambda: engine.probe.done == [2])
    info = engine.probe.infos[0]
    end_ns = engine.probe.progress[-1][1]
    assert end_ns <= samples_to_ns(len(SILENCE)) + 2 * info.chunk_ns + info.lookahead_ns


@every_engine
def test_a_turn_can_be_taken_up_in_its_middle(engine: Rig) -> None:
    engine.start()
    engine.speak(1, seconds(0.4), start=seconds(3))
    engine.probe.wait(lambda: engine.probe.done)
    assert engine.probe.frames[0].pts_ns == 3 * NS_PER_S
    assert engine.probe.progress[-1][1] >= 3 * NS_PER_S + NS_PER_S // 4


@every_engine
def test_an_expression_leaves_time_and_size_of_the_pictures_alone(engine: Rig) -> None:
    engine.host.express("smile", 0)  # nobody is there yet
    engine.start()
    plain = [(f.pts_ns, f.duration_ns, f.pixels.shape) for f in engine.speak_whole(1, seconds(0.5))]
    engine.host.express("nod", 100_000_000)
    assert [(f.pts_ns, f.duration_ns, f.pixels.shape) for f in engine.speak_whole(2, seconds(0.5))] == plain


@pytest.fixture
def face(isolation: Isolation) -> Iterator[Rig]:
    options = HostOptions(isolation=isolation)
    with rig(ENGINES["builtin"], EngineRequest(AVATAR, 180, 240, 25), options) as made:
        yield made


def differences(first: list[VideoFrame], second: list[VideoFrame]) -> list[bool]:
    return [bool((a.pixels != b.pixels).any()) for a, b in zip(first, second, strict=True)]


def test_a_face_makes_an_expression_at_its_moment_and_comes_back(face: Rig) -> None:
    fps = face.start().fps
    plain = face.speak_whole(1, seconds(1.8))
    face.host.express("nod", 300_000_000)
    differ = differences(plain, face.speak_whole(2, seconds(1.8)))
    begins, ends = fps * 3 // 10, fps * 16 // 10
    assert not any(differ[: begins + 1])
    assert sum(differ[begins:ends]) > fps // 2
    assert not any(differ[ends:])


def test_a_restarted_engine_has_a_neutral_face(face: Rig) -> None:
    face.start()
    plain = face.speak_whole(1, seconds(0.6))
    face.host.express("nod", 0)
    assert any(differences(plain, face.speak_whole(2, seconds(0.6))))
    face.host.stop()
    face.host.express("nod", 0)
    face.start()
    assert not any(differences(plain, face.speak_whole(3, seconds(0.6))))


@every_engine
def test_it_stops_and_starts_again(engine: Rig) -> None:
    engine.start()
    engine.speak_whole(1, seconds(0.2))
    engine.host.stop()
    assert engine.probe.downs == [None]
    assert not engine.host.running
    engine.host.stop()
    engine.host.push(1, SILENCE)
    engine.host.new_turn(2, 0)
    engine.start()
    assert len(engine.speak_whole(3, seconds(0.2))) > 0
    engine.host.stop()
    assert engine.probe.downs == [None, None]
    assert engine.probe.threads == {"engine host"}


@every_engine
def test_what_is_known_of_the_words_changes_no_stamp(engine: Rig) -> None:
    engine.start()
    expected = [(frame.pts_ns, frame.duration_ns) for frame in engine.speak_whole(1, seconds(0.5))]
    for turn, cues in ((2, [MouthCue(0, WIDE)]), (3, [MouthCue(-5, None), MouthCue(10**9, WIDE)])):
        engine.host.new_turn(turn, 0)
        engine.host.push_cues(turn, cues)
        engine.host.push(turn, samples(0, seconds(0.5)))
        engine.host.end_turn(turn)
        engine.probe.wait(lambda: engine.probe.done[-1] == turn)  # noqa: B023 - waits within the loop
        assert [(frame.pts_ns, frame.duration_ns) for frame in engine.probe.of_turn(turn)] == expected


def test_the_built_in_engine_draws_what_is_known_of_the_words(isolation: Isolation) -> None:
    request = EngineRequest(AVATAR, 180, 240, 25)
    with rig(ENGINES["builtin"], request, HostOptions(isolation=isolation, credits=CREDITS)) as engine:
        engine.start()
        for turn, cues in ((1, [MouthCue(0, WIDE), MouthCue(NS_PER_S // 2, MouthShape())]), (2, [])):
            engine.host.new_turn(turn, 0)
            engine.host.push_cues(turn, cues)
            engine.host.push(turn, np.zeros(seconds(1), np.float32))
            engine.host.end_turn(turn)
            engine.probe.wait(lambda: len(engine.probe.done) == turn)  # noqa: B023 - waits within the loop
        said, silent = engine.probe.of_turn(1), engine.probe.of_turn(2)
        changed = [bool((one.pixels != two.pixels).any()) for one, two in zip(said, silent, strict=True)]
        assert all(changed[1:10])
        assert not any(changed[20:]), "nor does the nod of its beginning last longer"
