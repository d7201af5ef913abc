"""From what was read back to how far apart camera and sound device are. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.media import test_signal
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, ProgramFormat, Samples

PIECE = PROGRAM_RATE_HZ // 20
FEWEST = 30
"""Pictures and pieces of sound; fewer are an accident."""
MOST_SPREAD_MS = 60.0
"""Between the quarters of what was measured: a computer that is this busy measures itself."""

TOO_BUSY = "calibration.busy"

Timed = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart they came.

    Attributes:
        sound_after_ms: the sound came so much later than its picture; below 0: before it.
        spread_ms: half of what was measured lies within so much.
        pictures: so many were read.

    """

    sound_after_ms: float
    spread_ms: float
    pictures: int


def apart(pictures: Timed, sound: Sequence[tuple[int, Samples]], program: ProgramFormat) -> Apart:
    """Compare them. Raises AppError where too little came back.

    Args:
        pictures: when a card was seen, and its number, which is that of its slot.
        sound: when a piece of sound began to be played, and the piece; sample 0 of the signal belongs to slot 0.
        program: slot rate.

    """
    fresh = [one for before, one in itertools.pairwise(((0, -1), *pictures)) if before[1] != one[1]]
    seen_ns = np.array([when_ns - program.slot_ns(number) for when_ns, number in fresh])
    heard_ns = _heard(sound)
    if len(seen_ns) < FEWEST:
        raise AppError(
            "calibration.no_picture",
            "The test card did not come back from the camera.",
            "See whether another program has the camera to itself, and try again.",
        )
    if len(heard_ns) < FEWEST:
        raise AppError(
            "calibration.no_sound",
            "The test sound did not come back from the sound device.",
            "See whether the device is muted in the system's sound settings, and try again.",
        )
    spread_ms = (_quarters(seen_ns) + _quarters(heard_ns)) / 1e6
    if spread_ms > MOST_SPREAD_MS:
        raise AppError(
            TOO_BUSY,
            f"What came back lies {spread_ms:.0f} ms apart from itself: the computer is too busy to be measured.",
            "Close what takes the processor, and try again.",
        )
    after_ms = float(np.median(heard_ns) - np.median(seen_ns)) / 1e6
    return Apart(after_ms, spread_ms, len(seen_ns))


def _quarters(times_ns: NDArray[np.int64]) -> float:
    low, high = np.percentile(times_ns, [25, 75])
    return float(high - low)


def _heard(sound: Sequence[tuple[int, Samples]]) -> NDArray[np.int64]:
    """When sample 0 of the signal was played, by every piece that is from it."""
    if not sound:
        return np.array([], np.int64)
    times_ns = np.array([when_ns for when_ns, _ in sound])
    starts = np.array([0, *itertools.accumulate(len(piece) for _, piece in sound)])[:-1]
    played = np.concatenate([piece for _, piece in sound])
    near, within, zeros = 0, 12 * PROGRAM_RATE_HZ, []
    for position in range(0, len(played) - PIECE, PIECE):
        piece = played[position : position + PIECE]
        sample = test_signal.locate(piece, near, within, least=0.8) if float(np.abs(piece).max()) > 1e-3 else None
        if sample is None:
            continue
        near, within = sample + PIECE, PROGRAM_RATE_HZ
        at = int(np.searchsorted(starts, position, side="right")) - 1
        # A piece that arrives late says nothing of the ones around it.
        around = slice(max(0, at - 4), at + 5)
        begun_ns = times_ns[around] + (position - starts[around]) * NS_PER_S // PROGRAM_RATE_HZ
        zeros.append(int(np.median(begun_ns)) - sample * NS_PER_S // PROGRAM_RATE_HZ)
    return np.array(zeros, np.int64)
