"""Sync by content: which picture of the test card and which sample of the test signal each slot really carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.testcard.reader import Reading, read
from app.media.test_signal import locate
from app.media.types import PROGRAM_RATE_HZ, Samples

LISTEN = 2400
"""How many samples around the beginning of a slot are listened to: enough to be found again after coding."""


@dataclass(frozen=True, slots=True)
class PairedSlot:
    """What was seen and heard in one slot.

    Attributes:
        slot: its number.
        reading: what its picture says; None: no test card is shown.
        sample: the sample of the test signal that sounds at its beginning; None: something else sounds.

    """

    slot: int
    reading: Reading | None
    sample: int | None

    def in_step(self, engine_fps: int) -> bool:
        """Picture and sound belong together: the picture is the newest whose time has come (the turn began with
        sample 0 of the signal)."""
        if self.reading is None or self.sample is None:
            return False
        return self.reading.index == self.sample * engine_fps // PROGRAM_RATE_HZ


def pair_slots(
    pictures: Iterable[tuple[int, NDArray[np.uint8]]],
    sound: Samples,
    fps: int,
    near: int = 0,
    within: int = PROGRAM_RATE_HZ,
) -> list[PairedSlot]:
    """Read every slot.

    Args:
        pictures: slot number and picture (luma or colours, the card filling it).
        sound: PROGRAM_RATE_HZ mono; its sample 0 sounds when slot 0 is shown.
        fps: slots per second.
        near: sample of the signal at which the search begins, within ten seconds.
        within: how many samples later slots may be away from the ones before them.

    """
    slots = []
    reach = 10 * PROGRAM_RATE_HZ
    for slot, picture in pictures:
        first = slot * PROGRAM_RATE_HZ // fps
        begin = max(0, first - LISTEN // 2)
        found = locate(sound[begin : begin + LISTEN], near, reach)
        sample = None if found is None else found + first - begin
        if sample is not None:
            near, reach = sample, within
        slots.append(PairedSlot(slot, read(picture), sample))
    return slots
