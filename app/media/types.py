"""The data that flows through the studio, and the arithmetic of its time.

Times are integer nanoseconds derived from counters. Nothing here accumulates floats or counts in frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.media.pixels import ProgramPicture

Samples = NDArray[np.float32]
"""Mono sound, shape ``(n,)``, float32 in -1..1."""

Pixels = NDArray[np.uint8]
"""A picture, shape ``(height, width, 4)``, uint8, channels B G R A, alpha premultiplied, C-contiguous."""

PROGRAM_RATE_HZ = 48_000
"""The one sample rate between sources, pacer and sinks."""

NS_PER_S = 1_000_000_000


def samples_to_ns(count: int, rate_hz: int = PROGRAM_RATE_HZ) -> int:
    """Time of sample number ``count``, rounded down to a nanosecond."""
    return count * NS_PER_S // rate_hz


def ns_to_samples(time_ns: int) -> int:
    """Number of the sample at PROGRAM_RATE_HZ that sounds at ``time_ns``, rounded down."""
    return time_ns * PROGRAM_RATE_HZ // NS_PER_S


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A stretch of speech, placed by counting samples from the beginning of its turn.

    Attributes:
        turn: number of the turn it belongs to.
        start: index of its first sample within the turn, at ``PROGRAM_RATE_HZ``.
        samples: shape ``(n,)``, float32, ``PROGRAM_RATE_HZ``. Not changed by anybody after it was pushed.

    """

    turn: int
    start: int
    samples: Samples

    @property
    def end(self) -> int:
        """Index of the first sample after it."""
        return self.start + len(self.samples)


@dataclass(frozen=True, slots=True)
class MouthShape:
    """What lips and jaw do; the units are those of ``avatars.motion.Pose``.

    Attributes:
        openness: 0 closed, 1 wide open.
        spread: -1 lips rounded, 1 drawn wide.
        press: 1 lips pressed together as for "mm"; goes before openness.
        tuck: 1 lower lip under the upper teeth as for "ff".

    """

    openness: float = 0.0
    spread: float = 0.0
    press: float = 0.0
    tuck: float = 0.0


@dataclass(frozen=True, slots=True)
class MouthCue:
    """What the mouth does from a place in the turn until the next cue, known from the words and not from the sound.

    Attributes:
        at_ns: time since the beginning of the turn.
        shape: the shape it heads for; None: from here on nothing is known.

    """

    at_ns: int
    shape: MouthShape | None


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """A picture of the avatar, stamped with the place in the turn whose sound it shows.

    Attributes:
        turn: number of the turn it belongs to.
        pts_ns: time of its first instant since the beginning of the turn.
        duration_ns: the time that it covers.
        pixels: see ``Pixels``. Not changed by anybody after it was pushed.

    """

    turn: int
    pts_ns: int
    duration_ns: int
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class ProgramFormat:
    """What every sink is given: picture size and rate. Sound is always mono at ``PROGRAM_RATE_HZ``."""

    width_px: int = 1280
    height_px: int = 720
    fps: int = 30

    def first_sample(self, slot: int) -> int:
        """Program sample at which ``slot`` begins."""
        return slot * PROGRAM_RATE_HZ // self.fps

    def sample_count(self, slot: int) -> int:
        """How many samples belong to ``slot``; differs by one between slots where the ratio is odd."""
        return self.first_sample(slot + 1) - self.first_sample(slot)

    def slot_ns(self, slot: int) -> int:
        """Program time at which ``slot`` begins."""
        return slot * NS_PER_S // self.fps


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """The pacer's decision for one slot: which picture of the avatar, and exactly which samples.

    Attributes:
        slot: number of the output slot.
        turn: the turn that is on air in it.
        live: the turn is somebody speaking right now.
        pts_ns: place in the turn at the slot's first sample; None while nobody speaks.
        frame: newest picture whose time has come; None: the host is idle.
        speech_weight: 1.0 shows ``frame``, 0.0 shows idle, between them the cross-fade.
        samples: exactly ``ProgramFormat.sample_count(slot)`` samples, PROGRAM_RATE_HZ.

    """

    slot: int
    turn: int
    live: bool
    pts_ns: int | None
    frame: VideoFrame | None
    speech_weight: float
    samples: Samples


@dataclass(frozen=True, slots=True)
class PacerCounts:
    """What the pacer has counted since it was made.

    Attributes:
        dropped: pictures that came too late to be shown.
        starved: samples of live sound that had not arrived when their slot was planned.
        stalls: times a turn that is not live had to wait for pictures or sound.
        queue_depth: pictures that wait for their time now.
        drift_ns: how long ago the time of the newest shown picture was over; 0 while it is on time.
    """

    dropped: int
    starved: int
    stalls: int
    queue_depth: int
    drift_ns: int


@dataclass(frozen=True, slots=True)
class SlotSound:
    """The sound of one output slot, which an audio device is given before the slot is due.

    Attributes:
        slot: number of the output slot; consecutive for every sink.
        samples: exactly ``ProgramFormat.sample_count(slot)`` samples, PROGRAM_RATE_HZ.
        live: the sound is somebody speaking right now.
        due_ns: ``time.monotonic_ns`` time at which the first sample leaves the audio device and the
            picture is handed to camera and preview.

    """

    slot: int
    samples: Samples
    live: bool
    due_ns: int


@dataclass(frozen=True, slots=True)
class Tick(SlotSound):
    """One output slot as the sinks get it: one program picture and exactly the samples that belong to it.

    Attributes:
        turn: the turn that is on air in it.
        pts_ns: place in the turn at the slot's first sample; None while nobody speaks.
        picture: what viewers see.

    """

    turn: int
    pts_ns: int | None
    picture: ProgramPicture
