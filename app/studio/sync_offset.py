"""Sync Offset: the audio device's sound against the camera's picture, by a number of milliseconds. Exact in samples.

Sound can only be handed on later than its slot, never sooner. So where it has to come first, the camera's pictures wait
for whole slots, and the sound for what is left of the last one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.media.types import PROGRAM_RATE_HZ, ProgramFormat, Tick
from app.studio.pump import Outlet

MOST_MS = 500
MOST_SAMPLES = MOST_MS * PROGRAM_RATE_HZ // 1000


@dataclass(frozen=True, slots=True)
class SyncOffset:
    """What an offset means in a program's slots.

    Attributes:
        sound_samples: by so much the audio device's sound is later.
        picture_slots: by so many slots the camera's picture is later.

    """

    sound_samples: int = 0
    picture_slots: int = 0

    @classmethod
    def of(cls, offset_ms: int, program: ProgramFormat) -> SyncOffset:
        """Positive: the sound comes later than its picture, as in OBS; negative: before it."""
        samples = offset_ms * PROGRAM_RATE_HZ // 1000
        if samples >= 0:
            return cls(samples)
        slots = -(samples * program.fps // PROGRAM_RATE_HZ)
        return cls(program.first_sample(slots) + samples, slots)


class LatePictures:
    """Hands pictures on some slots later. The pump's thread.

    Args:
        outlet: gets them.
        slots: asks by how many.

    """

    def __init__(self, outlet: Outlet, slots: Callable[[], int]) -> None:
        self._outlet = outlet
        self._slots = slots
        self._waiting: deque[Tick] = deque()
        self._begun = False

    def write(self, tick: Tick) -> None:
        """Take the next slot; hand on the newest whose time has come."""
        slots = self._slots()
        self._waiting.append(tick)
        due: Tick | None = None
        while self._waiting and self._waiting[0].slot <= tick.slot - slots:
            due = self._waiting.popleft()
        if due is None and not self._begun:  # a camera that has just begun shows something at once
            due = tick
        if due is not None:
            self._begun = True
            self._outlet.write(due if due is tick else replace(due, slot=tick.slot, due_ns=tick.due_ns))
