"""Pixel buffers that are used again: megabytes thirty times a second are hard on every allocator."""

from __future__ import annotations

import sys
import threading

import numpy as np

from app.media.types import Pixels

_FREE = 2  # references to a buffer nobody looks at: the list's and the one that counts

LARGEST = 32
"""Buffers that a pool keeps; more than are ever on their way at once."""

FORGOTTEN = 300
"""A buffer that so many calls could do without is let go: a moment in which much was on its way is over."""


class PicturePool:
    """Hands out buffers of one size, again as soon as nobody holds them or any view of them. Any thread."""

    def __init__(self) -> None:
        self._buffers: list[Pixels] = []
        self._taken: list[int] = []  # the call that each was last taken by
        self._calls = 0
        self._lock = threading.Lock()

    def take(self, height_px: int, width_px: int) -> Pixels:
        """A buffer of shape ``(height_px, width_px, 4)``, uint8, with anything in it. It is the caller's."""
        with self._lock:
            self._calls += 1
            if self._buffers and self._buffers[0].shape != (height_px, width_px, 4):
                self._buffers.clear()
                self._taken.clear()
            # The first free one is taken, so what is not needed gathers at the end.
            if self._taken and self._calls - self._taken[-1] > FORGOTTEN:
                self._buffers.pop()
                self._taken.pop()
            for number in range(len(self._buffers)):
                # Views and memory views hold their buffer, and nobody else can come to hold one that nobody holds.
                if sys.getrefcount(self._buffers[number]) == _FREE:
                    self._taken[number] = self._calls
                    return self._buffers[number]
            fresh = np.empty((height_px, width_px, 4), np.uint8)
            if len(self._buffers) < LARGEST:
                self._buffers.append(fresh)
                self._taken.append(self._calls)
            return fresh
