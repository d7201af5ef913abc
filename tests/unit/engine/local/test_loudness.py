"""Loudness against golden numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.local import loudness
from tests.unit.engine.local.golden import Case, draw, speech

CASE = Case("loudness")


@pytest.fixture(scope="module")
def signals() -> list[NDArray[np.float64]]:
    """In the order of the case."""
    voice = speech("lou/1/in/audio", 128000).astype(np.float64)
    late = np.concatenate((np.zeros(128000 - 17920), voice[-17920:]))
    noise = draw("lou/1/in/noise", (128000,)).astype(np.float64)
    return [0.3 * voice, late, np.zeros(128000), 1e-4 * voice, 3 * voice, 0.01 * noise]


def test_loudness_and_gain_are_those_of_pyloudnorm(signals: list[NDArray[np.float64]]) -> None:
    measured = np.array([loudness.integrated(signal) for signal in signals])
    CASE.check("unchanged", np.isneginf(measured).astype(np.float64))
    CASE.check("loudness", measured[np.isfinite(measured)])
    gains = np.array([loudness.gain(signal) for signal in signals])
    CASE.check("gain", gains)
    changed = np.stack([signal * gain for signal, gain in zip(signals, gains, strict=True)])
    CASE.check("normalised", changed[:, ::997])


@pytest.mark.parametrize(
    ("constant", "value"),
    [("_RELATIVE_GATE_LU", -60.0), ("_OFFSET_LUFS", 0.0), ("_STEP", 6400), ("TARGET_LUFS", -16.0)],
)
def test_a_broken_fact_fails_the_case(
    constant: str, value: float, signals: list[NDArray[np.float64]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loudness, constant, value)
    assert CASE.deviation("gain", np.array([loudness.gain(signal) for signal in signals])) > 1


def test_less_than_a_block_is_left_alone() -> None:
    assert loudness.integrated(np.ones(6399)) == -math.inf
    assert loudness.gain(np.ones(6399)) == 1
