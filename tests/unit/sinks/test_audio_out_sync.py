from __future__ import annotations

import numpy as np
import pytest

from app.media.clock import MasterClock
from app.media.types import NS_PER_S, samples_to_ns
from app.sinks.audio_out_sync import OutputSync

MS = 1_000_000
START_NS = 3_000_000_000_000
BLOCK = 480


class Card:
    """A sound card in virtual time, kept in step by the real loop."""

    def __init__(self, ppm: float = 0.0, rate_hz: int = 48_000) -> None:
        self.now_ns = START_NS
        self.clock = MasterClock(lambda: self.now_ns)
        self.sync = OutputSync(self.clock, rate_hz)
        self.rng = np.random.default_rng(5)
        self.nominal = rate_hz
        self.rate = rate_hz * (1 + ppm * 1e-6)
        self.count = 0
        self.stalled_ns = 0

    def true_ns(self, count: int) -> int:
        """When a frame really leaves."""
        return START_NS + 30 * MS + self.stalled_ns + round(count / self.rate * NS_PER_S)

    def run(self, seconds: float) -> list[float]:
        """Errors in ms: how much too early samples leave."""
        errors = []
        for _ in range(round(seconds * self.nominal / BLOCK)):
            self.count += BLOCK
            leaves_ns = self.true_ns(self.count)
            self.now_ns = max(self.now_ns, leaves_ns - 30 * MS)
            self.sync.observe(self.count, leaves_ns + int(self.rng.uniform(0, 4 * MS)))
            self.sync.steer()
            if self.sync.offset is not None:
                played_ns = samples_to_ns(self.count + self.sync.offset, self.nominal)
                errors.append((played_ns - self.clock.at_monotonic_ns(leaves_ns)) / MS)
        return errors

    def place(self) -> None:
        """Samples are numbered by master time, as the pump does it."""
        self.sync.place(0, self.clock.to_monotonic_ns(0))


@pytest.mark.parametrize(("rate_hz", "ppm"), [(48_000, 90.0), (44_100, -90.0)])
def test_a_sample_leaves_when_it_is_due_and_time_follows_the_card(rate_hz: int, ppm: float) -> None:
    card = Card(ppm, rate_hz)
    card.run(1.0)
    assert card.sync.offset is None
    card.place()
    errors = card.run(120.0)
    assert max(abs(error) for error in errors) < 2.0
    assert card.clock.skew * 1e6 == pytest.approx(ppm, abs=15)
    assert abs(card.sync.error_ns) < MS
    assert card.sync.stalls == 0


def test_placed_before_the_card_is_known() -> None:
    card = Card()
    card.place()
    errors = card.run(5.0)
    assert len(errors) > 400
    assert max(abs(error) for error in errors) < 2.0


@pytest.mark.parametrize("stall_ms", [12, 300])
def test_a_stall_is_counted_and_left_behind_within_a_second(stall_ms: int) -> None:
    card = Card(40.0)
    card.place()
    card.run(20.0)
    card.stalled_ns += stall_ms * MS
    card.run(1.0)
    assert card.sync.stalls == 1
    assert max(abs(error) for error in card.run(20.0)) < 4.0
    assert card.sync.stalls == 1


def test_what_is_too_small_for_a_jump_is_bent_away() -> None:
    card = Card()
    card.place()
    card.run(30.0)
    card.stalled_ns += 5 * MS
    assert min(card.run(2.0)) < -3.0
    card.run(118.0)
    assert abs(float(np.mean(card.run(10.0)))) < 2.0
    assert card.sync.stalls == 0


def test_time_is_bent_never_broken() -> None:
    card = Card(100.0)
    card.place()
    before_ns = card.clock.now_ns()
    for _ in range(300):
        at_ns = card.now_ns
        card.run(0.01)
        now_ns = card.clock.now_ns()
        passed = card.now_ns - at_ns
        assert abs(now_ns - before_ns - passed) <= passed * 1.1e-3 + 10
        before_ns = now_ns


def test_program_time_that_jumps_takes_the_device_along() -> None:
    card = Card()
    card.place()
    card.run(10.0)
    card.clock.forget(5 * NS_PER_S)
    card.place()
    errors = card.run(5.0)
    assert max(abs(error) for error in errors[10:]) < 2.0
