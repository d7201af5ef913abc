"""What plays on one opened stream: ring, place in time, and what the device tells about itself."""

from __future__ import annotations

from collections import deque

import numpy as np

from app.media.audio_stream import Block
from app.media.clock import MasterClock
from app.media.ratematch import RateMatcher
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples
from app.sinks.audio_out_ring import PlayRing
from app.sinks.audio_out_sync import OutputSync

FADE_S = 0.005
SAFETY_NS = 5_000_000  # a sample is in the ring so long before it is fetched
LEAD_STEP_NS = 5_000_000  # the lead grows in steps: it moves what others do


class DeviceVoice:
    """The program's sound on one stream. ``write`` is the pump's, ``play`` PortAudio's, the rest the sink's thread.

    Args:
        clock: master time, steered by this device.
        rate_hz: rate of the device.
        block_frames: frames in one of its blocks.

    """

    def __init__(self, clock: MasterClock, rate_hz: int, block_frames: int) -> None:
        self.sync = OutputSync(clock, rate_hz)
        self.lead_ns = 0
        """How long before it leaves the device a sample must have been written."""
        self.latency_ns = 0
        """Time that a block needs to leave the device, on average."""
        self._rate_hz = rate_hz
        self._block_ns = block_frames * NS_PER_S // rate_hz
        self._ring = PlayRing(int(FADE_S * rate_hz))
        self._mono = np.zeros(block_frames, np.float32)
        self._count = 0  # frames that the device has fetched
        self._readings: deque[tuple[int, int, int]] = deque(maxlen=1024)
        self._driver_xruns = 0
        self._muted = False
        self._matcher: RateMatcher | None = None
        self._matched_until = -1  # program sample that the resampler expects next
        self._matched_end = 0  # device sample after the last that it gave
        self._placement: tuple[int, int] | None = None
        self._matcher_ns = 0
        if rate_hz != PROGRAM_RATE_HZ:
            self._matcher_ns = int(RateMatcher(PROGRAM_RATE_HZ, rate_hz).delay_samples * NS_PER_S / rate_hz)

    # ---- the pump's thread

    def write(self, first: int, samples: Samples, due_ns: int) -> bool:
        """Take program samples from number ``first`` on, due on the monotonic clock. True: they have no place yet."""
        if self._rate_hz == PROGRAM_RATE_HZ:
            self._ring.write(first, samples)
        else:
            self._write_resampled(first, samples)
        self._placement = (first * self._rate_hz // PROGRAM_RATE_HZ, due_ns)
        return self.sync.offset is None

    def _write_resampled(self, first: int, samples: Samples) -> None:
        if self._matcher is None or first != self._matched_until:
            self._matcher = RateMatcher(PROGRAM_RATE_HZ, self._rate_hz)
            # What it gives first is the silence it was primed with, from before ``first``.
            self._matched_end = first * self._rate_hz // PROGRAM_RATE_HZ - round(self._matcher.delay_samples)
        resampled = self._matcher.process(samples, 0.0)
        self._ring.write(self._matched_end, resampled)
        self._matched_end += len(resampled)
        self._matched_until = first + len(samples)

    # ---- PortAudio's thread

    def play(self, block: Block, now_ns: int, away_ns: int, xrun: bool) -> None:
        """Fill a block: the callback. Takes no lock and makes no array."""
        frames = len(block)
        self._readings.append((self._count, now_ns, away_ns))
        offset = self.sync.offset
        if xrun and offset is not None:
            self._driver_xruns += 1
        mono = self._mono[:frames]
        if offset is None or self._muted:
            self._ring.silence(mono)
        else:
            self._ring.read(self._count + offset, mono)
        block[:] = mono[:, np.newaxis]
        self._count += frames

    # ---- the sink's thread

    @property
    def xruns(self) -> int:
        """Times that the device or the ring ran dry, or the device stalled."""
        return self._driver_xruns + self._ring.underruns + self.sync.stalls

    @property
    def known(self) -> bool:
        """The device's clock is known: what is written from now on plays in its place."""
        return self.sync.locked and self.lead_ns > 0

    def mute(self) -> None:
        """Fade to silence with the next block."""
        self._muted = True

    def steer(self) -> None:
        """Learn from what the device told since the last call; keep it and master time together."""
        while self._readings:
            count, now_ns, away_ns = self._readings.popleft()
            self.sync.observe(count, now_ns + away_ns)
            self.latency_ns += (away_ns - self.latency_ns) // 16 if self.latency_ns else away_ns
            if self.sync.locked:
                need_ns = away_ns + self._block_ns + self._matcher_ns + SAFETY_NS
                if need_ns > self.lead_ns:
                    self.lead_ns = -(-need_ns // LEAD_STEP_NS) * LEAD_STEP_NS
        if self._placement is not None:
            self.sync.place(*self._placement)
        self.sync.steer()
