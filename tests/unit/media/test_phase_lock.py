from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from app.media.phase_lock import PhaseLock

RATE = 48_000
MS = 1_000_000
START_NS = 77_000_000_000_000


class Card:
    """A device that feeds a lock: ``run`` gives it blocks, each told ``late(rng)`` ms after it was really over."""

    def __init__(self, ppm: float = 0.0, block: int = 480, seed: int = 0) -> None:
        self.lock = PhaseLock(RATE)
        self.block = block
        self.rate = RATE * (1 + ppm * 1e-6)
        self.rng = np.random.default_rng(seed)
        self.count = 0
        self.shift_ns = 0  # what frames come later because some were lost
        self.jumps: list[int] = []

    def true_ns(self) -> int:
        return START_NS + self.shift_ns + round(self.count / self.rate * 1e9)

    def run(self, seconds: float, late: Callable[[np.random.Generator], float]) -> list[float]:
        """Errors of the lock in ms, after every block since it locked."""
        errors = []
        for _ in range(int(seconds * RATE / self.block)):
            self.count += self.block
            jump = self.lock.observe(self.count, self.true_ns() + int(late(self.rng) * MS))
            if jump:
                self.jumps.append(jump)
            if self.lock.locked:
                errors.append((self.lock.time_of(self.count) - self.true_ns()) / MS)
        return errors


def ten_ms(rng: np.random.Generator) -> float:
    """Up to 10 ms late, and now and then 40 more."""
    return float(rng.uniform(0, 10) + 40 * (rng.random() < 0.005))


def quiet(rng: np.random.Generator) -> float:
    return float(rng.uniform(0, 0.5))


def busy(rng: np.random.Generator) -> float:
    return float(rng.uniform(0, 30))


@pytest.mark.parametrize("ppm", [100.0, -100.0])
def test_phase_at_once_and_rate_soon(ppm: float) -> None:
    card = Card(ppm)
    errors = card.run(1.0, ten_ms)
    assert len(errors) > 0.4 * RATE / card.block, "locked within 0.6 s"
    errors += card.run(119.0, ten_ms)
    assert max(errors) - min(errors) < 2.0
    assert card.lock.skew * 1e6 == pytest.approx(ppm, abs=10)
    assert not card.jumps


def test_a_busy_machine_makes_readings_later_but_does_not_move_the_line() -> None:
    card = Card(50.0)
    before = card.run(60.0, quiet)[-1]
    assert max(abs(error - before) for error in card.run(60.0, busy)) < 3.0
    assert abs(card.run(60.0, quiet)[-1] - before) < 1.0
    assert not card.jumps


@pytest.mark.parametrize("lost_ms", [100, 15, -25])
def test_the_line_jumps_after_frames_that_were_lost_or_came_twice(lost_ms: int) -> None:
    card = Card(-50.0)
    card.run(30.0, ten_ms)
    card.shift_ns += lost_ms * MS
    card.run(0.7, ten_ms)
    assert len(card.jumps) == 1
    assert card.jumps[0] / MS == pytest.approx(lost_ms, abs=3)
    assert max(abs(error) for error in card.run(60.0, ten_ms)) < 5.0
    assert len(card.jumps) == 1
    assert card.lock.skew * 1e6 == pytest.approx(-50, abs=25)


def test_readings_that_are_all_late_for_a_moment_are_not_a_jump() -> None:
    card = Card()
    before = card.run(30.0, quiet)[-1]
    after = card.run(0.3, lambda rng: 60.0) + card.run(1.0, quiet)
    assert not card.jumps
    assert max(abs(error - before) for error in after) < 0.5


def test_a_device_that_starts_in_fits_is_waited_for() -> None:
    card = Card()
    for _ in range(8):
        assert not card.run(0.1, quiet)
        card.shift_ns += 20 * MS
    errors = card.run(3.0, quiet)
    assert errors
    assert max(abs(error) for error in errors) < 2.0
    assert not card.jumps


def test_a_restless_device_is_taken_as_it_is() -> None:
    card = Card()
    level = [0.0]

    def restless(rng: np.random.Generator) -> float:
        if rng.random() < 0.05:
            level[0] = float(rng.uniform(0, 100))
        return level[0]

    card.run(4.0, restless)
    assert card.lock.locked
