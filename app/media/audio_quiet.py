"""Keeps ALSA's remarks ("underrun occurred") off the terminal: what matters of them arrives as errors and xruns."""

from __future__ import annotations

import ctypes
import functools
import sys


@functools.cache
def quiet_alsa() -> None:
    """Have ALSA keep its remarks to itself; does nothing on other systems. Once for the process."""
    if not sys.platform.startswith("linux"):
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return
    # The handler must be there whenever some thread of ALSA's speaks, after the interpreter's end as well: so it is a
    # function of the C library, one that does nothing with what it is called with.
    alsa.snd_lib_error_set_handler(ctypes.CDLL(None).getpid)
