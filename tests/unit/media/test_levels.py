from __future__ import annotations

import math

import numpy as np
import pytest

from app.media.levels import PeakMeter, peak_dbfs, rms_dbfs


def _sine(amplitude: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (amplitude * np.sin(2 * np.pi * 1000 * np.arange(4800) / 48_000)).astype(np.float32)


def test_a_full_scale_sine_peaks_at_zero_and_has_an_rms_of_minus_three() -> None:
    assert peak_dbfs(_sine(1.0)) == pytest.approx(0.0, abs=0.01)
    assert rms_dbfs(_sine(1.0)) == pytest.approx(-3.01, abs=0.01)
    assert peak_dbfs(_sine(0.1)) == pytest.approx(-20.0, abs=0.01)


def test_negative_peaks_count() -> None:
    assert peak_dbfs(np.array([0.1, -0.5], np.float32)) == pytest.approx(-6.02, abs=0.01)


def test_silence_and_nothing_are_minus_infinity() -> None:
    for samples in (np.zeros(10, np.float32), np.zeros(0, np.float32)):
        assert peak_dbfs(samples) == -math.inf
        assert rms_dbfs(samples) == -math.inf


def test_the_meter_rises_at_once_falls_slowly_and_reaches_silence() -> None:
    meter = PeakMeter(48_000)
    meter.feed(_sine(0.5))
    assert meter.level_dbfs == pytest.approx(-6.02, abs=0.05)
    silence = np.zeros(4800, np.float32)
    meter.feed(silence)
    assert meter.level_dbfs == pytest.approx(-10.02, abs=0.05)
    for _ in range(40):
        meter.feed(silence)
    assert meter.level_dbfs == -math.inf


def test_the_meter_never_shows_more_than_full_scale() -> None:
    meter = PeakMeter(48_000)
    meter.feed(_sine(3.0))
    assert meter.level_dbfs == 0.0
    meter.reset()
    assert meter.level_dbfs == -math.inf
