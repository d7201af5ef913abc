"""Sound that waits to be played, addressed by its sample number."""

from __future__ import annotations

from collections import deque

import numpy as np

from app.media.types import AudioChunk, Samples


class SoundTrack:
    """The sound of one turn between the sample that plays next and the newest one. One thread at a time."""

    def __init__(self) -> None:
        self._chunks: deque[AudioChunk] = deque()
        self.end = 0
        """Number of the first sample that has not been pushed yet."""

    def push(self, chunk: AudioChunk) -> None:
        """Append; chunks come in order, without gaps."""
        self._chunks.append(chunk)
        self.end = chunk.end

    def read(self, start: int, count: int) -> Samples:
        """Samples ``start .. start + count``; silence where there are none (yet)."""
        out = np.zeros(count, np.float32)
        for chunk in self._chunks:
            low, high = max(start, chunk.start), min(start + count, chunk.end)
            if low < high:
                out[low - start : high - start] = chunk.samples[low - chunk.start : high - chunk.start]
            if chunk.start >= start + count:
                break
        return out

    def forget_before(self, start: int) -> None:
        """Let go of what lies wholly before ``start``."""
        while self._chunks and self._chunks[0].end <= start:
            self._chunks.popleft()

    def rest(self, start: int) -> Samples:
        """Everything from ``start`` on that has been pushed."""
        return self.read(start, max(0, self.end - start))
