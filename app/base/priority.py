"""Where this process stands in line for the processor, and on Windows for the graphics card."""

from __future__ import annotations

import ctypes
import logging
import sys
from typing import Literal

Who = Literal["game", "even", "host"]
"""Who comes first."""

log = logging.getLogger(__name__)

_NICE = 10  # of 19; everybody may be nicer than usual, and hardly anybody less

_GPU_CLASS = {"game": 1, "even": 2, "host": 3}
"""D3DKMT_SCHEDULINGPRIORITYCLASS of d3dkmthk.h: below normal, normal, above normal. High and real time need rights."""


def prefer(who: Who) -> bool:
    """Let a game come before this process, after it, or neither. Whether the system agreed.

    Elsewhere than on Windows a card serves whoever asks, in turn: there is nothing to be asked for but the processor.
    """
    import psutil  # the command line, which knows the words, needs none

    try:
        _processor(who)
    except (psutil.Error, OSError) as error:
        log.debug("the priority of the process stays as it is: %s", error)
        return False
    return sys.platform != "win32" or _graphics(who)


def _processor(who: Who) -> None:
    import psutil

    process = psutil.Process()
    if sys.platform == "win32":
        classes = {
            "game": psutil.BELOW_NORMAL_PRIORITY_CLASS,
            "even": psutil.NORMAL_PRIORITY_CLASS,
            "host": psutil.ABOVE_NORMAL_PRIORITY_CLASS,
        }
        process.nice(classes[who])
    elif who == "game" and process.nice() < _NICE:
        process.nice(_NICE)


def _graphics(who: Who) -> bool:
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return False
    current = windll.kernel32.GetCurrentProcess
    current.restype = ctypes.c_void_p
    ask = windll.gdi32.D3DKMTSetProcessSchedulingPriorityClass
    ask.argtypes, ask.restype = [ctypes.c_void_p, ctypes.c_int], ctypes.c_long
    return bool(ask(current(), _GPU_CLASS[who]) >= 0)
