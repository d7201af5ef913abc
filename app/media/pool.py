"""Pixel buffers that are used again: megabytes thirty times a second are hard on every allocator."""

from __future__ import annotations

import sys
import threading

import numpy as np

from app.media.types import Pixels

_FREE = 3  # references to a buffer nobody looks at: the list's, the loop's, and the one that counts

LARGEST = 32
"""Buffers that a pool keeps; more than are ever on their way at once."""

WINDOW = 300
"""Buffers that none of so many takes needed are given back: ten seconds of a show."""


class PicturePool:
    """Hands out buffers of one size, again as soon as nobody holds them or any view of them. Any thread."""

    def __init__(self) -> None:
        self._buffers: list[Pixels] = []
        self._takes = 0
        self._needed = 0  # of the buffers, by the takes of this window
        self._lock = threading.Lock()

    def take(self, height_px: int, width_px: int) -> Pixels:
        """A buffer of shape ``(height_px, width_px, 4)``, uint8, with anything in it. It is the caller's."""
        with self._lock:
            if self._buffers and self._buffers[0].shape != (height_px, width_px, 4):
                self._buffers.clear()
            self._give_back()
            for number in range(len(self._buffers)):
                buffer = self._buffers[number]  # enumerate would hold it, too
                # Views and memory views hold their buffer, and nobody else can come to hold one that nobody holds.
                if sys.getrefcount(buffer) == _FREE:
                    self._needed = max(self._needed, number + 1)
                    return buffer
            fresh = np.empty((height_px, width_px, 4), np.uint8)
            if len(self._buffers) < LARGEST:
                self._buffers.append(fresh)
                self._needed = len(self._buffers)
            return fresh

    def _give_back(self) -> None:
        """Once in a window, forget what it had no need of: a machine that lost its step for once needed more."""
        self._takes += 1
        if self._takes == WINDOW:
            del self._buffers[self._needed :]
            self._takes = self._needed = 0
