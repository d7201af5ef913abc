"""Which sound a server's pictures belong to, as far as the order of its answers tells: nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np

from app.media.types import Samples

NO_TURN = -1
"""The turn of sound that nobody waits for."""


@dataclass(slots=True, eq=False)
class Sound:
    """One chunk of a turn on its way through the server.

    Attributes:
        turn: the turn's number.
        start: first sample within the turn.
        end: first sample after it.
        samples: what is sent; emptied when it has been answered.
        shown_until: pictures for samples from here on are not shown: they only push out what was held back.
        sent_ns: when it was sent.
        failed: there will be no pictures for it.
        picture: what a camera saw at the end of it, a JPEG file, which is sent in its place; empty: nothing did.

    """

    turn: int
    start: int
    end: int
    samples: Samples = field(repr=False)
    shown_until: int
    sent_ns: int = 0
    failed: bool = False
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pictures, still encoded, spread evenly over a stretch of a turn; there may be none.

    Attributes:
        turn: the turn's number.
        start: first sample of it within the turn.
        end: first sample after it.
        jpegs: the pictures.
        spent_ns: how long the server took for them.

    """

    turn: int
    start: int
    end: int
    jpegs: tuple[bytes, ...] = field(repr=False)
    spent_ns: int = 0


class Pairing:
    """Keeps the sounds that have been answered but not yet drawn. Lives on one thread.

    A server that looks ahead answers the first ``lookahead`` chunks of a session without pictures, and stays as many
    chunks behind from then on, across turns. Any other may answer a chunk without pictures and draw it with the next.

    Args:
        lookahead: chunks that the server stays behind.
    """

    def __init__(self, lookahead: int) -> None:
        self._lookahead = lookahead
        self._owed: list[Sound] = []

    def answered(self, sound: Sound, jpegs: tuple[bytes, ...], spent_ns: int = 0) -> list[Stretch]:
        """``sound`` was answered with pictures, however many; what they are pictures of."""
        sound.samples = np.zeros(0, np.float32)
        self._owed.append(sound)
        if not jpegs:
            return []
        live = [owed for owed in self._owed if not owed.failed]
        last = live[max(0, len(live) - self._lookahead - 1)]
        cut = self._owed.index(last) + 1
        drawn, self._owed = self._owed[:cut], self._owed[cut:]
        return _spread(drawn, jpegs, spent_ns)

    def failed(self, sound: Sound) -> list[Stretch]:
        """``sound`` was answered with an error."""
        sound.samples = np.zeros(0, np.float32)
        sound.failed = True
        self._owed.append(sound)
        return self._without_pictures() if all(owed.failed for owed in self._owed) else []

    def forget(self) -> list[Stretch]:
        """The server's session is gone, and with it the pictures of all that it still held back."""
        return self._without_pictures()

    def finish(self, turn: int) -> list[Stretch]:
        """All of ``turn`` was answered: what of it has no pictures will have none.

        The server may still hold back the last chunks, so that they count on, but they are pictures of nothing.
        """
        missing = [owed for owed in self._owed if owed.turn == turn]
        kept = [replace(owed, turn=NO_TURN) for owed in self._owed if not owed.failed]
        self._owed = kept[max(0, len(kept) - self._lookahead) :]
        return _spread(missing, (), 0)

    def _without_pictures(self) -> list[Stretch]:
        missing, self._owed = self._owed, []
        return _spread(missing, (), 0)


def _spread(sounds: list[Sound], jpegs: tuple[bytes, ...], spent_ns: int) -> list[Stretch]:
    """The stretches that ``sounds`` make, in their order, with pictures for those that have not failed."""
    total = sum(sound.end - sound.start for sound in sounds if not sound.failed)
    stretches: list[Stretch] = []
    done = 0
    for (turn, failed), group in groupby(sounds, lambda sound: (sound.turn, sound.failed)):
        run = list(group)
        start, end, shown = run[0].start, run[-1].end, run[-1].shown_until
        pictures: tuple[bytes, ...] = ()
        if not failed and jpegs:
            first, after = -(-done * len(jpegs) // total), -(-(done + end - start) * len(jpegs) // total)
            done += end - start
            pictures = jpegs[first:after]
        if shown < end:
            shown = max(start, shown)
            count = -(-len(pictures) * (shown - start) // (end - start))
            end = start + (end - start) * count // len(pictures) if pictures else shown
            pictures = pictures[:count]
        if end > start:
            stretches.append(Stretch(turn, start, end, pictures, spent_ns if pictures else 0))
    return stretches
