"""The seam between studio and engine, with an engine that does as it is told: in a thread and in a process."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.engine.host import HostOptions
from app.engine.life import PLACES
from app.media.chunker import TurnResampler
from app.media.test_signal import samples
from app.media.types import MouthCue, MouthShape, Samples, samples_to_ns
from tests.helpers.engine_probe import MakeRig, heard, seconds, wait_until
from tests.helpers.faulty_engine import RATE_HZ, Script


def drawn(folder: Path) -> int:
    """Pictures that the engine was asked for so far."""
    path = folder / "drawn"
    return int((path.read_text() if path.exists() else "") or 0)


def in_chunks(sound: Samples, chunk: int) -> Samples:
    """The sound as a worker hands it on: at the engine's rate, padded to whole chunks."""
    resampler = TurnResampler(RATE_HZ)
    resampled = np.concatenate((resampler.push(sound), resampler.flush()))
    return np.concatenate((resampled, np.zeros(-len(resampled) % chunk, np.float32)))


# ---- sound in, stamps out


@pytest.mark.parametrize("piece", [333, 4800, 96_000])
def test_the_engine_hears_every_sample_once_and_silence_at_the_end(make: MakeRig, tmp_path: Path, piece: int) -> None:
    made = make(Script(chunk=1000))
    made.start()
    made.speak_whole(4, seconds(1.01), piece=piece)
    expected = in_chunks(samples(0, seconds(1.01)), 1000)
    assert len(heard(tmp_path, 4)) == 17_000
    assert np.allclose(heard(tmp_path, 4), expected, atol=1e-5)
    assert (tmp_path / "turn-4").read_text() == "0"


@pytest.mark.parametrize(
    ("counts", "yields"),
    [((0,), ()), ((1,), ()), ((3, 0, 1, 7), ()), ((4,), (2, 4, 0)), ((2,), (5, 1)), ((28,), ())],
    ids=["none", "one", "changing", "fewer than announced", "more than announced", "many"],
)
def test_pictures_are_spread_over_their_chunk_however_many_there_are(
    make: MakeRig, counts: tuple[int, ...], yields: tuple[int, ...]
) -> None:
    chunk, chunks = 1237, 6
    made = make(Script(chunk=chunk, counts=counts, yields=yields))
    made.start()
    frames = made.speak_whole(1, chunk * chunks * 3)
    expected = []
    for n in range(chunks):
        start_ns, end_ns = samples_to_ns(chunk * n, RATE_HZ), samples_to_ns(chunk * (n + 1), RATE_HZ)
        announced = counts[n % len(counts)]
        drawn = min(announced, yields[n % len(yields)]) if yields else announced
        edges = [start_ns + (end_ns - start_ns) * j // announced for j in range(announced + 1)] if announced else [0]
        expected += [(edges[j], edges[j + 1] - edges[j]) for j in range(drawn)]
    assert [(frame.pts_ns, frame.duration_ns) for frame in frames] == expected
    assert [frame.pixels[0, 0, 0] for frame in frames] == [n % 251 for n in range(len(frames))]
    assert made.probe.progress == [(1, samples_to_ns(chunk * (n + 1), RATE_HZ)) for n in range(chunks)]


def test_what_lookahead_holds_back_is_drawn_at_the_end(make: MakeRig) -> None:
    made = make(Script(chunk=640, lookahead=960, tail=2))
    made.start()
    frames = made.speak_whole(1, 640 * 5 * 3)
    assert [(f.pts_ns, f.duration_ns) for f in frames[:3]] == [(0, 0), (0, 20_000_000), (20_000_000, 40_000_000)]
    assert [(f.pts_ns, f.duration_ns) for f in frames[-2:]] == [(140_000_000, 30_000_000), (170_000_000, 30_000_000)]
    assert made.probe.progress[-1] == (1, 200_000_000)


def test_every_picture_survives_the_ring_unchanged(make: MakeRig) -> None:
    """The test takes its time, so that the ring runs full and goes round many times."""
    made = make(Script(counts=(25,)), options=HostOptions(credits=3))
    made.probe.releases = False
    made.start()
    made.speak(1, seconds(0.4))
    for count in range(250):
        made.probe.wait_frames(count + 1)
        assert len(made.probe.frames) <= count + 3
        made.host.release(1)
    made.probe.wait(lambda: made.probe.done)
    for n, frame in enumerate(made.probe.frames):
        assert (frame.pixels == n % 251).all()


def test_a_picture_keeps_its_place_until_the_host_has_copied_it(make: MakeRig, tmp_path: Path) -> None:
    """Held up with the first, the host has copied that one alone: credit for 20 or not, the ring takes four more."""
    made = make(Script(counts=(25,)), options=HostOptions(credits=20))
    made.start()
    made.probe.gate.clear()
    made.speak(1, seconds(0.4))
    wait_until(lambda: drawn(tmp_path) >= 1 + PLACES)
    made.probe.wait(lambda: made.probe.frames)
    time.sleep(0.3)  # in which a worker that looked at its credit alone would draw on
    assert drawn(tmp_path) == 1 + PLACES
    made.probe.gate.set()
    made.probe.wait(lambda: made.probe.done)
    assert [int(frame.pixels.min()) for frame in made.probe.frames] == [n % 251 for n in range(250)]
    assert [int(frame.pixels.max()) for frame in made.probe.frames] == [n % 251 for n in range(250)]


def test_more_pictures_than_there_are_places_wait_to_be_shown(make: MakeRig) -> None:
    made = make(Script(counts=(25,)), options=HostOptions(credits=3 * PLACES))
    made.probe.releases = False
    made.start()
    made.speak(1, seconds(0.4))
    made.probe.wait_frames(3 * PLACES)
    beats = len(made.probe.stats)
    made.probe.wait(lambda: len(made.probe.stats) > beats + 1)
    assert len(made.probe.frames) == 3 * PLACES


# ---- another avatar


def test_an_engine_draws_another_avatar_without_being_started_anew(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(counts=(9,)), options=HostOptions(credits=6))
    made.start()
    made.probe.releases = False
    made.speak(1, seconds(2.0))
    made.probe.wait_frames(6)
    other = tmp_path / "other"
    other.mkdir()
    Script().write(other)
    made.probe.releases = True
    made.host.switch(replace(made.request, avatar=other))
    made.host.release(6)
    made.probe.wait(lambda: len(made.probe.infos) == 2)
    assert made.probe.done == []  # the turn went with the avatar that it was drawn with
    for turn in (2, 3):
        assert len(made.speak_whole(turn, seconds(0.4))) == 10
    assert {frame.turn for frame in made.probe.frames[6:]} == {2, 3}
    assert len(heard(other, 2)) == 6400
    assert made.probe.downs == []


# ---- cues

CUED = "tests.helpers.faulty_engine:CuedEngine"


def told(folder: Path, turn: int) -> list[str]:
    """What an engine was told to expect: samples heard before, time, openness."""
    path = folder / f"cues-{turn}"
    return path.read_text().splitlines() if path.exists() else []


def test_cues_come_before_their_sound_and_in_its_turn_only(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(), factory=CUED)
    made.start()
    host = made.host
    host.new_turn(1, 0)
    host.push_cues(1, [MouthCue(0, MouthShape(0.25)), MouthCue(20_000_000, None)])
    host.push(1, samples(0, 9600))
    wait_until(lambda: len(heard(tmp_path, 1)) >= 2560)
    host.push_cues(1, [MouthCue(200_000_000, MouthShape(0.5))])
    host.push(1, samples(9600, 9600))
    host.push_cues(0, [MouthCue(0, None)])
    host.end_turn(1)
    host.push_cues(1, [MouthCue(0, None)])
    made.probe.wait(lambda: made.probe.done == [1])
    first, second, third = (line.split() for line in told(tmp_path, 1))
    assert (first, second) == (["0", "0", "0.25"], ["0", "20000000", "None"])
    assert third[1:] == ["200000000", "0.5"]
    assert 2560 <= int(third[0]) <= 3200
    made.speak_whole(2, seconds(0.1))
    assert told(tmp_path, 2) == []


def test_cues_count_from_where_a_turn_is_taken_up(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(), factory=CUED)
    made.start()
    made.host.new_turn(3, 0, start=seconds(2))
    made.host.push_cues(3, [MouthCue(1_900_000_000, None), MouthCue(2_100_000_000, None)])
    made.host.end_turn(3)
    made.probe.wait(lambda: made.probe.done == [3])
    assert told(tmp_path, 3) == ["0 -100000000 None", "0 100000000 None"]


def test_an_engine_that_knows_no_cues_draws_all_the_same(make: MakeRig) -> None:
    made = make(Script())
    made.start()
    made.host.new_turn(1, 0)
    made.host.push_cues(1, [MouthCue(0, MouthShape(1.0))])
    made.host.push(1, samples(0, 9600))
    made.host.end_turn(1)
    made.probe.wait(lambda: made.probe.done == [1])
    assert len(made.probe.frames) == 5


# ---- interrupts


def test_an_interrupt_waits_for_one_picture_at_most(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(counts=(100,), chunk=16_000, picture_ms=30))
    made.start()
    made.speak(1, seconds(1))
    made.probe.wait(lambda: len(made.probe.frames) >= 2)
    made.host.new_turn(2, 5)
    wait_until((tmp_path / "turn-2").exists)
    drawn = int((tmp_path / "drawn").read_text())
    assert drawn < 50, "the old turn was not drawn to its end"
    made.host.end_turn(2)
    made.probe.wait(lambda: made.probe.done == [2])
    assert (tmp_path / "turn-2").read_text() == "5"
    assert made.probe.of_turn(2) == []


def test_pictures_that_were_on_their_way_are_not_shown_after_an_interrupt(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(counts=(1 + PLACES,)))
    made.probe.gate.clear()
    made.start()
    made.speak(1, seconds(0.2))
    made.probe.wait_frames(1)
    wait_until(lambda: drawn(tmp_path) == 1 + PLACES)
    made.host.new_turn(2, 0)
    made.host.end_turn(2)
    made.probe.gate.set()
    made.probe.wait(lambda: 2 in made.probe.done)
    assert len(made.probe.frames) == 1
    assert made.probe.progress == []
    assert made.probe.done == [2]


def test_nothing_of_an_interrupted_turn_is_heard_in_the_next(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(chunk=1000))
    made.start()
    made.speak(1, seconds(0.33), end=False)
    made.speak(2, seconds(0.5), end=False)
    for turn in (3, 4):
        made.speak_whole(turn, seconds(0.25))
        assert np.allclose(heard(tmp_path, turn), in_chunks(samples(0, seconds(0.25)), 1000), atol=1e-5)


def test_credits_survive_any_number_of_interrupts(make: MakeRig) -> None:
    made = make(Script(counts=(5,)), options=HostOptions(credits=4))
    made.start()
    for turn in range(40):
        made.speak(turn, seconds(0.3), end=False)
        if turn % 3 == 0:
            made.probe.wait_frames(1, turn)
    made.probe.keeps_turn = 99
    made.speak(99, seconds(0.3))
    made.probe.wait_frames(4, turn=99)
    made.host.release(4)
    made.probe.wait_frames(8, turn=99)


def test_releasing_what_was_never_drawn_gives_no_credit(make: MakeRig) -> None:
    made = make(Script(counts=(50,)), options=HostOptions(credits=4))
    made.probe.releases = False
    made.start()
    made.host.release(1000)
    made.speak(1, seconds(0.5))
    made.probe.wait(lambda: made.probe.stats)
    assert len(made.probe.frames) == 4
