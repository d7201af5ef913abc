from __future__ import annotations

import numpy as np
import pytest

from app.media.types import PROGRAM_RATE_HZ
from app.sources.high_pass import HighPass


@pytest.mark.parametrize(
    ("tone_hz", "expected_db"), [(10, -36.1), (20, -24.1), (40, -12.3), (80, -3.0), (160, -0.26), (1000, 0.0)]
)
def test_it_is_a_butterworth_of_second_order(tone_hz: float, expected_db: float) -> None:
    at = np.arange(2 * PROGRAM_RATE_HZ)
    tone = np.sin(2 * np.pi * tone_hz * at / PROGRAM_RATE_HZ).astype(np.float32)
    passed = HighPass(80).process(tone)[PROGRAM_RATE_HZ:]
    level_db = 20 * np.log10(np.sqrt(np.mean(passed**2)) / np.sqrt(0.5))
    assert level_db == pytest.approx(expected_db, abs=0.1)


def test_it_makes_no_seams_between_blocks() -> None:
    noise = np.random.default_rng(0).standard_normal(4800).astype(np.float32)
    whole, pieces = HighPass(80), HighPass(80)
    expected = whole.process(noise)
    got = np.concatenate([pieces.process(piece) for piece in (noise[:480], noise[480:600], noise[600:])])
    assert got == pytest.approx(expected, abs=1e-6)


def test_a_constant_offset_is_gone_within_50_ms() -> None:
    passed = HighPass(80).process(np.ones(PROGRAM_RATE_HZ, np.float32))
    assert np.abs(passed[PROGRAM_RATE_HZ // 20 :]).max() < 1e-3
