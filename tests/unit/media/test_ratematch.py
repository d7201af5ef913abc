from __future__ import annotations

import numpy as np
import pytest

from app.media.ratematch import RateMatcher
from app.media.types import Samples


def _run(matcher: RateMatcher, sound: Samples, bends: list[float]) -> Samples:
    block = matcher.rate_hz // 100
    starts = range(0, len(sound) - block + 1, block)
    return np.concatenate(
        [matcher.process(sound[at : at + block], bends[n % len(bends)]) for n, at in enumerate(starts)]
    )


@pytest.mark.parametrize(("rate", "out"), [(48_000, 48_000), (44_100, 48_000), (16_000, 48_000), (48_000, 44_100)])
def test_a_click_comes_out_where_it_belongs(rate: int, out: int) -> None:
    matcher = RateMatcher(rate, out)
    sound = np.zeros(rate, np.float32)
    sound[rate // 2] = 1.0
    given = _run(matcher, sound, [0.0])
    assert int(np.argmax(given)) - matcher.delay_samples == pytest.approx(out / 2, abs=3)
    assert len(given) == pytest.approx(out, abs=1)
    assert matcher.delay_samples < 0.016 * out


def test_bending_gives_more_or_fewer_samples() -> None:
    for bend in (200e-6, -200e-6):
        given = _run(RateMatcher(48_000), np.zeros(60 * 48_000, np.float32), [bend])
        assert len(given) - 60 * 48_000 == pytest.approx(60 * 48_000 * bend, abs=2)


def test_bending_cannot_be_heard() -> None:
    tone_hz, seconds = 1000, 4
    sound = np.sin(2 * np.pi * tone_hz * np.arange(seconds * 48_000) / 48_000).astype(np.float32)
    given = _run(RateMatcher(48_000), sound, [100e-6, 105e-6, 103e-6, 98e-6])[4800 : 4800 + 3 * 48_000]
    power = np.abs(np.fft.rfft(given * np.blackman(len(given)))) ** 2
    peak = int(np.argmax(power))
    tone = power[peak - 30 : peak + 31].sum()
    assert peak / 3 == pytest.approx(tone_hz, abs=1)
    assert 10 * np.log10((power.sum() - tone) / tone) < -80
