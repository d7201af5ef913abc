"""The samples between pump and sound card: written by number, read by number, and never a click between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.media.types import Samples

SIZE = 1 << 17  # 2.7 s at 48 kHz


class PlayRing:
    """Samples by number. One thread writes, one reads; no lock: the writer publishes with one assignment.

    Where the reader finds nothing it plays silence, and every seam (running dry, coming back, jumping to another
    number) is blended over ``fade`` samples, however many reads those take.

    Args:
        fade: length of a blend.

    """

    def __init__(self, fade: int) -> None:
        self._data = np.zeros(SIZE, np.float32)
        self._end: int | None = None  # number after the last sample that was written
        self._up = np.linspace(0.0, 1.0, fade, endpoint=False, dtype=np.float32)
        self._down = 1.0 - self._up
        self._next: int | None = None  # number that would go on where the reader stopped; None: it was silent
        self._last = 0.0  # what was played last
        self._from = 0.0  # where the latest blend began
        self._blended = fade  # how much of it has been played
        self.underruns = 0
        """Times the reader ran dry."""

    # ---- the writer

    def write(self, first: int, samples: Samples) -> None:
        """Put ``samples``, fewer than ``SIZE``, at number ``first``. What was left out before it is silence."""
        end = self._end
        if end is None or abs(first - end) > SIZE:
            self._data[:] = 0.0
        elif first > end:
            self._put(end, np.zeros(first - end, np.float32))
        self._put(first, samples)
        self._end = first + len(samples)

    def _put(self, first: int, samples: Samples) -> None:
        at = first % SIZE
        head = min(len(samples), SIZE - at)
        self._data[at : at + head] = samples[:head]
        self._data[: len(samples) - head] = samples[head:]

    # ---- the reader

    def silence(self, out: NDArray[np.float32]) -> None:
        """Fill ``out`` with nothing; what sounded before fades."""
        out.fill(0.0)
        if self._next is not None:
            self._begin_blend()
        self._blend(out)
        self._next = None

    def read(self, first: int, out: NDArray[np.float32]) -> None:
        """Fill ``out``, shape ``(n,)``, with the samples from number ``first`` on."""
        count = len(out)
        end = self._end
        have = 0
        if end is not None and end - first <= SIZE - count:  # else the writer has lapped the reader
            have = min(count, max(0, end - first))
        self._get(first, out[:have])
        if have:
            if self._next != first:
                self._begin_blend()
            self._blend(out[:have])
        if have < count:
            out[have:] = 0.0
            if self._next is not None or have:
                self.underruns += 1
                self._begin_blend()
            self._blend(out[have:])
            self._next = None
        else:
            self._next = first + count

    def _get(self, first: int, out: NDArray[np.float32]) -> None:
        at = first % SIZE
        head = min(len(out), SIZE - at)
        out[:head] = self._data[at : at + head]
        out[head:] = self._data[: len(out) - head]

    def _begin_blend(self) -> None:
        """What is played from now on takes over from what was played last."""
        self._from = self._last
        self._blended = 0

    def _blend(self, out: NDArray[np.float32]) -> None:
        """Go on with the blend, if it has not ended, in what is played next."""
        done = self._blended
        length = min(len(out), len(self._up) - done)
        if length:
            out[:length] *= self._up[done : done + length]
            out[:length] += self._from * self._down[done : done + length]
            self._blended = done + length
        self._last = float(out[-1])
