from __future__ import annotations

import numpy as np
import pytest

from app.media.clock import MasterClock
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples, samples_to_ns
from app.sources.capture_stream import CaptureStream

MS = 1_000_000
START_NS = 9_000_000_000_000
CLICK_NS = 250 * MS
FIRST_CLICK_NS = START_NS + 13_300_000  # not on the edge of a block, where the room would miss them


class Room:
    """A room with a clock that clicks four times a second, and a microphone in it. Time is virtual."""

    def __init__(self, rate_hz: int = 48_000, ppm: float = 0.0, seed: int = 0) -> None:
        self.now_ns = START_NS
        self.clock = MasterClock(lambda: self.now_ns)
        self.stream = CaptureStream(self.clock, self._push)
        self.pushes: list[tuple[int, Samples]] = []
        self.rng = np.random.default_rng(seed)
        self.plug_in(rate_hz, ppm)

    def plug_in(self, rate_hz: int, ppm: float = 0.0) -> None:
        self.nominal = rate_hz
        self.rate = rate_hz * (1 + ppm * 1e-6)
        self.frame_ns = float(self.now_ns)  # true time of the device's next frame
        self.stream.device_opened(rate_hz)

    def _push(self, samples: Samples, captured_ns: int) -> None:
        self.pushes.append((captured_ns, samples.copy()))

    def block(self) -> Samples:
        """The next 10 ms of the room as the device hears it."""
        times = self.frame_ns + np.arange(self.nominal // 100) / self.rate * NS_PER_S
        self.frame_ns = float(times[-1] + NS_PER_S / self.rate)
        frames = np.zeros(len(times), np.float32)
        frames[np.flatnonzero(np.diff((times - FIRST_CLICK_NS) // CLICK_NS)) + 1] = 1.0
        return frames

    def run(self, seconds: float, frames: Samples | None = None) -> None:
        """Let blocks come, each up to 5 ms late."""
        for _ in range(round(seconds * 100)):
            block = self.block()
            self.now_ns = max(self.now_ns, int(self.frame_ns) + int(self.rng.uniform(0, 5 * MS)))
            self.stream.take(block if frames is None else frames[: len(block)], self.now_ns)

    def pass_by(self, seconds: float) -> None:
        """Let time pass without a block; the source's thread looks in as it does."""
        for _ in range(round(seconds * 50)):
            self.now_ns += 20 * MS
            self.stream.keep_going(self.now_ns)

    @property
    def holes(self) -> int:
        ends = [round(at * PROGRAM_RATE_HZ / NS_PER_S) + len(samples) for at, samples in self.pushes]
        return sum(samples_to_ns(end) != at for end, (at, _) in zip(ends, self.pushes[1:], strict=False))

    @property
    def sound(self) -> Samples:
        return np.concatenate([samples for _, samples in self.pushes])

    def click_errors_ms(self, since_ns: int = 0) -> list[float]:
        """How much later than they really sounded the clicks are numbered, for those that sounded from then on."""
        errors = []
        for captured_ns, samples in self.pushes:
            for at in np.flatnonzero(samples > 0.35):
                numbered_ns = captured_ns + samples_to_ns(int(at))
                room_ns = self.clock.to_monotonic_ns(numbered_ns)
                error_ns = (room_ns - FIRST_CLICK_NS + CLICK_NS // 2) % CLICK_NS - CLICK_NS // 2
                if room_ns >= since_ns + CLICK_NS:
                    errors.append(error_ns / MS)
        return errors


@pytest.mark.parametrize(("rate_hz", "ppm"), [(48_000, 0.0), (48_000, 150.0), (44_100, -150.0), (16_000, 80.0)])
def test_numbers_are_master_time_and_there_are_no_holes(rate_hz: int, ppm: float) -> None:
    room = Room(rate_hz, ppm)
    room.clock.steer(60e-6)
    room.run(30)
    errors = room.click_errors_ms()
    assert len(errors) > 110
    assert max(abs(error) for error in errors) < 2.0
    assert room.holes == 0
    assert room.stream.skew_ppm == pytest.approx(ppm - 60, abs=25)


def test_nothing_is_pushed_before_the_clock_of_the_device_is_known() -> None:
    room = Room()
    room.run(0.4)
    room.stream.keep_going(room.now_ns)
    assert not room.pushes
    room.run(0.4)
    assert room.pushes


def test_frames_that_were_lost_become_silence_and_the_delay_stays() -> None:
    room = Room()
    room.run(10)
    room.frame_ns += 100 * MS
    room.now_ns += 100 * MS
    lost_at_ns = room.now_ns
    room.run(10)
    assert room.holes == 0
    errors = room.click_errors_ms(since_ns=lost_at_ns + NS_PER_S)
    assert len(errors) > 30
    assert max(abs(error) for error in errors) < 4.0


def test_an_error_too_small_for_silence_is_bent_away() -> None:
    room = Room()
    room.run(30)
    room.frame_ns += 5 * MS
    room.now_ns += 5 * MS
    room.run(120)
    off_ns = room.now_ns
    room.run(10)
    assert abs(float(np.mean(room.click_errors_ms(since_ns=off_ns)))) < 2.0
    assert room.holes == 0


def test_while_the_device_is_silent_the_stream_goes_on_with_silence() -> None:
    room = Room()
    room.run(5)
    room.pass_by(1.0)
    captured_ns, samples = room.pushes[-1]
    behind_ns = room.clock.now_ns() - captured_ns - samples_to_ns(len(samples))
    assert behind_ns < 30 * MS
    assert np.abs(samples).max() < 1e-9
    assert room.holes == 0


def test_blocks_that_come_after_their_silence_are_left_out() -> None:
    room = Room()
    room.run(5)
    late = [room.block() for _ in range(40)]
    room.pass_by(0.4)
    for block in late:
        room.stream.take(block, room.now_ns)
    assert room.clock.now_ns() - room.pushes[-1][0] > -30 * MS, "the stream does not run ahead of time"
    back_ns = room.now_ns
    room.run(5)
    assert room.holes == 0
    assert max(abs(error) for error in room.click_errors_ms(since_ns=back_ns)) < 2.0


def test_a_device_that_comes_back_with_another_rate_goes_on_in_step() -> None:
    room = Room(48_000)
    room.run(5)
    room.pass_by(2.0)
    room.plug_in(44_100, 120.0)
    back_ns = room.now_ns
    room.run(10)
    assert room.holes == 0
    errors = room.click_errors_ms(since_ns=back_ns + NS_PER_S)
    assert len(errors) > 30
    assert max(abs(error) for error in errors) < 2.0


def test_after_a_sleep_the_numbers_jump_once_and_are_right_again() -> None:
    room = Room()
    room.run(5)
    asleep_ns = 600 * NS_PER_S
    room.now_ns += asleep_ns
    room.frame_ns += asleep_ns
    room.stream.keep_going(room.now_ns)  # the source's thread woke before the studio knew
    room.clock.forget(asleep_ns)
    woke_ns = room.now_ns
    room.run(10)
    assert sum(len(samples) for _, samples in room.pushes) < 20 * PROGRAM_RATE_HZ, "ten minutes are not filled"
    errors = room.click_errors_ms(since_ns=woke_ns + NS_PER_S)
    assert len(errors) > 30
    assert max(abs(error) for error in errors) < 2.0


def test_where_the_stream_was_cut_nothing_clicks() -> None:
    room = Room()
    loud = np.full(480, 0.8, np.float32)
    room.run(5, loud)
    before = len(room.sound)
    room.pass_by(0.5)
    room.run(2, loud)
    room.frame_ns += 60 * MS
    room.now_ns += 60 * MS
    room.run(3, loud)
    seam = room.sound[before - 4800 :]
    assert seam.min() == pytest.approx(0.0, abs=0.02)
    assert seam[-4800:].min() == pytest.approx(0.8, abs=0.01)
    assert np.abs(np.diff(seam)).max() < 0.01


def test_latency_is_the_age_of_the_oldest_sample_in_a_push() -> None:
    room = Room()
    room.stream.device_opened(48_000)
    for _ in range(300):
        block = room.block()
        room.now_ns = int(room.frame_ns) + 3 * MS
        room.stream.take(block, room.now_ns, 12 * MS)
    # 12 ms in the device, a block of 10, 5 in the resampler, 10 in reserve for a callback that is late
    assert room.stream.latency_ns / MS == pytest.approx(37, abs=1)
    assert np.median(room.click_errors_ms()) == pytest.approx(-9, abs=0.5)  # 3 ms late, and it told of 12
