"""The streamer's own camera, which a portrait follows."""

from __future__ import annotations

import errno
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.clock import MasterClock
from app.sources.base import PictureSink
from app.sources.webcam_devices import Webcam, find_webcam, list_webcams
from app.sources.webcam_process import Ended, Seen, Started, Word, webcam_main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

START_S = 60.0
"""Until the process is there, on a computer that has much else to do."""

OPEN_S = 12.0
"""Until a camera has woken up and given its first picture."""

STALL_S = 2.0
RETRY_S = 1.0
POLL_S = 0.1
LATENCY_NS = 100_000_000
"""Of a camera, as long as it has not been measured."""

_AGES = 60  # pictures that the latency is measured on
_WHERE = {
    "win32": "Allow it in Windows' Settings > Privacy & security > Camera.",
    "darwin": "Allow it in System Settings > Privacy & Security > Camera.",
}


class WebcamSource:
    """A ``PictureSource``. Made, started and stopped on the studio's thread; its own thread is "webcam".

    The camera is read in a process: see ``webcam_process``. A process that dies or stalls is replaced by another.

    Args:
        device: the camera's friendly name; ``"default"``: the first.
        clock: master time.
        list_devices: looks which there are.

    """

    def __init__(
        self, device: str, clock: MasterClock, list_devices: Callable[[], Sequence[Webcam]] = list_webcams
    ) -> None:
        self._device = device
        self._clock = clock
        self._list_devices = list_devices
        self._stopping = threading.Event()
        self._ages_ns: list[int] = []
        self._worker: Worker | None = None
        self.lost = True
        self.problem: AppError | None = None
        self.latency_ns = LATENCY_NS

    def start(self, sink: PictureSink) -> None:
        """Begin."""
        self._stopping.clear()
        self._worker = Worker("webcam", lambda: self._run(sink), self._crashed)
        self._worker.start()

    def stop(self) -> None:
        """End."""
        if self._worker is not None:
            self._worker.stop_and_join(self._stopping.set)
            self._worker = None

    # ---- its own thread

    def _run(self, sink: PictureSink) -> None:
        while not self._stopping.is_set():
            found = find_webcam(self._list_devices(), self._device)
            self.problem = _missing(self._device) if found is None else self._read(found, sink)
            self.lost = True
            self._stopping.wait(RETRY_S)

    def _crashed(self, error: Exception) -> None:
        self.lost = True
        self.problem = AppError(
            "webcam.error",
            f"The camera stopped because of an error in the studio ({type(error).__name__}: {error}).",
            "Switch the microphone off and on; the log has the details.",
        )

    def _read(self, found: Webcam, sink: PictureSink) -> AppError | None:
        """Hand on what the camera sees until there is no more of it; says why, None: it was stopped."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=webcam_main, args=(theirs, found.camera), name="webcam", daemon=True)
        try:
            process.start()
        except OSError as error:
            ours.close()
            return _failed(found.name, Ended(error.errno or 0, error.strerror or str(error)))
        finally:
            theirs.close()
        try:
            return self._listen(ours, found.name, sink)
        finally:
            _end(process)
            ours.close()

    def _listen(self, link: Connection[None, Word], name: str, sink: PictureSink) -> AppError | None:
        patience_s, heard_s = START_S, time.monotonic()
        while not self._stopping.is_set():
            if not link.poll(POLL_S):
                if time.monotonic() - heard_s > patience_s:
                    return _stuck(name)
                continue
            try:
                word = link.recv()
            except (EOFError, OSError):
                return _failed(name, Ended(0, "its process has died"))
            heard_s = time.monotonic()
            match word:
                case Ended():
                    return _failed(name, word)
                case Started():
                    patience_s = OPEN_S
                case Seen(jpeg, taken_ns):
                    patience_s = STALL_S
                    self._measure(time.monotonic_ns() - taken_ns)
                    self.lost, self.problem = False, None
                    sink(jpeg, self._clock.at_monotonic_ns(taken_ns))
        return None

    def _measure(self, age_ns: int) -> None:
        """All but the slowest twentieth of the last pictures came within the latency."""
        self._ages_ns.append(age_ns)
        if len(self._ages_ns) == _AGES:
            self.latency_ns = sorted(self._ages_ns)[_AGES * 95 // 100]
            self._ages_ns.clear()


def _end(process: SpawnProcess) -> None:
    process.kill()  # asking it nicely could take for ever, and it has nothing to finish
    process.join(5.0)
    if process.exitcode is not None:
        process.close()


def _missing(device: str) -> AppError:
    if device == "default":
        return AppError("webcam.missing", "No camera was found.", "Plug one in; the studio takes it by itself.")
    return AppError(
        "webcam.missing",
        f"The camera {device} is not there.",
        "Plug it in, and the studio takes it by itself; or choose another.",
    )


def _stuck(name: str) -> AppError:
    return AppError(
        "webcam.stuck", f"The camera {name} gives no pictures.", "Unplug it and plug it in again, or choose another."
    )


def _failed(name: str, why: Ended) -> AppError:
    if why.code == errno.EBUSY:
        return AppError(
            "webcam.busy",
            f"The camera {name} is in use by another program.",
            "Close that program; the studio takes the camera by itself.",
        )
    if why.code in (errno.EACCES, errno.EPERM):
        where = _WHERE.get(sys.platform, "Add your user to the group video, and log in again.")
        return AppError("webcam.permission", f"The studio may not use the camera {name}.", where)
    return AppError(
        "webcam.failed",
        f"The camera {name} cannot be read: {why.words}.",
        "The studio tries again by itself; see whether another program uses it.",
    )
