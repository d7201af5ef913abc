"""The program on headphones, beside the audio device that viewers hear: a second sound card, which leads nobody."""

from __future__ import annotations

import time

from app.base.errors import AppError
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.ratematch import RateMatcher
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat, SlotSound, ns_to_samples
from app.sinks.audio_out import AudioOut

PULL_S = 5.0  # an error is resampled away with this time constant
LOST_SAMPLES = PROGRAM_RATE_HZ // 50  # beyond it that would take too long: the sound jumps, over a blend
RESERVE_NS = 10_000_000


class Monitor:
    """Follows master time by resampling a few hundred ppm, where the audio device bends it. Written to by the pump.

    Its sound comes later than the audio device's where the monitor's card needs more time than the pump is ahead.

    Args:
        system: opens devices.
        device: name in the settings.
        clock: master time.

    """

    def __init__(self, system: AudioSystem, device: str, clock: MasterClock) -> None:
        self._clock = clock
        self._own = MasterClock()  # steered by the monitor's card alone
        self._out = AudioOut(system, device, self._own)
        self._matcher = RateMatcher(PROGRAM_RATE_HZ)
        self._next: int | None = None  # number, by its own clock, of the sample that is written next
        self._late_ns = 0

    @property
    def problem(self) -> AppError | None:
        """Why the device is lost; None while it plays."""
        problem = self._out.problem
        return None if problem is None else _of_the_monitor(problem)

    def open(self, program: ProgramFormat) -> None:
        """Open the device and learn its clock, which takes half a second or so. Raises AppError."""
        try:
            self._out.open(program)
        except AppError as error:
            raise _of_the_monitor(error) from error

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot. Never blocks."""
        ahead_ns = sound.due_ns - time.monotonic_ns()
        self._late_ns = max(self._late_ns, self._out.lead_ns + RESERVE_NS - ahead_ns)
        due_ns = sound.due_ns + self._late_ns
        wanted = ns_to_samples(self._own.at_monotonic_ns(due_ns))
        if self._next is None or abs(wanted - self._next) > LOST_SAMPLES:
            self._next = wanted
        bend = self._own.skew - self._clock.skew + (wanted - self._next) / PROGRAM_RATE_HZ / PULL_S
        samples = self._matcher.process(sound.samples, bend)
        self._out.write_samples(self._next, samples, due_ns)
        self._next += len(samples)

    def close(self) -> None:
        """Fade out and give the device back."""
        self._out.close()


def _of_the_monitor(error: AppError) -> AppError:
    """The same, told apart from what the audio device says of itself."""
    what = error.code.partition(".")[2]
    return AppError(f"monitor.{what}", error.message, error.hint, permanent=error.permanent)
