"""Microphone and sound card, each with a clock of its own, for virtual hours: the delay between them stays."""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from app.media.clock import MasterClock
from app.media.ratematch import RateMatcher
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples, samples_to_ns
from app.sinks.audio_out_sync import OutputSync
from app.sources.capture_stream import CaptureStream

log = logging.getLogger(__name__)

RATE = PROGRAM_RATE_HZ
START_NS = 5_000_000_000_000
MS = 1_000_000
ERA_S = 600  # the devices' timetables are drawn up this far ahead

Times = NDArray[np.int64]


@dataclass
class Device:
    """A sound card in virtual time: a block every so many true seconds, its callback up to 10 ms late, or 50 ms."""

    ppm: float
    block: int
    rng: np.random.Generator
    count: int = 0
    last_ns: int = 0

    @property
    def rate(self) -> float:
        return RATE * (1.0 + self.ppm * 1e-6)

    def true_ns(self, count: int) -> int:
        """When the counter really stands at ``count``."""
        return START_NS + round(count / self.rate * NS_PER_S)

    def era(self, until_s: float) -> tuple[Times, Times]:
        """Counts and callback times of the blocks up to ``until_s``."""
        blocks = int(until_s * self.rate / self.block) - self.count // self.block
        counts = self.count + self.block * np.arange(1, blocks + 1, dtype=np.int64)
        true_ns = START_NS + np.rint(counts / self.rate * NS_PER_S).astype(np.int64)
        jitter = self.rng.uniform(0, 10 * MS, blocks) + (self.rng.random(blocks) < 0.003) * 40 * MS
        callbacks = np.maximum.accumulate(np.maximum(true_ns + jitter.astype(np.int64), self.last_ns))
        self.count, self.last_ns = int(counts[-1]), int(callbacks[-1])
        return counts, callbacks


class CountingMatcher(RateMatcher):
    """Gives as many samples as the real one, without the work: see ``test_counts_like_the_real_one``."""

    def __init__(self, rate_hz: int) -> None:
        super().__init__(rate_hz)
        self._fed = 0.0
        self._given = 0
        self._nothing = np.zeros(4 * PROGRAM_RATE_HZ, np.float32)

    def process(self, frames: Samples, bend: float) -> Samples:
        self._fed += len(frames) * PROGRAM_RATE_HZ / self.rate_hz * (1.0 + bend)
        count = int(self._fed) - self._given
        self._given += count
        return self._nothing[:count]


@dataclass
class Excursions:
    """What was seen of one error in ns."""

    values: list[int] = field(default_factory=list)

    @property
    def worst_ms(self) -> float:
        """Farthest from zero."""
        return max(abs(v) for v in self.values) / MS

    @property
    def moved_ms(self) -> float:
        """Farthest from where it began."""
        return max(abs(v - self.values[0]) for v in self.values) / MS


class World:
    """Both devices, the master clock, and the real control loops between them."""

    def __init__(self, mic_ppm: float, out_ppm: float, seed: int, matcher: type[RateMatcher]) -> None:
        rng = np.random.default_rng(seed)
        self.now_ns = START_NS
        self.clock = MasterClock(lambda: self.now_ns)
        self.mic = Device(mic_ppm, 960, rng)
        self.out = Device(out_ppm, 2400, rng)
        self.output = OutputSync(self.clock, RATE)
        self.capture = CaptureStream(self.clock, self._push, matcher)
        self.capture.device_opened(RATE)
        self.matcher_delay = matcher(RATE).delay_samples
        self.next_ns: int | None = None
        self.end_ns = 0  # stream time after everything pushed
        self.mic_error, self.out_error, self.delay = Excursions(), Excursions(), Excursions()

    def _push(self, samples: Samples, captured_ns: int) -> None:
        assert self.next_ns is None or captured_ns == self.next_ns, "the stream has a hole"
        index = round(captured_ns * RATE / NS_PER_S) + len(samples)
        self.next_ns = self.end_ns = samples_to_ns(index)

    def run(self, seconds: float) -> None:
        self.output.place(0, START_NS)
        block = np.zeros(self.mic.block, np.float32)
        for start in itertools.count(0, ERA_S):
            if start >= seconds:
                return
            until = min(seconds, start + ERA_S)
            mic_counts, mic_ns = self.mic.era(until)
            out_counts, out_ns = self.out.era(until)
            kinds = np.concatenate([np.zeros(len(mic_ns), np.int64), np.ones(len(out_ns), np.int64)])
            times = np.concatenate([mic_ns, out_ns])
            counts = np.concatenate([mic_counts, out_counts])
            for event in np.argsort(times, kind="stable").tolist():
                self.now_ns = int(times[event])
                if kinds[event]:
                    self._out_block(int(counts[event]))
                else:
                    self.capture.take(block, self.now_ns)
                    self._look_at_mic(int(counts[event]))

    def _out_block(self, count: int) -> None:
        self.output.observe(count, self.now_ns)
        self.output.steer()
        if self.output.offset is not None:
            true_ns = self.clock.at_monotonic_ns(self.out.true_ns(count))
            self.out_error.values.append(samples_to_ns(count + self.output.offset) - true_ns)

    def _look_at_mic(self, count: int) -> None:
        if self.next_ns is None:
            return
        end_ns = self.end_ns + round(self.matcher_delay * NS_PER_S / RATE)
        self.mic_error.values.append(end_ns - self.clock.at_monotonic_ns(self.mic.true_ns(count)))
        if self.out_error.values:
            # A sound is numbered mic_error too late, and that number is played out_error too early.
            self.delay.values.append(self.mic_error.values[-1] - self.out_error.values[-1])


SIGNS = [(mic, out) for mic in (100.0, -100.0) for out in (100.0, -100.0)]


def _check(world: World) -> None:
    log.info(
        "mic %+.0f ppm, out %+.0f ppm: delay moved %.2f ms, stream off by %.2f ms, device by %.2f ms; "
        "measured %+.1f ppm and %+.1f ppm",
        *(world.mic.ppm, world.out.ppm, world.delay.moved_ms, world.mic_error.worst_ms, world.out_error.worst_ms),
        *(world.capture.skew_ppm, world.clock.skew * 1e6),
    )
    assert world.delay.moved_ms < 5.0
    assert world.mic_error.worst_ms < 5.0
    assert world.out_error.worst_ms < 5.0
    assert world.output.stalls == 0
    assert abs(world.clock.skew * 1e6 - world.out.ppm) < 30.0


@pytest.mark.parametrize(("mic_ppm", "out_ppm"), SIGNS)
def test_ten_virtual_minutes(mic_ppm: float, out_ppm: float) -> None:
    world = World(mic_ppm, out_ppm, seed=1, matcher=CountingMatcher)
    world.run(600)
    _check(world)


@pytest.mark.parametrize("minutes", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_virtual_minutes_with_real_samples(minutes: int) -> None:
    world = World(100.0, -100.0, seed=2, matcher=RateMatcher)
    world.run(60 * minutes)
    _check(world)


@pytest.mark.slow
@pytest.mark.parametrize(("mic_ppm", "out_ppm"), SIGNS)
def test_ten_virtual_hours(mic_ppm: float, out_ppm: float) -> None:
    world = World(mic_ppm, out_ppm, seed=3, matcher=CountingMatcher)
    world.run(36_000)
    _check(world)


@pytest.mark.parametrize("seed", range(10))
def test_the_first_minute_is_already_within_bounds(seed: int) -> None:
    world = World(100.0, -100.0, seed=100 + seed, matcher=CountingMatcher)
    world.run(60)
    _check(world)


def test_counts_like_the_real_one() -> None:
    rng = np.random.default_rng(4)
    for rate in (48_000, 44_100, 16_000):
        real, counting = RateMatcher(rate), CountingMatcher(rate)
        given = expected = 0
        block, bend = np.zeros(rate // 50, np.float32), 0.0
        for _ in range(3000):
            bend = min(4e-4, max(-4e-4, bend + float(rng.uniform(-5e-6, 5e-6))))
            given += len(real.process(block, bend))
            expected += len(counting.process(block, bend))
            assert abs(given - expected) <= 2
