from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.peak_limiter import LOOKAHEAD, PeakLimiter

CEILING = 10 ** (-1 / 20)


@st.composite
def sounds(draw: st.DrawFn) -> Samples:
    """Noise that is as loud as it likes from moment to moment, and single samples that stick out."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pieces = draw(st.lists(st.sampled_from([0.0, 0.1, 0.9, 1.0, 3.0, 30.0]), min_size=1, max_size=12))
    sound = np.concatenate([level * rng.uniform(-1, 1, LOOKAHEAD) for level in pieces])
    for at in draw(st.lists(st.integers(0, len(sound) - 1), max_size=5)):
        sound[at] = draw(st.sampled_from([-100.0, -1.0, 0.95, 2.0]))
    return sound.astype(np.float32)


@settings(max_examples=300, deadline=None)
@given(sounds())
def test_nothing_passes_the_ceiling(sound: Samples) -> None:
    limited = PeakLimiter(CEILING).process(sound)
    assert len(limited) == len(sound)
    assert float(np.abs(limited).max()) <= CEILING


def test_what_is_soft_enough_is_only_later() -> None:
    sound = np.random.default_rng(0).uniform(-0.89, 0.89, 20 * LOOKAHEAD).astype(np.float32)
    limited = PeakLimiter(CEILING).process(sound)
    assert np.array_equal(limited[LOOKAHEAD:], sound[:-LOOKAHEAD])


def test_a_loud_moment_is_turned_down_and_comes_back_smoothly() -> None:
    at = np.arange(PROGRAM_RATE_HZ)
    tone = (0.5 * np.sin(2 * np.pi * 200 * at / PROGRAM_RATE_HZ)).astype(np.float32)
    tone[20_000:24_000] *= 4
    limited = PeakLimiter(CEILING).process(tone)
    later = limited[LOOKAHEAD:]
    assert np.abs(later[20_500:23_500]).max() == pytest.approx(CEILING, abs=0.01)
    just_after, tone_after = later[24_480:24_960], tone[24_480:24_960]
    assert np.abs(just_after).max() < 0.85 * np.abs(tone_after).max(), "10 ms later it is still soft"
    assert later[44_000:] == pytest.approx(tone[44_000:-LOOKAHEAD], abs=1e-3)
    gain = later[np.abs(tone[:-LOOKAHEAD]) > 0.01] / tone[:-LOOKAHEAD][np.abs(tone[:-LOOKAHEAD]) > 0.01]
    assert np.abs(np.diff(gain)).max() < 0.06, "from sample to sample the gain hardly moves"
