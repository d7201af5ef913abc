"""The live stream: a microphone's blocks made into sound that runs exactly with master time.

A sample's number *is* its master time. Blocks come when the driver pleases; a ``PhaseLock`` tells when their last
frame really sounded, and the resampler is bent until that frame gets the number that belongs to its time. What
bending cannot mend within seconds is mended at once: frames that were lost become silence, frames that come twice or
after their silence are left out. So the delay never shifts for good, whatever the device does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.media.clock import MasterClock
from app.media.phase_lock import PhaseLock
from app.media.ratematch import RateMatcher
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples, samples_to_ns
from app.sources.base import LiveSink

TOLERANCE = PROGRAM_RATE_HZ // 100  # samples: beyond 10 ms silence or a cut mends what bending would take too long for
RESTART = 2 * PROGRAM_RATE_HZ  # samples: a hole this long (the computer slept) is not filled, the numbers jump
PULL_S = 20.0  # an error is bent away with this time constant
MAX_PULL = 300e-6  # half a cent: nobody hears it
STALL_NS = 150_000_000  # without a block for so long, silence takes its place; later blocks come too late
SPLICE_S = 0.005
LATENCY_WINDOW_NS = 10 * NS_PER_S
LATE_NS = 10_000_000  # what callbacks are late now and then, before anything is measured


class CaptureStream:
    """Numbers and pushes the samples of one live source. The source's thread.

    Args:
        clock: master time.
        push: takes the stream.
        make_matcher: makes the resampler for a device rate.

    """

    def __init__(
        self, clock: MasterClock, push: LiveSink, make_matcher: Callable[[int], RateMatcher] = RateMatcher
    ) -> None:
        self._clock = clock
        self._push = push
        self._make_matcher = make_matcher
        self._index: int | None = None  # master sample number of the next sample to push; None: not begun
        self._bend = 0.0
        self._last_frame = 0.0  # what the resampler was fed last, to splice without a click
        self._spliced = True
        self._oldest_ns = (0, 0)  # age of the oldest sample of a push: the most in this window, and in the one before
        self._window_ends_ns = 0
        self._device_latency_ns = 0
        self.device_opened(PROGRAM_RATE_HZ)

    def device_opened(self, rate_hz: int) -> None:
        """Blocks will come from a device that has just been opened and runs at ``rate_hz``."""
        self._matcher = self._make_matcher(rate_hz)
        self._rate_hz = rate_hz
        self._ages_ns: list[int] = []  # told while its clock is being learned
        self._lock = PhaseLock(rate_hz)
        self._count = 0
        self._block_ns: int | None = None  # when the last block came
        self._last_frame = 0.0
        self._spliced = True
        self._block_frames = 0

    # ---- what it tells

    @property
    def skew_ppm(self) -> float:
        """The microphone's clock against the master clock."""
        return ((1.0 + self._lock.skew) / (1.0 + self._clock.skew) - 1.0) * 1e6 if self._lock.locked else 0.0

    @property
    def latency_ns(self) -> int:
        """Age of the oldest sample of a push: the most of the last ten seconds or so, at least what is usual."""
        block_ns = samples_to_ns(self._block_frames, self._rate_hz)
        usual_ns = self._device_latency_ns + samples_to_ns(round(self._matcher.delay_samples)) + block_ns
        return max(usual_ns + LATE_NS, *self._oldest_ns)

    # ---- what comes in

    def take(self, frames: Samples, arrived_ns: int, age_ns: int = 0) -> None:
        """Take a block.

        Args:
            frames: shape ``(n,)``, float32, at the device's rate.
            arrived_ns: when it came, on the monotonic clock.
            age_ns: how long before that its last frame sounded, as the driver tells; heeded until the clock is known.

        """
        self._count += len(frames)
        self._block_ns, self._block_frames = arrived_ns, len(frames)
        learning = not self._lock.locked
        if learning:
            self._ages_ns.append(age_ns)
        self._lock.observe(self._count, arrived_ns)
        if not self._lock.locked:
            self.keep_going(arrived_ns)
            return
        if learning:
            self._device_latency_ns = max(0, sorted(self._ages_ns)[len(self._ages_ns) // 2])
        belongs = self._position_at(self._lock.time_of(self._count))
        if self._index is None:
            self._index = round(belongs - self._matcher.delay_samples)
            return
        frames = self._mend(frames, belongs)
        if len(frames):
            self._feed(self._splice(frames))

    def keep_going(self, now_ns: int) -> None:
        """Push silence where the device has gone quiet. Called every few ten milliseconds."""
        quiet = self._block_ns is None or now_ns - self._block_ns > STALL_NS or not self._lock.locked
        if self._index is None or not quiet:
            return
        missing = self._position_at(now_ns) - self._end()
        if missing > RESTART:
            self._index += round(missing)
        elif missing >= 1.0:
            self._silence(missing)

    # ---- the decisions

    def _position_at(self, monotonic_ns: int) -> float:
        """Master sample number of a sound whose frame is handed over at ``monotonic_ns``."""
        sounded_ns = self._clock.at_monotonic_ns(monotonic_ns - self._device_latency_ns)
        return sounded_ns * PROGRAM_RATE_HZ / NS_PER_S

    def _end(self) -> float:
        """Master sample number after everything that was fed."""
        assert self._index is not None
        return self._index + self._matcher.delay_samples

    def _mend(self, frames: Samples, belongs: float) -> Samples:
        """Set the bend so that the end of ``frames`` gets to where it belongs; or cut, or push silence before."""
        assert self._index is not None
        per_frame = PROGRAM_RATE_HZ / self._rate_hz * (1.0 + self._bend)
        ahead = self._end() + len(frames) * per_frame - belongs
        tolerance = 1.0 if self._spliced else TOLERANCE  # where there is a seam already, it is mended exactly
        if abs(ahead) > RESTART:
            self._index -= round(ahead)
            ahead = 0.0
        elif ahead > tolerance:
            frames = frames[int(ahead / per_frame) :]
            self._spliced = True
            ahead = 0.0
        elif ahead < -tolerance:
            self._silence(-ahead)
            ahead = 0.0
        pull = min(MAX_PULL, max(-MAX_PULL, -ahead / PROGRAM_RATE_HZ / PULL_S))
        self._bend = (1.0 + self._clock.skew) / (1.0 + self._lock.skew) - 1.0 + pull
        return frames

    # ---- what goes out

    def _silence(self, samples: float) -> None:
        """Feed silence worth so many program samples."""
        self._spliced = True
        frames = round(samples * self._rate_hz / PROGRAM_RATE_HZ)
        self._feed(self._splice(np.zeros(frames, np.float32)), late=True)
        self._spliced = True

    def _splice(self, frames: Samples) -> Samples:
        """Blend from what was fed last into ``frames`` where the stream was cut."""
        if not self._spliced:
            return frames
        self._spliced = False
        length = min(len(frames), int(SPLICE_S * self._rate_hz))
        ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
        frames = frames.copy()
        frames[:length] = frames[:length] * ramp + self._last_frame * (1.0 - ramp)
        return frames

    def _feed(self, frames: Samples, *, late: bool = False) -> None:
        assert self._index is not None
        self._last_frame = float(frames[-1]) if len(frames) else self._last_frame
        samples = self._matcher.process(frames, self._bend)
        if not len(samples):
            return
        captured_ns = samples_to_ns(self._index)
        if not late:
            self._note_age(captured_ns)
        self._index += len(samples)
        self._push(samples, captured_ns)

    def _note_age(self, captured_ns: int) -> None:
        now_ns = self._clock.now_ns()
        newest, before = self._oldest_ns
        if now_ns >= self._window_ends_ns:
            newest, before = 0, newest
            self._window_ends_ns = now_ns + LATENCY_WINDOW_NS
        self._oldest_ns = (max(newest, now_ns - captured_ns), before)
