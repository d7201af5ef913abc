"""A stream that outlives its device: lost, waited for, and opened again."""

from __future__ import annotations

import contextlib
import logging
import time
from concurrent.futures import Future
from enum import Enum

from app.base.errors import AppError
from app.media.audio_devices import Direction
from app.media.audio_stream import MakeCallback, OpenStream
from app.media.audio_system import END_LIMIT_S, AudioSystem
from app.media.types import NS_PER_S

log = logging.getLogger(__name__)

SILENT_NS = NS_PER_S // 2  # a device that has not called for so long is lost
STARTING_NS = 3 * NS_PER_S  # but it may take this long to begin (Bluetooth)
RETRY_NS = NS_PER_S


class LineState(Enum):
    """Where a line stands."""

    CLOSED = "closed"
    OPEN = "open"
    LOST = "lost"
    """Its device went away; it is tried again every second."""


class AudioLine:
    """Keeps one stream open. Its owner's thread calls ``poll`` some ten times a second; nothing blocks but ``open``.

    Args:
        system: opens and closes streams.
        direction: to hear or to be heard.
        device: name in the settings.
        make_callback: see ``AudioSystem.open``; called for every stream that is opened.

    """

    def __init__(self, system: AudioSystem, direction: Direction, device: str, make_callback: MakeCallback) -> None:
        self._system = system
        self._direction = direction
        self._device = device
        self._make_callback = make_callback
        self._opening: Future[OpenStream] | None = None
        self._next_try_ns = 0
        self.state = LineState.CLOSED
        self.stream: OpenStream | None = None
        """The stream that is open."""
        self.problem: AppError | None = None
        """Why it is lost."""

    def open(self) -> OpenStream:
        """Open the device. Raises AppError."""
        stream = self._system.open(self._direction, self._device, self._make_callback).result()
        self.stream, self.state = stream, LineState.OPEN
        return stream

    def poll(self) -> bool:
        """Notice that the device is gone, and open it again when it is back. True: it was opened anew just now."""
        if self.state is LineState.OPEN:
            self._check()
        if self.state is not LineState.LOST:
            return False
        return self._reopen()

    def close(self) -> None:
        """Close it for good; its callback is not called afterwards."""
        self.state = LineState.CLOSED
        stream, self.stream = self.stream, None
        if self._opening is not None:
            with contextlib.suppress(AppError):  # then it is not open, which is what is wanted
                self._end(self._opening.result())
            self._opening = None
        if stream is not None:
            self._end(stream)

    def _end(self, stream: OpenStream) -> None:
        """Wait for its end, as long as there is hope."""
        try:
            self._system.close(stream).result(END_LIMIT_S)
        except TimeoutError:
            log.error("the device “%s” does not end and is left behind", stream.device_name)

    def _check(self) -> None:
        assert self.stream is not None
        patience_ns = SILENT_NS if self.stream.beaten else STARTING_NS
        silent = time.monotonic_ns() - self.stream.beat_ns > patience_ns
        if not silent and not self.stream.ended.is_set():
            return
        stream, self.stream = self.stream, None
        self.state = LineState.LOST
        self._next_try_ns = 0
        if stream.renewed:
            return
        self._system.close(stream)
        code, message = "audio_out", f"The audio device “{stream.device_name}” went away."
        if self._direction == "input":
            code, message = "microphone", f"The microphone “{stream.device_name}” went away."
        self.problem = AppError(f"{code}.lost", message, "Plug it in again: the studio waits for it.")
        log.warning("%s", self.problem.message)

    def _reopen(self) -> bool:
        if self._opening is None:
            if time.monotonic_ns() >= self._next_try_ns:
                self._opening = self._system.open(self._direction, self._device, self._make_callback)
            return False
        if not self._opening.done():
            return False
        opening, self._opening = self._opening, None
        try:
            self.stream = opening.result()
        except AppError as error:
            log.info("not back yet: %s", error.message)
            self._next_try_ns = time.monotonic_ns() + RETRY_NS
            return False
        if self.problem is not None:
            log.info("%s is back", self.stream.device_name)
        self.state, self.problem = LineState.OPEN, None
        return True
