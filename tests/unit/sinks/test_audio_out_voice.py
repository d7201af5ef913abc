from __future__ import annotations

import numpy as np
import pytest

from app.media.clock import MasterClock
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat
from app.sinks.audio_out_voice import DeviceVoice

MS = 1_000_000
START_NS = 3_000_000_000_000
LATENCY_NS = 30 * MS
CLICK_SLOTS = 15


class Show:
    """A pump and a card of any rate in virtual time; every half second the first sample of a slot is a click."""

    def __init__(self, rate_hz: int, fps: int = 30) -> None:
        self.program = ProgramFormat(fps=fps)
        self.now_ns = START_NS
        self.clock = MasterClock(lambda: self.now_ns)
        self.rate_hz = rate_hz
        self.block = rate_hz // 100
        self.voice = DeviceVoice(self.clock, rate_hz, self.block)
        self.slot = 0
        self.count = 0
        self.played: list[np.ndarray[tuple[int, int], np.dtype[np.float32]]] = []

    def run(self, seconds: float, *, pump: bool = True) -> None:
        for _ in range(round(seconds * 100)):
            self.now_ns = START_NS + self.count * 1_000_000_000 // self.rate_hz
            while pump and self.program.slot_ns(self.slot) - self.voice.lead_ns <= self.clock.now_ns():
                samples = np.zeros(self.program.sample_count(self.slot), np.float32)
                samples[0] = 1.0 if self.slot % CLICK_SLOTS == 0 else 0.0
                due_ns = self.clock.to_monotonic_ns(self.program.slot_ns(self.slot))
                self.voice.write(self.program.first_sample(self.slot), samples, due_ns)
                self.slot += 1
            block = np.full((self.block, 2), 9.0, np.float32)
            self.voice.play(block, self.now_ns, LATENCY_NS, False)
            self.count += self.block
            self.played.append(block)
            self.voice.steer()

    def click_errors_ms(self) -> list[float]:
        """How much too late each click left, against the time of its slot."""
        sound = np.concatenate(self.played)
        assert np.array_equal(sound[:, 0], sound[:, 1])
        loud = np.flatnonzero(sound[:, 0] > 0.6 * sound.max())
        peaks = [at for at in loud if sound[at, 0] >= sound[at - 1 : at + 2, 0].max()]
        grid_ns = self.program.slot_ns(CLICK_SLOTS)
        errors = []
        for at in peaks:
            left_ns = START_NS + int(at) * 1_000_000_000 // self.rate_hz + LATENCY_NS
            errors.append(((self.clock.at_monotonic_ns(left_ns) + grid_ns // 2) % grid_ns - grid_ns // 2) / MS)
        return errors


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 96_000, 16_000])
def test_samples_leave_when_they_are_due_at_any_rate(rate_hz: int) -> None:
    show = Show(rate_hz)
    show.run(1, pump=False)
    assert show.voice.known
    show.slot = show.clock.now_ns() * 30 // 1_000_000_000 + 5
    show.run(10)
    errors = show.click_errors_ms()
    assert len(errors) >= 18
    assert max(abs(error) for error in errors) < 0.2
    assert show.voice.xruns == 0


def test_the_lead_is_what_a_sample_needs_and_does_not_wobble() -> None:
    show = Show(48_000)
    show.run(1, pump=False)
    assert show.voice.lead_ns == 45 * MS  # 30 in the device, a block of 10, 5 in reserve
    assert show.voice.latency_ns == LATENCY_NS
    show.run(5)
    assert show.voice.lead_ns == 45 * MS


def test_a_pump_that_stops_is_one_xrun() -> None:
    show = Show(48_000)
    show.run(3)
    show.run(1, pump=False)
    assert show.voice.xruns == 1
    silent = np.concatenate(show.played[-50:])
    assert not silent.any()


def test_what_the_driver_dropped_is_counted_once_sound_plays() -> None:
    show = Show(48_000)
    block = np.zeros((480, 2), np.float32)
    show.voice.play(block, show.now_ns, LATENCY_NS, True)
    assert show.voice.xruns == 0
    show.run(3)
    show.voice.play(block, show.now_ns, LATENCY_NS, True)
    assert show.voice.xruns == 1


def test_muting_fades_within_a_block() -> None:
    show = Show(48_000, fps=50)
    show.run(2)
    show.voice.mute()
    block = np.full((480, 1), 9.0, np.float32)
    show.voice.play(block, show.now_ns, LATENCY_NS, False)
    show.voice.play(block, show.now_ns, LATENCY_NS, False)
    assert not block.any()


def test_slots_of_any_rate_join_without_a_seam() -> None:
    for fps in (24, 25, 30, 50, 60):
        show = Show(48_000, fps)
        show.run(1.5, pump=False)
        show.slot = show.clock.now_ns() * fps // 1_000_000_000 + 6
        first = show.program.first_sample(show.slot)
        for slot in range(show.slot, show.slot + fps):
            numbers = np.arange(show.program.first_sample(slot), show.program.first_sample(slot + 1))
            samples = ((numbers - first) % 1000 / 1000).astype(np.float32)
            show.voice.write(int(numbers[0]), samples, show.clock.to_monotonic_ns(show.program.slot_ns(slot)))
        show.voice.steer()
        show.run(1.5, pump=False)
        sound = np.concatenate(show.played)[:, 0]
        start = int(np.flatnonzero(sound)[0]) - 1
        expected = (np.arange(PROGRAM_RATE_HZ // 2) % 1000 / 1000).astype(np.float32)
        np.testing.assert_array_equal(sound[start : start + len(expected)], expected)
