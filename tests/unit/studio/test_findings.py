"""What is said of numbers that are good, and of each that is bad."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.rungs import Rung, RungState
from app.engine.base import EngineInfo
from app.media.types import PROGRAM_RATE_HZ
from app.studio import findings
from app.studio.findings import FirstFrame
from app.studio.overheard import Boundaries, Slot

MS = 1_000_000
INFO = EngineInfo("OmniRT flashtalk", 25, 16_000, 1_120 * MS, 0, 900 * MS, 416, 704)
QUICK = FirstFrame(480, 310, 955, 1_820)


def figure(rung: Rung, name: str) -> float:
    return dict(rung.figures)[name]


def test_a_line_that_begins_soon_is_split_into_what_it_waited_for() -> None:
    rung = findings.first_frame(QUICK, INFO)
    assert (rung.state, rung.time_ms, rung.advice) == (RungState.GOOD, 1_745, ())
    for part in ("480 ms for the voice", "310 ms to fill", "955 ms to draw", "1.82 s"):
        assert part in rung.text
    assert figure(rung, "tts_first_pcm_ms") == 480
    assert figure(rung, "avatar_first_frame_ms") == 1_265


@pytest.mark.parametrize(
    ("first", "info", "advice"),
    [
        (replace(QUICK, tts_ms=2_300), INFO, "Typed lines wait 2.30 s"),
        (replace(QUICK, fill_ms=1_500), INFO, "more slowly than it is spoken"),
        (QUICK, replace(INFO, chunk_ns=1_320 * MS), "frame_num"),
        (replace(QUICK, render_ms=1_200), INFO, "sampling steps"),
    ],
)
def test_what_makes_a_line_begin_late_is_named(first: FirstFrame, info: EngineInfo, advice: str) -> None:
    rung = findings.first_frame(first, info)
    assert rung.state is RungState.DOUBTFUL
    assert advice in " ".join(rung.advice)


def test_sound_that_is_whole() -> None:
    rung = findings.sound(Boundaries(), 61.4)
    assert (rung.state, rung.advice) == (RungState.GOOD, ())
    assert "61.4 s" in rung.text


@pytest.mark.parametrize(
    ("found", "state", "words", "advice"),
    [
        (Boundaries(waits=(24_000, 48_000)), RungState.BAD, "2 gaps of 1.50 s together, the longest 1.00 s,", "chunks"),
        (Boundaries(starved=(4_800,)), RungState.BAD, "a gap of 100 ms because the voice was late", "more slowly"),
        (Boundaries(clicks=1), RungState.BAD, "1 click", "fault of the studio"),
        (Boundaries(lost=480), RungState.BAD, "Lost or heard twice were 480 samples", "fault of the studio"),
        (Boundaries(own_clicks=2), RungState.DOUBTFUL, "itself clicks", "another voice"),
    ],
)
def test_what_is_wrong_with_the_sound_is_named(found: Boundaries, state: RungState, words: str, advice: str) -> None:
    rung = findings.sound(found, 10.0)
    assert rung.state is state
    assert words in rung.text
    assert advice in " ".join(rung.advice)


@pytest.mark.parametrize(
    ("rest", "speaking", "ends", "state", "words"),
    [
        ([0.03, 0.04], [0.05, 0.24], [0.04], RungState.GOOD, "is closed"),
        ([0.15], [0.15, 0.30], [0.16], RungState.GOOD, "0.15 of its width at rest"),
        ([0.03], [0.05, 0.24], [0.04, 0.15], RungState.DOUBTFUL, "still open"),
        ([0.03], [0.03, 0.05], [0.03], RungState.DOUBTFUL, "hardly moves"),
        ([], [0.1], [0.1], RungState.DOUBTFUL, "No face was found in the host at rest."),
        ([0.1], [], [0.1], RungState.DOUBTFUL, "No face was found in the pictures of speech."),
    ],
)
def test_the_mouth(rest: list[float], speaking: list[float], ends: list[float], state: RungState, words: str) -> None:
    rung = findings.mouth(rest, speaking, ends)
    assert rung.state is state
    assert words in rung.text
    assert bool(rung.figures) is ("No face" not in rung.text)


def test_chunks_are_told_by_their_middle_and_their_slowest() -> None:
    times = [800 * MS] * 50 + [900 * MS] * 49 + [5_000 * MS]
    rung = findings.chunks(times, 1_120 * MS)
    assert rung.state is RungState.GOOD
    assert (figure(rung, "chunk_p50_ms"), figure(rung, "chunk_p99_ms")) == (800, 900)
    assert figure(rung, "chunks") == 100


@pytest.mark.parametrize(
    ("usual_ms", "slowest_ms", "state"),
    [(800, 1_100, RungState.DOUBTFUL), (1_200, 1_300, RungState.BAD)],
)
def test_chunks_that_are_too_slow(usual_ms: int, slowest_ms: int, state: RungState) -> None:
    rung = findings.chunks([usual_ms * MS] * 40 + [slowest_ms * MS], 1_120 * MS)
    assert rung.state is state
    assert any("sampling steps" in advice for advice in rung.advice)


def test_no_chunk_is_no_number() -> None:
    assert findings.chunks([], 1_120 * MS).state is RungState.DOUBTFUL


def line(seconds: int, every: int = 1) -> list[Slot]:
    """A line at 30 slots and 25 pictures a second, of which only every so many-th comes."""
    size = PROGRAM_RATE_HZ // 30
    sound = np.zeros(size, np.float32)
    return [
        Slot(n * size, sound, size * 10_000, n * 25 // 30 // every * every) for n in range(seconds * 30)
    ]  # fmt: skip


def test_what_goes_on_as_it_began() -> None:
    rung = findings.stability([line(10)] * 6, 25, 30, [800 * MS] * 54)
    assert (rung.state, rung.advice) == (RungState.GOOD, ())
    assert (figure(rung, "seconds"), figure(rung, "fps_mean")) == (60.0, 25.0)
    assert figure(rung, "fps_worst") >= 25


def test_a_program_shows_no_more_pictures_than_it_has_slots() -> None:
    assert findings.stability([line(10)], 60, 25, []).state is RungState.GOOD


def test_pictures_that_stay_away() -> None:
    rung = findings.stability([line(10, every=2)], 25, 30, [])
    assert rung.state is RungState.DOUBTFUL
    assert figure(rung, "fps_mean") == pytest.approx(12.5, abs=0.1)


def test_one_second_without_pictures_is_the_worst() -> None:
    slots = line(10)
    slots[96:126] = [replace(slot, picture_ns=None) for slot in slots[96:126]]
    assert figure(findings.stability([slots], 25, 30, []), "fps_worst") == 0


def test_a_server_that_grows_slower() -> None:
    rung = findings.stability([line(10)], 25, 30, [800 * MS] * 20 + [1_100 * MS] * 20)
    assert rung.state is RungState.DOUBTFUL
    assert "Renew after" in rung.advice[0]
    assert findings.stability([line(10)], 25, 30, [800 * MS] * 5 + [1_100 * MS] * 5).state is RungState.GOOD


def test_what_the_server_could_not_do_is_said() -> None:
    error = AppError("engine.omnirt.chunk", "It could not draw a chunk.", "Look into its log.")
    rung = findings.stability([line(10)], 25, 30, [], [error])
    assert (rung.state, rung.advice) == (RungState.DOUBTFUL, ("Look into its log.",))
    assert rung.text.endswith("It could not draw a chunk.")
