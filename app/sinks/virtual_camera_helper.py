"""A running camera helper, and the connection to it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection
from typing import Any

import psutil

from app.sinks import virtual_camera_wire as wire

ANSWER_S = 5.0
CLOSE_S = 5.0
"""Patience for what takes milliseconds: a helper on a busy machine must not be ended for being slow."""

_left_running: list[subprocess.Popen[str]] = []
"""Helpers that another studio has taken over. Kept, because a forgotten Popen warns about its running process."""


@dataclass(frozen=True, slots=True)
class CameraRequest:
    """The camera that is wanted. ``device`` empty: any; ``backend`` ``"auto"``: any."""

    width_px: int
    height_px: int
    fps: int
    device: str
    backend: str


@dataclass(frozen=True, slots=True)
class HelperState:
    """A running helper as its state file tells of it. ``device`` is a path on Linux, ``name`` is for people."""

    protocol: int
    pid: int
    address: str
    token: str
    width: int
    height: int
    fps: int
    format: str
    backend: str
    device: str
    name: str
    started: float

    @classmethod
    def parse(cls, found: Any) -> HelperState | None:
        """The state in decoded JSON; None when it is not one."""
        if not isinstance(found, dict):
            return None
        kinds: dict[str, type | tuple[type, ...]] = {"int": int, "str": str, "float": (int, float)}
        try:
            values = {field.name: found[field.name] for field in fields(cls)}
        except KeyError:
            return None
        wrong = [field.name for field in fields(cls) if not isinstance(values[field.name], kinds[str(field.type)])]
        return None if wrong else cls(**values)

    def fits(self, request: CameraRequest) -> bool:
        """Whether this camera is the one that is wanted."""
        return (
            (self.protocol, self.format) == (wire.PROTOCOL, "I420")
            and (self.width, self.height, self.fps) == (request.width_px, request.height_px, request.fps)
            and request.backend in ("auto", self.backend)
            and request.device in ("", self.device, self.name)
        )


class HelperLink:
    """A connection to a running helper. One thread at a time; ``kill`` from any.

    Args:
        state: what the helper said of itself.
        connection: through the challenge already.
        process: the helper, to end it when it does not answer.
        child: the same when this process has started it and must collect its exit status.

    """

    def __init__(
        self,
        state: HelperState,
        connection: Connection,
        process: psutil.Process,
        child: subprocess.Popen[str] | None = None,
    ) -> None:
        self.state = state
        self._connection = connection
        self._process = process
        self._child = child

    def send(self, message: bytes) -> None:
        """Send; blocks while the helper does not read. OSError when it is gone."""
        self._connection.send_bytes(message)

    def taken_over(self) -> bool:
        """Whether another studio has the camera now."""
        # The helper says nothing else unasked.
        return self._connection.poll() and self._connection.recv_bytes() == wire.TAKEN_OVER

    def ask(self, message: bytes) -> dict[str, Any]:
        """Send HELLO or ASK_STATS and take the answer. OSError or EOFError when the helper is gone."""
        with killing_after(ANSWER_S, self.kill):
            self._connection.send_bytes(message)
            answer = self._connection.recv_bytes()
        stats = json.loads(answer[1:]) if answer[:1] == wire.STATS else None
        if not isinstance(stats, dict):
            raise OSError(f"camera helper answered {answer[:20]!r}")
        return stats

    def stop_camera(self) -> None:
        """Have the helper close the camera and end; make it end if it does not."""
        with killing_after(CLOSE_S, self.kill), contextlib.suppress(OSError, EOFError):
            self._connection.send_bytes(wire.CLOSE)
            while True:
                self._connection.recv_bytes()  # until the helper, its camera closed, lets go of the connection
        self.drop()

    def leave(self) -> None:
        """Hang up and let the helper live: it serves another studio."""
        self._connection.close()
        if self._child is not None:
            _left_running.append(self._child)

    def drop(self) -> None:
        """Hang up on a helper that has died or is no good, and make sure that it is dead."""
        self._connection.close()
        self.kill()
        if self._child is not None:
            self._child.wait()
        else:
            with contextlib.suppress(psutil.Error):
                self._process.wait(CLOSE_S)

    def kill(self) -> None:
        """End the process now. Any thread."""
        with contextlib.suppress(psutil.Error):
            self._process.kill()


@contextlib.contextmanager
def killing_after(seconds: float, kill: Callable[[], None]) -> Iterator[None]:
    """End the helper if the block takes longer: its reads and writes have no time limit on every system."""
    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.name = "camera-patience"
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
