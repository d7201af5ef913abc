"""Keeping the computer awake, and its timers fine, while somebody may be watching."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from app.base.log import log_event
from app.base.workers import Worker

log = logging.getLogger(__name__)

REASON = "FlashTalk Studio is live"


class WakeKeeper:
    """Holds the system awake between ``want(True)`` and ``want(False)``. One thread at a time; no call waits.

    The holding is done on a thread of its own: it may talk to the desktop, which can take its time, and Windows
    counts its wishes per thread.

    Args:
        holds: what to hold, entered in this order; each fails for itself, quietly.

    """

    def __init__(self, *holds: Callable[[], AbstractContextManager[None]]) -> None:
        self._holds = holds or (hold_awake, hold_fine_timers)
        self._holder: Worker | None = None
        self._done = threading.Event()
        self._awake = False

    def want(self, awake: bool) -> None:
        """Hold from now on, or let go. Asking for what is so already does nothing."""
        if awake and not self._awake:
            done = self._done = threading.Event()
            self._holder = Worker("awake", lambda: self._hold(done))
            self._holder.start()
        elif not awake:
            self._done.set()
        self._awake = awake

    def close(self) -> None:
        """Let go, and wait for it."""
        self.want(False)
        if self._holder is not None:
            self._holder.stop_and_join(self._done.set)

    def _hold(self, done: threading.Event) -> None:
        with ExitStack() as stack:
            for hold in self._holds:
                try:
                    stack.enter_context(hold())
                except (OSError, ImportError, AttributeError) as error:
                    log.info("%s is not possible here: %s", getattr(hold, "__name__", hold), error)
            done.wait()


@contextmanager
def hold_awake() -> Iterator[None]:
    """Neither sleep nor screen saver: a lock screen would end the streamer's control of the show."""
    with _awake() as method:
        log_event(log, "awake.on" if method is not None else "awake.impossible", method=method)
        yield
    log_event(log, "awake.off")


def awake_method() -> str | None:
    """How this system is kept awake, tried for a moment; None: it cannot be. May take a second."""
    with _awake() as method:
        return method


@contextmanager
def _awake() -> Iterator[str | None]:
    from wakepy import keep

    logging.getLogger("wakepy").setLevel(logging.WARNING)  # why each way is not possible here fills half a page
    with keep.presenting(on_fail="pass") as mode:
        yield mode.method.name if mode.active and mode.method is not None else None


@contextmanager
def hold_fine_timers() -> Iterator[None]:
    """Waits that end on the millisecond. Linux has them anyway: its timers are 50 µs fine."""
    if sys.platform == "win32":
        with _windows_timers():
            yield
    elif sys.platform == "darwin":
        with _mac_activity():
            yield
    else:
        yield


if sys.platform == "win32":

    class _PowerThrottling(ctypes.Structure):
        """PROCESS_POWER_THROTTLING_STATE."""

        _fields_ = (
            ("version", ctypes.c_ulong),
            ("control_mask", ctypes.c_ulong),
            ("state_mask", ctypes.c_ulong),
        )

    @contextmanager
    def _windows_timers() -> Iterator[None]:
        process_power_throttling, execution_speed, ignore_timer_resolution = 4, 1, 4
        # Windows 11 forgets the timer resolution of a program whose window nobody sees, unless it is told not to.
        state = _PowerThrottling(1, execution_speed | ignore_timer_resolution, 0)
        kernel32 = ctypes.WinDLL("kernel32")
        kernel32.GetCurrentProcess.restype = ctypes.c_void_p
        kernel32.SetProcessInformation.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong)
        kernel32.SetProcessInformation(
            kernel32.GetCurrentProcess(), process_power_throttling, ctypes.byref(state), ctypes.sizeof(state)
        )
        winmm = ctypes.WinDLL("winmm")
        winmm.timeBeginPeriod(1)
        try:
            yield
        finally:
            winmm.timeEndPeriod(1)


@contextmanager
def _mac_activity() -> Iterator[None]:
    """An NSActivity, without which macOS lets the timers of a program in the background nap."""
    user_initiated, latency_critical = 0x00FFFFFF, 0xFF00000000
    objc = ctypes.CDLL(ctypes.util.find_library("objc"))
    ctypes.CDLL(ctypes.util.find_library("Foundation"))
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = (ctypes.c_char_p,)

    def send(receiver: int, selector: bytes, *arguments: object, types: tuple[type, ...] = ()) -> int:
        prototype = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *types)
        call = prototype(("objc_msgSend", objc))
        return call(receiver, objc.sel_registerName(selector), *arguments) or 0

    pool = send(send(objc.objc_getClass(b"NSAutoreleasePool"), b"alloc"), b"init")
    string = objc.objc_getClass(b"NSString")
    reason = send(string, b"stringWithUTF8String:", REASON.encode(), types=(ctypes.c_char_p,))
    info = send(objc.objc_getClass(b"NSProcessInfo"), b"processInfo")
    options = user_initiated | latency_critical
    types = (ctypes.c_uint64, ctypes.c_void_p)
    activity = send(info, b"beginActivityWithOptions:reason:", options, reason, types=types)
    try:
        yield
    finally:
        send(info, b"endActivity:", activity, types=(ctypes.c_void_p,))
        send(pool, b"drain")
