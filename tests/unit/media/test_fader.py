"""Gains and delays that change without a click, on samples."""

from __future__ import annotations

import numpy as np
import pytest

from app.media import test_signal
from app.media.fader import RAMP_SAMPLES, DelayTap, GainRamp, gain_of
from app.media.types import Samples

SLOT = 1600


def tone(count: int, start: int = 0, peak: float = 0.5) -> Samples:
    at = np.arange(start, start + count)
    wave: Samples = (peak * np.sin(2 * np.pi * 200 * at / 48_000)).astype(np.float32)
    return wave


def steepest(samples: Samples) -> float:
    return float(np.abs(np.diff(samples)).max())


def test_at_full_gain_samples_are_the_very_same() -> None:
    piece = tone(SLOT)
    assert GainRamp().process(piece, 1.0) is piece


def test_a_gain_is_exact_once_it_has_been_reached() -> None:
    ramp, gain = GainRamp(), gain_of(-12, muted=False)
    ramp.process(tone(SLOT), 1.0)
    out = ramp.process(tone(SLOT, SLOT), gain)
    np.testing.assert_allclose(out[RAMP_SAMPLES:], tone(SLOT, SLOT)[RAMP_SAMPLES:] * gain, atol=1e-6)
    np.testing.assert_allclose(ramp.process(tone(SLOT, 2 * SLOT), gain), tone(SLOT, 2 * SLOT) * gain, atol=1e-6)


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.0), (0.0, 1.0), (1.0, 0.25), (0.5, 1.0)])
@pytest.mark.parametrize("slot", [800, 960, 1600, 1920])
def test_no_gain_clicks(before: float, after: float, slot: int) -> None:
    ramp = GainRamp()
    pieces = [
        ramp.process(tone(slot, number * slot), gain) for number, gain in enumerate((before, before, after, after))
    ]
    # A 200 Hz tone at 0.5 moves 0.0131 a sample; a ramp of 480 samples adds at most 0.5 / 480.
    assert steepest(np.concatenate(pieces)) < 0.0131 + 0.5 / RAMP_SAMPLES + 1e-4
    jumped = np.concatenate([tone(slot, n * slot) * g for n, g in enumerate((before, before, after, after))])
    at = 2 * slot
    assert abs(jumped[at] - jumped[at - 1]) <= steepest(jumped)  # what the ramp is there for


def test_whoever_begins_to_speak_begins_at_the_gain() -> None:
    ramp = GainRamp()
    ramp.process(np.zeros(SLOT, np.float32), 1.0)
    out = ramp.process(tone(SLOT), 0.1)
    np.testing.assert_allclose(out, tone(SLOT) * 0.1, atol=1e-7)


def test_a_muted_sound_that_comes_back_ramps_up() -> None:
    ramp = GainRamp()
    for number in range(3):
        ramp.process(tone(SLOT, number * SLOT), 0.0)
    out = ramp.process(tone(SLOT, 3 * SLOT), 1.0)
    assert abs(out[0]) < 0.01
    np.testing.assert_allclose(out[RAMP_SAMPLES:], tone(SLOT, 3 * SLOT)[RAMP_SAMPLES:], atol=1e-6)


def test_a_ramp_longer_than_its_piece_goes_on_in_the_next() -> None:
    ramp = GainRamp()
    ramp.process(np.ones(SLOT, np.float32) * 0.5, 1.0)
    pieces = [ramp.process(np.full(100, 0.5, np.float32), 0.0) for _ in range(200)]
    out = np.concatenate(pieces)
    assert steepest(out) < 0.5 / 100
    assert out[-1] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("gain_db", [3, 6, 12])
def test_what_would_be_too_loud_is_bent_and_never_clipped(gain_db: float) -> None:
    ramp, gain = GainRamp(), gain_of(gain_db, muted=False)
    ramp.process(tone(SLOT), gain)
    loud = ramp.process(tone(SLOT, SLOT, peak=0.9), gain)
    assert float(np.abs(loud).max()) <= 1.0
    soft = ramp.process(tone(SLOT, 2 * SLOT, peak=0.1), gain)
    np.testing.assert_allclose(soft, tone(SLOT, 2 * SLOT, peak=0.1) * gain, atol=1e-6)


def test_a_gain_that_passes_full_scale_does_not_click() -> None:
    ramp = GainRamp()
    gains = (0.9, 1.0, 1.02, 1.1, 1.0, 0.9)
    pieces = [ramp.process(tone(SLOT, n * SLOT, peak=0.95), gain) for n, gain in enumerate(gains)]
    assert steepest(np.concatenate(pieces)) < 2 * np.pi * 200 / 48_000 * 0.95 * 1.1 + 0.2 / RAMP_SAMPLES + 2e-4


def test_a_delay_is_exact_to_the_sample() -> None:
    tap = DelayTap(24_000)
    out = np.concatenate([tap.process(test_signal.samples(n * SLOT, SLOT), 4_803) for n in range(20)])
    np.testing.assert_array_equal(out[4_803 + RAMP_SAMPLES :], test_signal.samples(0, 20 * SLOT)[RAMP_SAMPLES:-4_803])


def test_no_delay_gives_the_same_samples() -> None:
    tap = DelayTap(24_000)
    for number in range(5):
        piece = test_signal.samples(number * SLOT, SLOT)
        np.testing.assert_array_equal(tap.process(piece, 0), piece)


def test_another_delay_does_not_click_and_finds_what_was_played_long_before() -> None:
    tap = DelayTap(24_000)
    pieces = [tap.process(tone(SLOT, n * SLOT), 0 if n < 20 else 24_000) for n in range(40)]
    out = np.concatenate(pieces)
    assert steepest(out) < 0.0131 + 1.0 / RAMP_SAMPLES + 1e-4
    after = 20 * SLOT + RAMP_SAMPLES
    np.testing.assert_array_equal(out[after:], tone(40 * SLOT)[after - 24_000 : 40 * SLOT - 24_000])
