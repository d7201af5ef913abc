"""Sound in other pieces and at other rates: what lies between a source's pushes and an engine's chunks."""

from __future__ import annotations

from collections import deque

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, Samples


class Rechunker:
    """Turns pieces of any length into chunks of exactly the wanted length. Lives on one thread."""

    def __init__(self) -> None:
        self._pieces: deque[Samples] = deque()
        self._held = 0

    @property
    def held(self) -> int:
        """How many samples wait to be taken."""
        return self._held

    def push(self, samples: Samples) -> None:
        """Append the next samples, shape ``(n,)``, float32."""
        if len(samples):
            self._pieces.append(samples)
            self._held += len(samples)

    def take(self, count: int) -> Samples | None:
        """Exactly ``count`` samples, or None while fewer are here."""
        return self._cut(count) if count <= self._held else None

    def take_padded(self, count: int) -> Samples:
        """Exactly ``count`` samples: what is here, then silence."""
        have = min(count, self._held)
        return np.concatenate((self._cut(have), np.zeros(count - have, np.float32)))

    def _cut(self, count: int) -> Samples:
        self._held -= count
        parts: list[Samples] = []
        while count > 0:
            piece = self._pieces.popleft()
            if len(piece) > count:
                self._pieces.appendleft(piece[count:])
                piece = piece[:count]
            parts.append(piece)
            count -= len(piece)
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


class TurnResampler:
    """Brings one turn from one rate to another. Lives on one thread.

    The result is aligned by content: its sample ``n`` is the one at ``n / rate_hz`` seconds, and after ``flush`` there
    are as many as the turn was long. Until then it holds back the few milliseconds that the filter looks ahead.

    Args:
        rate_hz: of what it gives.
        given_hz: of what it is given.
    """

    def __init__(self, rate_hz: int, given_hz: int = PROGRAM_RATE_HZ) -> None:
        self._stream = None
        if rate_hz != given_hz:
            import soxr  # not at the top: engine workers import this module and have no use for it

            # "LQ" keeps 16 bits and looks 6 ms ahead; "HQ" is flatter near the top of the band but looks 21 ms ahead.
            self._stream = soxr.ResampleStream(given_hz, rate_hz, 1, dtype="float32", quality="LQ")

    def push(self, samples: Samples) -> Samples:
        """Take the next samples; returns what is ready, possibly nothing."""
        if self._stream is None:
            return samples
        result: Samples = self._stream.resample_chunk(samples)
        return result

    def flush(self) -> Samples:
        """The rest. Nothing may be pushed after it."""
        if self._stream is None:
            return np.zeros(0, np.float32)
        result: Samples = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        return result
