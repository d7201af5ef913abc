"""How one turn of the pacer gives way to another: interrupts, ramps, and what is late of the old one."""

from __future__ import annotations

import numpy as np
import pytest

from app.media.pacer import DUCK_SAMPLES, FADE_SAMPLES, Pacer
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, AudioChunk, Samples
from tests.helpers.paced import chunk, plans, program, ramp, render


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("stage", ["before", "waiting", "playing", "last slot", "over"])
def test_interrupt_at_every_stage_fades_within_one_slot(live: bool, stage: str) -> None:
    pacer = Pacer(program())
    slot = 0
    pacer.begin_turn(1, live=live, start_sample=0)
    if stage != "before":
        pacer.push_audio(chunk(1, 0, 8_000))
        pacer.end_turn(1)
        if stage != "waiting":
            render(pacer, 1, range(5), 30)
            count = {"playing": 2, "last slot": 4, "over": 5}[stage]
            plans(pacer, range(count))
            slot = count
    pacer.interrupt(2)
    assert not pacer.speaking
    faded = pacer.plan(slot).samples
    assert not np.any(faded[FADE_SAMPLES:])
    assert abs(float(faded[FADE_SAMPLES - 1])) < 1e-6
    if stage in ("playing", "last slot"):
        want = ramp(slot * 1_600, FADE_SAMPLES)
        assert faded[0] == want[0]
        assert np.all(faded[:FADE_SAMPLES] <= want)
    elif stage != "over" and not (live and stage == "waiting"):
        assert not np.any(faded)
    after = plans(pacer, range(slot + 1, slot + 10))
    assert not any(np.any(plan.samples) for plan in after)
    assert after[-1].frame is None


def ducked(pacer: Pacer) -> Samples:
    """Two slots of a line that then gives way; what it would have said goes on from the second."""
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    pacer.progress(1, NS_PER_S)
    plans(pacer, range(2))
    pacer.interrupt(2, DUCK_SAMPLES)
    return ramp(3_200, DUCK_SAMPLES) * np.linspace(1.0, 0.0, DUCK_SAMPLES, dtype=np.float32)


def test_a_line_that_gives_way_runs_out_in_a_ramp_over_some_slots() -> None:
    pacer = Pacer(program())
    falling = ducked(pacer)
    sound = np.concatenate([plan.samples for plan in plans(pacer, range(2, 10))])
    np.testing.assert_array_equal(sound[:DUCK_SAMPLES], falling)
    assert not np.any(sound[DUCK_SAMPLES:])


def test_a_voice_rises_over_the_line_that_gives_way_to_it() -> None:
    pacer = Pacer(program())
    falling = ducked(pacer)
    pacer.plan(2)
    pacer.begin_turn(3, live=True, start_sample=5_000, rises=True)  # in the middle of the slot that comes next
    voice = np.full(4_800, 0.25, np.float32)
    pacer.push_audio(AudioChunk(3, 0, voice))
    sound = np.concatenate([plan.samples for plan in plans(pacer, range(3, 6))])  # from sample 4800 on
    voice[:FADE_SAMPLES] *= (np.arange(FADE_SAMPLES, dtype=np.float32) + 1) / FADE_SAMPLES
    expected = falling[1_600 : 1_600 + 4_800].copy()
    expected[200:] += voice[:4_600]
    np.testing.assert_allclose(sound, expected, atol=1e-6)


def test_an_interrupt_ends_a_line_that_gives_way_at_once() -> None:
    pacer = Pacer(program())
    falling = ducked(pacer)
    pacer.plan(2)
    pacer.interrupt(3)
    sound = np.concatenate([plan.samples for plan in plans(pacer, range(3, 6))])
    assert sound[0] == falling[1_600]
    assert np.all(sound[:FADE_SAMPLES] <= falling[1_600 : 1_600 + FADE_SAMPLES])
    assert not np.any(sound[FADE_SAMPLES:])


def test_two_loud_voices_at_once_do_not_go_beyond_full_scale() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=True, start_sample=0)
    pacer.push_audio(AudioChunk(1, 0, np.full(48_000, -0.9, np.float32)))
    plans(pacer, range(2))
    pacer.interrupt(2, DUCK_SAMPLES)
    pacer.begin_turn(3, live=True, start_sample=3_200)
    pacer.push_audio(AudioChunk(3, 0, np.full(48_000, -0.9, np.float32)))
    sound = np.concatenate([plan.samples for plan in plans(pacer, range(2, 6))])
    assert sound.min() == -1.0


def test_a_new_turn_replaces_the_old_and_what_is_late_of_the_old_is_dropped() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    render(pacer, 1, range(10), 30)
    pacer.plan(0)
    pacer.take_released()
    pacer.begin_turn(2, live=False)
    render(pacer, 1, range(10, 12), 30)
    pacer.push_audio(chunk(1, PROGRAM_RATE_HZ, 1_600))
    pacer.end_turn(1)
    assert pacer.take_released() == 9 + 2
    pacer.push_audio(chunk(2, 0, 1_600))
    render(pacer, 2, range(1), 30)
    plan = pacer.plan(1)
    assert plan.turn == 2
    assert plan.frame is not None
    assert plan.frame.turn == 2
    np.testing.assert_array_equal(plan.samples[FADE_SAMPLES:], ramp(0, 1_600)[FADE_SAMPLES:])


def test_every_picture_is_released_exactly_once() -> None:
    pacer = Pacer(program())
    pacer.begin_turn(1, live=False)
    pacer.push_audio(chunk(1, 0, PROGRAM_RATE_HZ))
    render(pacer, 1, range(12), 25)
    plans(pacer, range(6))
    pacer.interrupt(2)
    render(pacer, 1, range(12, 15), 25)
    plans(pacer, range(6, 12))
    assert pacer.take_released() == 15
    assert pacer.take_released() == 0
