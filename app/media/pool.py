"""Pixel buffers that are used again: megabytes thirty times a second are hard on every allocator."""

from __future__ import annotations

import sys
import threading
import weakref

import numpy as np

from app.media.types import Pixels

_FREE = 3  # references to a buffer nobody looks at: the list's, the loop's, and the one that counts

LARGEST = 32
"""Buffers of a size that are kept; more than are ever on their way at once."""

WINDOW = 300
"""Buffers that none of so many takes needed are given back: ten seconds of a show."""


class PicturePool:
    """Hands out buffers, again as soon as nobody holds them or any view of them. Any thread.

    All pools share the buffers of a size: while a host speaks, the engine's pictures lie where those of its rest did.
    They go with the last pool that took one of that size.
    """

    def __init__(self) -> None:
        self._buffers: _Buffers | None = None  # of the size that was taken last

    def take(self, height_px: int, width_px: int) -> Pixels:
        """A buffer of shape ``(height_px, width_px, 4)``, uint8, with anything in it. It is the caller's."""
        buffers = self._buffers
        if buffers is None or buffers.shape != (height_px, width_px, 4):
            buffers = self._buffers = _buffers((height_px, width_px, 4))
        return buffers.take()


class _Buffers:
    """The buffers of one size."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.shape = shape
        self._buffers: list[Pixels] = []
        self._takes = 0
        self._needed = 0  # of the buffers, by the takes of this window
        self._lock = threading.Lock()

    def take(self) -> Pixels:
        with self._lock:
            self._give_back()
            for number in range(len(self._buffers)):
                buffer = self._buffers[number]  # enumerate would hold it, too
                # Views and memory views hold their buffer, and nobody else can come to hold one that nobody holds.
                if sys.getrefcount(buffer) == _FREE:
                    self._needed = max(self._needed, number + 1)
                    return buffer
            fresh = np.empty(self.shape, np.uint8)
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


_known: weakref.WeakValueDictionary[tuple[int, int, int], _Buffers] = weakref.WeakValueDictionary()
_known_lock = threading.Lock()


def _buffers(shape: tuple[int, int, int]) -> _Buffers:
    with _known_lock:
        found = _known.get(shape)
        if found is None:
            found = _known[shape] = _Buffers(shape)
        return found
