"""Pixel buffers that are used again: megabytes thirty times a second are hard on every allocator."""

from __future__ import annotations

import sys
import threading

import numpy as np

from app.media.types import Pixels

_FREE = 3  # references to a buffer nobody looks at: the list's, the loop's, and the one that counts

LARGEST = 32
"""Buffers that a pool keeps; more than are ever on their way at once."""


class PicturePool:
    """Hands out buffers of one size, again as soon as nobody holds them or any view of them. Any thread."""

    def __init__(self) -> None:
        self._buffers: list[Pixels] = []
        self._lock = threading.Lock()

    def take(self, height_px: int, width_px: int) -> Pixels:
        """A buffer of shape ``(height_px, width_px, 4)``, uint8, with anything in it. It is the caller's."""
        with self._lock:
            if self._buffers and self._buffers[0].shape != (height_px, width_px, 4):
                self._buffers.clear()
            for buffer in self._buffers:
                # Views and memory views hold their buffer, and nobody else can come to hold one that nobody holds.
                if sys.getrefcount(buffer) == _FREE:
                    return buffer
            fresh = np.empty((height_px, width_px, 4), np.uint8)
            if len(self._buffers) < LARGEST:
                self._buffers.append(fresh)
            return fresh
