"""Keeping the process as small as what it holds."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1  # of glibc's malloc.h

_LARGE_BYTES = 3_400_000
"""A program picture at 1280x720 has more, and what is made anew in every slot, a picture converted for a camera, at
1920x1080 has less."""
_SPARE_BYTES = 4_000_000
"""Free memory at the heap's end that it keeps: a picture is put together in blocks, over and over at the same place."""


def use_one_heap() -> None:
    """Have all threads share one heap, on Linux with glibc; elsewhere this does nothing. Before threads are started.

    glibc gives every thread a heap of its own, and keeps in each what was freed in it: with a dozen threads that pass
    pictures to each other that is 40 MB of nothing. Under the interpreter lock they hardly ever allocate at once.

    What is large, such as whole pictures, lies outside of the heap and goes back to the system as soon as it is free.
    By itself glibc would keep whatever is no larger than the largest that was ever freed: a decoded photo.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        libc.mallopt(_M_TRIM_THRESHOLD, _SPARE_BYTES)  # which would be 128 KB, now that the other one is set


def give_back_free_memory() -> None:
    """Hand what was freed back to the system, after something large has come and gone. Takes a few milliseconds."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
