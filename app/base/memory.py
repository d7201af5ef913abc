"""Keeping the process as small as what it holds."""

from __future__ import annotations

import ctypes
import gc
import sys

_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1  # of glibc's malloc.h

_IN_THE_HEAP_BYTES = 32 << 20  # the most that glibc allows


def use_one_heap() -> None:
    """Have all threads share one heap, on Linux with glibc; elsewhere this does nothing. Before threads are started.

    glibc gives every thread a heap of its own, and keeps in each what was freed in it: with a dozen threads that pass
    pictures to each other that is 40 MB of nothing. Under the interpreter lock they hardly ever allocate at once.

    Large blocks stay in it, too, and what is free at its end: given back to the system they would be asked for anew,
    page by page, whenever a picture is made, and a machine that pays for page faults loses its step. glibc learns that
    by itself only from a large block that was freed, which a studio that maps its host may never do.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, _IN_THE_HEAP_BYTES)
        libc.mallopt(_M_TRIM_THRESHOLD, 2 * _IN_THE_HEAP_BYTES)


def give_back_free_memory() -> None:
    """Hand what was freed back to the system, after something large has come and gone. Takes a few milliseconds."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def settle() -> None:
    """What is there now stays: from now on nobody looks through it for cycles. Once, before anybody watches.

    A collection holds the interpreter for as long as it looks, pump and window with it: 50 to 100 ms for all that a
    studio imports, 10 ms for what has come since. So none is made of all that: a start leaves a kilobyte in cycles.
    The one of nothing tells Python how little there is to look through now; else it would wait until a quarter of what
    was there before has come anew, which takes hours.
    """
    gc.freeze()
    gc.collect()


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
