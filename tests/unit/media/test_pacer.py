"""The pacer in virtual time: pairing, late sound, pictures and engines. See also ``test_pacer_turns``."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from app.media.pacer import FADE_SAMPLES, Pacer
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples, samples_to_ns
from tests.helpers.paced import chunk, plans, program, ramp, render

RATES = (24, 25, 30, 50, 60)


@pytest.mark.parametrize("slot_fps", RATES)
@pytest.mark.parametrize("engine_fps", RATES)
def test_every_slot_gets_its_samples_and_the_newest_picture_whose_time_has_come(slot_fps: int, engine_fps: int) -> None:
    pacer = Pacer(program(slot_fps))
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 10 * PROGRAM_RATE_HZ))
    pacer.end_turn(1)
    render(pacer, 1, range(10 * engine_fps), engine_fps)

    heard: list[Samples] = []
    for slot in range(7, 7 + 10 * slot_fps):
        position = sum(map(len, heard))
        plan = pacer.plan(slot)
        assert plan.pts_ns == samples_to_ns(position)
        assert plan.frame is not None
        expected = plan.pts_ns * engine_fps // NS_PER_S
        shown = Fraction(plan.frame.pts_ns * engine_fps, NS_PER_S)
        # pts is floored to a nanosecond, so a picture can begin one nanosecond before its exact time.
        assert shown <= Fraction(plan.pts_ns * engine_fps, NS_PER_S)
        assert round(shown) in (expected, expected + 1)
        heard.append(plan.samples)
    total = np.concatenate(heard)
    np.testing.assert_array_equal(total, ramp(0, len(total)))


def test_every_combination_of_rates_shows_pictures_as_evenly_as_the_ratio_allows() -> None:
    for slot_fps in RATES:
        for engine_fps in RATES:
            pacer = Pacer(program(slot_fps))
            pacer.begin_turn(1, live=False)
            pacer.push_audio(chunk(1, 0, 4 * PROGRAM_RATE_HZ))
            pacer.end_turn(1)
            render(pacer, 1, range(4 * engine_fps), engine_fps)
            shown = [plan.frame.pts_ns for plan in plans(pacer, range(4 * slot_fps)) if plan.frame]
            steps = {round((b - a) * engine_fps / NS_PER_S) for a, b in itertools.pairwise(shown)}
            assert max(steps) - min(steps) <= (0 if engine_fps % slot_fps == 0 else 1)


def test_live_sound_keeps_its_delay_and_its_samples_when_no_picture_comes() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=4_000)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    got = plans(pacer, range(30))
    total = np.concatenate([plan.samples for plan in got])
    np.testing.assert_array_equal(total[:4_000], 0)
    np.testing.assert_array_equal(total[4_000:], ramp(0, PROGRAM_RATE_HZ - 4_000))
    assert all(plan.frame is None for plan in got)


def test_live_pictures_that_come_too_late_are_dropped_and_the_rest_are_on_time() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    render(pacer, 1, range(5), 30)
    plans(pacer, range(10))
    render(pacer, 1, range(5, 20), 30)  # 5..9 are over
    plan = pacer.plan(10)
    assert plan.frame is not None
    assert plan.frame.pts_ns == 10 * NS_PER_S // 30
    assert pacer.counts().dropped == 5


def test_live_fades_to_idle_within_half_a_second_without_pictures_and_comes_back() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(chunk(1, 0, 3 * PROGRAM_RATE_HZ))
    render(pacer, 1, range(30), 30)
    got = plans(pacer, range(60))
    assert got[29].speech_weight == 1.0
    first_idle = next(plan.slot for plan in got[30:] if plan.frame is None)
    assert (first_idle - 30) / 30 < 0.5
    render(pacer, 1, range(60, 70), 30)
    assert pacer.plan(60).frame is not None


def test_not_live_waits_for_pictures_and_goes_on_without_losing_a_sample() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    pacer.end_turn(1)
    assert pacer.plan(0).pts_ns is None  # nothing rendered yet
    render(pacer, 1, range(10), 30)
    first = plans(pacer, range(1, 11))
    stalled = plans(pacer, range(11, 16))
    assert [plan.pts_ns for plan in stalled] == [None] * 5
    assert pacer.counts().stalls == 1
    render(pacer, 1, range(10, 30), 30)
    second = plans(pacer, range(16, 36))
    assert not pacer.speaking
    total = np.concatenate([plan.samples for plan in first + second])
    want = ramp(0, PROGRAM_RATE_HZ)
    at = 16_000  # where it went on, faded in
    np.testing.assert_array_equal(total[:at], want[:at])
    np.testing.assert_array_equal(total[at + FADE_SAMPLES :], want[at + FADE_SAMPLES :])
    assert np.all(np.abs(total[at : at + FADE_SAMPLES]) <= want[at : at + FADE_SAMPLES])
    tail = stalled[0].samples
    assert 0 < tail[0] <= want[at - 1]
    assert np.all(np.diff(tail[:FADE_SAMPLES]) <= 0)
    assert not np.any(tail[FADE_SAMPLES:])


def test_a_line_is_beginning_until_something_of_it_has_been_heard() -> None:
    pacer = Pacer(program())
    assert not pacer.beginning
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 2 * PROGRAM_RATE_HZ))
    plans(pacer, range(5))
    assert pacer.beginning
    render(pacer, 1, range(3), 30)
    plans(pacer, range(5, 20))
    assert pacer.buffering
    assert not pacer.beginning


def test_not_live_waits_for_sound_that_is_still_being_made() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    render(pacer, 1, range(60), 30)
    pacer.push_audio(chunk(1, 0, 2_000))
    assert [plan.pts_ns for plan in plans(pacer, range(2))] == [0, None]
    pacer.push_audio(chunk(1, 2_000, 1_000))
    pacer.end_turn(1)
    assert pacer.plan(2).pts_ns == samples_to_ns(1_600)
    assert not pacer.speaking


def test_the_prebuffer_is_waited_for_at_the_start_and_after_a_stall() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False, prebuffer_ns=200_000_000)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    render(pacer, 1, range(5), 30)
    assert pacer.plan(0).pts_ns is None
    render(pacer, 1, range(5, 6), 30)
    assert pacer.plan(1).pts_ns == 0
    plans(pacer, range(2, 7))
    assert pacer.plan(7).pts_ns is None
    render(pacer, 1, range(6, 11), 30)
    assert pacer.plan(8).pts_ns is None
    render(pacer, 1, range(11, 12), 30)
    assert pacer.plan(9).pts_ns == 200_000_000


def test_a_chunk_without_pictures_does_not_stop_the_sound() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    pacer.end_turn(1)
    pacer.progress(1, NS_PER_S)
    got = plans(pacer, range(30))
    np.testing.assert_array_equal(np.concatenate([plan.samples for plan in got]), ramp(0, PROGRAM_RATE_HZ))


def test_without_an_engine_speech_is_still_heard() -> None:
    pacer = Pacer(program())
    pacer.expect_pictures(False)
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 3_200))
    pacer.end_turn(1)
    assert [plan.pts_ns for plan in plans(pacer, range(3))] == [0, samples_to_ns(1_600), None]


def test_pictures_lack_only_where_an_engine_has_had_the_sound_for_them() -> None:
    chunk_ns = NS_PER_S // 2
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ // 3))
    pacer.plan(0)
    assert not pacer.lacks_pictures(chunk_ns), "the voice has not said enough"
    pacer.push_audio(chunk(1, PROGRAM_RATE_HZ // 3, PROGRAM_RATE_HZ * 2 // 3))
    assert pacer.lacks_pictures(chunk_ns)
    render(pacer, 1, range(15), 30)
    plans(pacer, range(1, 15))
    assert not pacer.lacks_pictures(chunk_ns), "they are on time"
    plans(pacer, range(15, 20))
    assert pacer.lacks_pictures(chunk_ns)
    assert not pacer.lacks_pictures(NS_PER_S), "it is the voice that is waited for"
    pacer.end_turn(1)
    assert pacer.lacks_pictures(NS_PER_S), "no more sound will come"
    render(pacer, 1, range(15, 30), 30)
    plans(pacer, range(20, 30))
    assert not pacer.lacks_pictures(chunk_ns)

    pacer.begin_turn(2, live=True, start_sample=PROGRAM_RATE_HZ)
    pacer.push_audio(chunk(2, 0, 3 * PROGRAM_RATE_HZ))
    render(pacer, 2, range(30), 30)
    plans(pacer, range(30, 67))
    assert not pacer.lacks_pictures(chunk_ns), "the last one is still seen"
    plans(pacer, range(67, 69))
    assert pacer.lacks_pictures(chunk_ns)


def test_pictures_have_run_out_when_the_last_one_is_no_more_to_be_seen_and_there_were_some() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 2 * PROGRAM_RATE_HZ))
    plans(pacer, range(20))
    assert not pacer.ran_dry(), "a line waits for its beginning"
    render(pacer, 1, range(10), 30)
    plans(pacer, range(20, 37))
    assert not pacer.ran_dry(), "for 233 ms"
    plans(pacer, range(37, 38))
    assert pacer.ran_dry()
    assert pacer.owed_pictures(NS_PER_S)
    assert not pacer.owed_pictures(2 * NS_PER_S)
    render(pacer, 1, range(10, 20), 30)
    plans(pacer, range(38, 50))
    assert not pacer.ran_dry(), "it has waited anew"
    pacer.interrupt(2)
    plans(pacer, range(50, 70))
    assert not pacer.ran_dry()
    assert not pacer.owed_pictures(1)

    pacer.begin_turn(3, live=True, start_sample=70 * 1_600)
    pacer.push_audio(chunk(3, 0, 2 * PROGRAM_RATE_HZ))
    plans(pacer, range(70, 80))
    assert not pacer.ran_dry(), "there have been none"
    render(pacer, 3, range(15), 30)
    plans(pacer, range(80, 92))
    assert not pacer.ran_dry()
    plans(pacer, range(92, 94))
    assert pacer.ran_dry()


def test_what_is_heard_goes_without_pictures_where_the_engine_gives_none() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 2 * PROGRAM_RATE_HZ))
    render(pacer, 1, range(10), 30)
    pacer.progress(1, NS_PER_S)
    plans(pacer, range(17))
    assert not pacer.goes_without(), "the last picture is still seen"
    plans(pacer, range(17, 18))
    assert pacer.goes_without()
    assert not pacer.ran_dry()
    pacer.progress(1, 2 * NS_PER_S)
    pacer.end_turn(1)
    assert pacer.goes_without()
    plans(pacer, range(18, 48))
    assert not pacer.goes_without(), "it is over in a moment"

    pacer.begin_turn(2, live=True, start_sample=48 * 1_600)
    pacer.push_audio(chunk(2, 0, PROGRAM_RATE_HZ))
    pacer.rest(2, NS_PER_S)
    plans(pacer, range(48, 68))
    assert not pacer.goes_without(), "nobody says anything"
    assert not pacer.ran_dry()


def test_a_fast_engine_takes_up_a_live_turn_after_the_pictures_that_are_there_or_where_it_can_be_in_time() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(chunk(1, 0, 2 * PROGRAM_RATE_HZ))
    render(pacer, 1, range(15), 30)
    plans(pacer, range(10))

    def resumed_at(within_ns: int) -> int:
        resumed = pacer.resume_point(within_ns)
        assert resumed is not None
        assert len(resumed[1]) == 2 * PROGRAM_RATE_HZ - resumed[0]
        return resumed[0]

    assert resumed_at(100_000_000) == 15 * 1_600
    assert pacer.counts().queue_depth == 5, "what waits is still to be shown"
    assert resumed_at(500_000_000) == 10 * 1_600 + 24_000
    assert resumed_at(5 * NS_PER_S) == 2 * PROGRAM_RATE_HZ


def test_an_engine_that_lost_the_turn_resumes_at_the_play_head() -> None:
    pacer = Pacer(program())
    assert pacer.resume_point() is None
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    pacer.end_turn(1)
    render(pacer, 1, range(10), 30)
    plans(pacer, range(4))
    resumed = pacer.resume_point()
    assert resumed is not None
    head, rest = resumed
    assert head == 4 * 1_600
    np.testing.assert_array_equal(rest, ramp(head, PROGRAM_RATE_HZ - head))
    assert pacer.plan(4).pts_ns is None  # waits for the engine to draw it again
    render(pacer, 1, range(4, 30), 30)
    assert pacer.plan(5).pts_ns == samples_to_ns(head)


def test_a_live_turn_is_resumed_at_its_newest_sample_and_its_sound_never_pauses() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(chunk(1, 0, 16_000))
    plans(pacer, range(3))
    resumed = pacer.resume_point()
    assert resumed is not None
    assert resumed[0] == 16_000
    assert len(resumed[1]) == 0
    assert pacer.plan(3).pts_ns == samples_to_ns(4_800)


def test_live_sound_that_has_not_arrived_is_silence_and_counted() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(chunk(1, 0, 1_000))
    samples = pacer.plan(0).samples
    np.testing.assert_array_equal(samples[:1_000], ramp(0, 1_000))
    assert not np.any(samples[1_000:])
    assert pacer.counts().starved == 600


def test_speech_and_idle_cross_fade_evenly() -> None:
    pacer = Pacer(program(), crossfade_ns=100_000_000)
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, 16_000))
    pacer.end_turn(1)
    render(pacer, 1, range(10), 30)
    weights = [round(plan.speech_weight, 3) for plan in plans(pacer, range(14))]
    assert weights == [0.333, 0.667, 1, 1, 1, 1, 1, 1, 1, 1, 0.667, 0.333, 0, 0]
