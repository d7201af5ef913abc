"""Keeping the process as small as what it holds."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8  # of glibc's malloc.h


def use_one_heap() -> None:
    """Have all threads share one heap, on Linux with glibc; elsewhere this does nothing. Before threads are started.

    glibc gives every thread a heap of its own, and keeps in each what was freed in it: with a dozen threads that pass
    pictures to each other that is 40 MB of nothing. Under the interpreter lock they hardly ever allocate at once.

    Large blocks stay in it, too: outside of it each would be asked for anew, page by page, whenever a picture is made,
    and a slow machine takes twice as long until its host is on stage.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, 1)


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
