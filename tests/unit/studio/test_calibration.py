"""Calibration: what is made of what came back, and what is said where nothing can."""

from __future__ import annotations

import numpy as np
import pytest

from app.base.errors import AppError
from app.media import test_signal
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, ProgramFormat, Samples
from app.studio.calibration_sums import apart

PROGRAM = ProgramFormat(1280, 720, 30)
MS = 1_000_000
CHUNK = PROGRAM_RATE_HZ // 50


def pictures(late_ms: float, count: int = 120, seed: int = 1) -> list[tuple[int, int]]:
    """Cards as a camera at another rate sees them: some twice, all a little late."""
    jitter = np.random.default_rng(seed).uniform(-3, 3, count)
    return [
        (PROGRAM.slot_ns(number) + round((late_ms + jitter[number] + again * 16) * MS), number)
        for number in range(count)
        for again in range(1 + number % 2)
    ]


def sound(late_ms: float, seconds: float = 4.0, seed: int = 2) -> list[tuple[int, Samples]]:
    """The signal in pieces that arrive unevenly, after something else."""
    jitter = np.random.default_rng(seed)
    pieces: list[tuple[int, Samples]] = []
    for start in range(-10 * CHUNK, round(seconds * PROGRAM_RATE_HZ), CHUNK):
        piece = test_signal.samples(start, CHUNK) if start >= 0 else np.zeros(CHUNK, np.float32)
        begins_ns = start * NS_PER_S // PROGRAM_RATE_HZ + round((late_ms + jitter.uniform(-4, 4)) * MS)
        pieces.append((begins_ns, piece))
    return pieces


@pytest.mark.parametrize(("picture_ms", "sound_ms"), [(20, 20), (20, 95), (180, 40), (5, 480)])
def test_it_finds_by_how_much_the_sound_comes_after_its_picture(picture_ms: float, sound_ms: float) -> None:
    found = apart(pictures(picture_ms), sound(sound_ms), PROGRAM)
    assert found.sound_after_ms == pytest.approx(sound_ms - picture_ms, abs=3)
    assert found.pictures == 120


def test_a_picture_or_a_sound_that_did_not_come_back_is_named() -> None:
    for seen, heard, code in (
        (pictures(5)[:20], sound(5), "calibration.no_picture"),
        (pictures(5), [], "calibration.no_sound"),
        (pictures(5), [(when_ns, piece * 0) for when_ns, piece in sound(5)], "calibration.no_sound"),
    ):
        with pytest.raises(AppError) as caught:
            apart(seen, heard, PROGRAM)
        assert caught.value.code == code


def test_a_computer_that_is_too_busy_measures_nothing() -> None:
    late = np.random.default_rng(3).uniform(0, 300, 120)
    seen = [(when_ns + round(late[number]) * MS, number) for when_ns, number in pictures(5) if when_ns]
    with pytest.raises(AppError) as caught:
        apart(seen, sound(5), PROGRAM)
    assert caught.value.code == "calibration.busy"
