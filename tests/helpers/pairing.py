"""Whether picture and sound of a turn belong together, slot by slot, in a recording that the program made.

The program plays the test signal from its beginning and draws the test card: slot number k of the turn must show card
number k and sound from sample ``k * PROGRAM_RATE_HZ / fps`` on.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.engine.testcard.code import loudness_of
from app.media.types import PROGRAM_RATE_HZ, Samples
from tests.helpers.recording import Recording
from tests.helpers.testcard import LISTEN, PairedSlot, pair_slots

NEXT_SLOT_WITHIN = PROGRAM_RATE_HZ // 20
MUTE_END_S = 0.1  # by so much the pictures of a file that was cut off may outlast its sound


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn as it was recorded.

    Attributes:
        slots: in how many slots of the file it is seen and heard.
        repeated: how many of them show the picture of the slot before again.
        paused: slots within the turn that show and sound nothing of it.
        numbers: the number that the turn's first slot has in the file, and the one after its last.

    """

    slots: int
    repeated: int
    paused: int
    numbers: tuple[int, int]


def read_turn(recording: Recording, turn: int = 1) -> SpokenTurn:
    """Read every slot of a recording that holds one turn. AssertionError names the first that is out of step.

    A file that was cut off is read as far as there is sound.
    """
    assert PROGRAM_RATE_HZ % recording.fps == 0
    slots = pair_slots(recording.lumas(), recording.samples, recording.fps, within=NEXT_SLOT_WITHIN)
    sounding = (len(recording.samples) - LISTEN // 2) * recording.fps // PROGRAM_RATE_HZ + 1
    assert len(slots) - sounding <= MUTE_END_S * recording.fps, f"{len(slots)} pictures, sound for {sounding} of them"
    slots = slots[:sounding]
    spoken = [slot for slot in slots if slot.reading is not None]
    assert spoken, "the turn is not in the recording"
    repeated = 0
    before: PairedSlot | None = None
    for number, slot in enumerate(spoken):
        repeated += _is_repeated(slot, number, before, recording.fps, turn)
        before = slot
    # What is heard around the beginning of the slot after a spoken one is still half of it.
    after = {slot.slot + 1 for slot in spoken}
    for slot in slots:
        if slot.reading is None and slot.slot not in after:
            assert slot.sample is None, f"sound without its picture: {slot}"
    first, end = spoken[0].slot, spoken[-1].slot + 1
    return SpokenTurn(len(spoken), repeated, end - first - len(spoken), (first, end))


def _is_repeated(slot: PairedSlot, number: int, before: PairedSlot | None, fps: int, turn: int) -> bool:
    """Whether slot ``number`` of the turn shows the picture before again; anything else but its own is an error."""
    assert slot.reading is not None
    assert slot.reading.turn == turn, slot
    assert slot.sample == number * PROGRAM_RATE_HZ // fps, f"sound out of place in slot {number} of the turn: {slot}"
    if slot.reading.index == number:
        return False
    assert before is not None, f"the turn begins with the wrong picture: {slot}"
    assert before.reading is not None
    assert slot.reading.index == before.reading.index, f"wrong picture in slot {number} of the turn: {slot}"
    return True


def ages(slots: Sequence[PairedSlot]) -> list[int]:
    """How many pictures behind its due the picture of each slot is, for slots of which most have their own."""
    behind = [slot.slot - slot.reading.index for slot in slots if slot.reading is not None]
    due = statistics.mode(behind)
    return [count - due for count in behind]


def picture_begins(slots: Sequence[PairedSlot], sound: Samples, fps: int) -> int:
    """How many samples before its slot the sound begins that a picture was drawn from, by the loudness it shows.

    For live turns, which begin anywhere in a slot; less than a slot's samples, if picture and sound belong together.
    """
    count = PROGRAM_RATE_HZ // fps
    seen = [(slot.slot * count, slot.reading.loudness) for slot in slots if slot.reading is not None]

    def unlike(before: int) -> float:
        pieces = ((sound[max(0, start - before) :][:count], loudness) for start, loudness in seen)
        return float(np.median([abs(loudness_of(piece) - loudness) for piece, loudness in pieces]))

    best = min(range(-3 * count, 3 * count, 20), key=unlike)
    assert unlike(best) < 2, "the pictures were not drawn from this sound"
    return best
