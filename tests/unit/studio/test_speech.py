"""Turns in virtual time: microphone, lines, interrupts, an engine that dies and comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.engine.base import EngineInfo
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
)
from app.sources.base import SpeechSource
from app.studio.feeder import FEED_AHEAD
from app.studio.speech import Speech
from tests.helpers.speech_rig import INFO, PROGRAM, CuedLine, Line, Rig, say


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.speech.close()


def test_voice_through_has_a_constant_delay_with_every_picture_on_time(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    plans = rig.slots(300)
    delay_ns = rig.speech.measures.delay_ns
    assert delay_ns is not None
    for plan in plans[20:]:
        due_ns = PROGRAM.slot_ns(plan.slot)
        assert plan.pts_ns is not None
        assert plan.live
        assert abs(due_ns - delay_ns - plan.pts_ns) < 50_000  # one turn, captured from time 0 on
        assert plan.frame is not None
        assert plan.frame.pts_ns <= plan.pts_ns < plan.frame.pts_ns + plan.frame.duration_ns
    sound = np.concatenate([plan.samples for plan in plans])
    voiced = np.flatnonzero(sound)
    expected = ((np.arange(len(sound) - voiced[0]) % 30_000 + 1) / 40_000).astype(np.float32)
    np.testing.assert_array_equal(sound[voiced[0] :], expected)
    assert rig.pacer.counts().starved == 0
    assert rig.pacer.counts().dropped == 0


def test_the_delay_covers_capture_chunk_drawing_and_lead_and_not_much_more(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    needed_ns = rig.microphone.latency_ns + INFO.chunk_ns + INFO.render_ns + PROGRAM.slot_ns(1)
    assert rig.speech.measures.delay_ns is not None
    assert needed_ns < rig.speech.measures.delay_ns < needed_ns + 80_000_000


def test_a_delay_that_turns_out_too_short_grows_but_never_by_more_than_a_chunk(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    before_ns = rig.speech.measures.delay_ns
    assert before_ns is not None
    assert not rig.speech.delay_too_short
    rig.engine.render_ns = 60 * NS_PER_S
    assert rig.speech.delay_too_short
    rig.speech.delay_changed()
    rig.slots(3)
    after_ns = rig.speech.measures.delay_ns
    assert after_ns is not None
    assert after_ns - before_ns == pytest.approx(INFO.chunk_ns, abs=50_000)
    assert not rig.speech.delay_too_short


@pytest.mark.parametrize("info", [replace(INFO, idle_clip=Path("a clip")), replace(INFO, rests=True)])
def test_a_long_silence_is_not_drawn_where_the_host_idles_without_it(rig: Rig, info: EngineInfo) -> None:
    rig.engine.info = info
    rig.microphone.silent = range(PROGRAM_RATE_HZ, 6 * PROGRAM_RATE_HZ)
    rig.speech.microphone_on(rig.microphone)
    plans = rig.slots(240)
    (turn, _, first), (again, _, start) = rig.engine.turns
    assert (turn, first) == (again, 0), "the turn goes on"
    assert start == 6 * PROGRAM_RATE_HZ - PROGRAM_RATE_HZ // 5, "the mouth opens before the first word"
    assert rig.engine.ended == [turn]
    told_s = rig.engine.position / PROGRAM_RATE_HZ - (start - 2.5 * PROGRAM_RATE_HZ) / PROGRAM_RATE_HZ
    assert told_s < 5, "a second, a rest of one and a half, and what came after it"
    middle = [plan for plan in plans if plan.pts_ns is not None and 3 * NS_PER_S < plan.pts_ns < 5 * NS_PER_S]
    assert middle
    assert not any(plan.frame for plan in middle)
    for plan in plans:
        if plan.pts_ns is not None and plan.pts_ns >= 6 * NS_PER_S:
            assert plan.frame is not None
            assert plan.frame.pts_ns <= plan.pts_ns < plan.frame.pts_ns + plan.frame.duration_ns
    sound = np.concatenate([plan.samples for plan in plans])
    spoken = ((np.arange(len(sound)) % 30_000 + 1) / 40_000).astype(np.float32)
    spoken[PROGRAM_RATE_HZ : 6 * PROGRAM_RATE_HZ] = 0.0
    begins = int(np.flatnonzero(sound)[0])
    np.testing.assert_array_equal(sound[begins:], spoken[: len(sound) - begins])
    assert not rig.speech.catch_up(), "a rest is no delay"


def test_a_line_waits_for_as_many_pictures_as_a_slow_engine_needs_to_stay_ahead(rig: Rig) -> None:
    rig.engine.info = replace(INFO, chunk_ns=NS_PER_S, ahead_ns=2 * NS_PER_S)
    rig.engine.render_ns = 3 * NS_PER_S // 2
    rig.engine.draws = False
    rig.speech.say(lambda: Line(6 * PROGRAM_RATE_HZ), "a line")
    rig.wait(lambda: rig.pacer.backlog() > 2 * PROGRAM_RATE_HZ)
    rig.speech.progress(rig.engine.turn, 500_000_000)
    rig.slots(5)
    assert rig.pacer.buffering
    rig.speech.progress(rig.engine.turn, 560_000_000)
    rig.slots(5)
    assert not rig.pacer.buffering


def test_no_line_waits_for_more_pictures_than_its_engine_may_draw_ahead(rig: Rig) -> None:
    rig.engine.render_ns = NS_PER_S  # this computer was busy with something else
    rig.engine.draws = False
    rig.speech.say(lambda: Line(6 * PROGRAM_RATE_HZ), "a line")
    rig.wait(lambda: rig.pacer.backlog() > 2 * PROGRAM_RATE_HZ)
    rig.speech.progress(rig.engine.turn, 130_000_000)
    rig.slots(2)
    assert not rig.pacer.buffering


def test_a_line_is_read_far_enough_for_an_engine_that_takes_much_at_once(rig: Rig) -> None:
    rig.engine.info = replace(INFO, chunk_ns=4 * NS_PER_S)
    rig.speech.say(lambda: Line(20 * PROGRAM_RATE_HZ), "a line")
    rig.wait(lambda: rig.pacer.backlog() > 8 * PROGRAM_RATE_HZ)


def test_a_line_takes_the_place_of_the_microphone_and_gives_it_back(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    say(rig, Line(PROGRAM_RATE_HZ))
    assert rig.speech.label == "a line"
    assert not rig.speech.live
    plans = rig.slots(30)
    assert all(not plan.live for plan in plans)
    assert np.all(plans[5].samples == 0.5)
    after = rig.slots(60)
    assert rig.speech.label == ""
    assert after[-1].live
    assert after[-1].turn > plans[-1].turn


def test_an_interrupt_cuts_a_line_and_the_microphone_goes_on(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    say(rig, Line(20 * PROGRAM_RATE_HZ), fed=False)
    rig.wait(lambda: rig.pacer.backlog() > PROGRAM_RATE_HZ)
    rig.slots(10)
    rig.speech.interrupt()
    plans = rig.slots(2)
    assert np.any(plans[0].samples[:480])
    assert not np.any(plans[0].samples[480:])
    assert not np.any(plans[1].samples)
    assert rig.slots(30)[-1].live


def test_an_interrupt_before_the_first_sample_prevents_the_line(rig: Rig) -> None:
    gate = threading.Event()
    line = Line(PROGRAM_RATE_HZ, gate=gate)
    say(rig, line, fed=False)
    rig.speech.interrupt()
    gate.set()
    assert line.closed
    assert not any(np.any(plan.samples) for plan in rig.slots(60))


def test_a_new_line_interrupts_the_one_before(rig: Rig) -> None:
    say(rig, Line(PROGRAM_RATE_HZ))
    rig.slots(5)
    say(rig, Line(PROGRAM_RATE_HZ // 10))
    turn = rig.engine.turn
    plans = rig.slots(30)
    assert {plan.turn for plan in plans} == {turn}
    assert sum(plan.pts_ns is not None for plan in plans) == 3


def test_a_long_file_is_not_read_far_ahead(rig: Rig) -> None:
    say(rig, Line(3_600 * PROGRAM_RATE_HZ), fed=False)
    rig.wait(lambda: rig.pacer.backlog() > FEED_AHEAD)
    time.sleep(0.1)  # in which a feeder that knows no end would go on
    assert rig.pacer.backlog() <= FEED_AHEAD + 4_800


def test_a_source_that_cannot_be_opened_is_said_and_the_studio_is_idle(rig: Rig) -> None:
    def fail() -> SpeechSource:
        raise AppError("audio_file.missing", "There is no file.", "Pick another.")

    rig.speech.say(fail, "gone.wav")
    rig.wait(lambda: bool(rig.errors))
    assert rig.errors[0].code == "audio_file.missing"
    rig.wait(lambda: rig.slots(1)[0].pts_ns is None and not rig.pacer.speaking)


def test_an_engine_that_comes_back_takes_up_a_line_where_it_was(rig: Rig) -> None:
    say(rig, Line(2 * PROGRAM_RATE_HZ))
    heard = rig.slots(15)
    rig.engine.info = None  # died; its pictures that wait are worth nothing
    rig.engine.info = INFO
    rig.speech.engine_is_back()
    head = sum(len(plan.samples) for plan in heard if plan.pts_ns is not None)
    assert rig.engine.turns[-1][2] == head
    plans = heard + rig.slots(60)
    played = np.concatenate([plan.samples for plan in plans if plan.pts_ns is not None])
    assert len(played) >= 2 * PROGRAM_RATE_HZ
    assert np.all(played[: 2 * PROGRAM_RATE_HZ] == 0.5)


def test_an_engine_that_comes_back_joins_voice_through_without_a_gap_in_the_sound(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    before = rig.slots(30)
    rig.engine.info = None
    without = rig.slots(40)
    rig.engine.info = INFO
    rig.speech.engine_is_back()
    after = rig.slots(40)
    assert without[-1].frame is None  # idle
    assert after[-1].frame is not None
    assert after[-1].turn == before[-1].turn
    sound = np.concatenate([plan.samples for plan in before + without + after])
    voiced = np.flatnonzero(sound)[0]
    expected = ((np.arange(len(sound) - voiced) % 30_000 + 1) / 40_000).astype(np.float32)
    np.testing.assert_array_equal(sound[voiced:], expected)


def test_whoever_speaks_next_in_the_show_counts_its_turns_on(rig: Rig) -> None:
    """What an engine that is let go still draws is of no turn that comes."""
    for _ in range(3):
        rig.speech.cut()
    before = rig.pacer.turn
    after = Speech(PROGRAM, rig.pacer, rig.engine, lambda: 0, lambda: rig.now_ns, rig.errors.append)
    after.cut()
    assert rig.pacer.turn == before + 1


def test_an_engine_slower_than_the_voice_skips_to_what_is_said_now(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    assert not rig.speech.catch_up()
    rig.engine.draws = False
    rig.slots(30)
    assert rig.speech.catch_up()
    assert not rig.speech.catch_up()  # it has time until the sound is where it joined
    rig.engine.draws = True
    assert rig.slots(30)[-1].frame is not None
    assert rig.pacer.counts().dropped == 0


def test_a_gap_in_the_capture_begins_anew_with_the_same_delay(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(60)
    delay_ns = rig.speech.measures.delay_ns
    rig.microphone.heard += PROGRAM_RATE_HZ  # a second was lost, and the source says so
    plans = rig.slots(90)
    assert rig.speech.measures.delay_ns == delay_ns
    last = plans[-1]
    assert last.pts_ns is not None
    captured_ns = PROGRAM.slot_ns(last.slot) - (delay_ns or 0)
    assert last.samples[0] == pytest.approx((captured_ns * 48 // 10**6 % 30_000 + 1) / 40_000, abs=2e-4)


def test_turning_the_microphone_off_still_plays_what_was_said(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    heard = rig.microphone.heard
    rig.speech.microphone_off()
    rig.slots(30)
    assert not rig.pacer.speaking
    assert rig.pacer.counts().starved == 0
    assert heard > NS_PER_S // 50_000


def test_a_live_turn_ends_although_its_delay_has_just_changed(rig: Rig) -> None:
    rig.speech.microphone_on(rig.microphone)
    rig.slots(30)
    rig.speech.delay_changed()
    rig.speech.microphone_off()
    rig.slots(30)
    assert not rig.pacer.speaking


def test_what_is_known_of_the_words_reaches_the_engine_before_its_sound(rig: Rig) -> None:
    say(rig, CuedLine(5 * 4_800))
    first = [(turn, position, cue.at_ns) for turn, position, cue in rig.engine.cues]
    assert first == [(1, piece * 4_800, piece * 100_000_000) for piece in range(5)]
    say(rig, Line(4_800))
    assert len(rig.engine.cues) == 5


def test_an_engine_that_comes_back_in_the_middle_is_told_the_words_again(rig: Rig) -> None:
    say(rig, CuedLine(5 * 4_800))
    known = [cue for _, _, cue in rig.engine.cues]
    rig.slots(8)
    rig.engine.cues.clear()
    rig.speech.engine_is_back()
    assert [cue for _, _, cue in rig.engine.cues] == known
    assert all(position == rig.engine.turns[-1][2] > 0 for _, position, _ in rig.engine.cues), "before the sound"
