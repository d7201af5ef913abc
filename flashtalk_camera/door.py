"""Lets studios in, one after the other."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge
from typing import Any

import numpy as np

from flashtalk_camera import wire
from flashtalk_camera.airing import Airing
from flashtalk_camera.inlet import Inlet
from flashtalk_camera.standby import StandbyClip

log = logging.getLogger(__name__)

_SLACK_BYTES = 65_536


class Door:
    """Accepts connections, and obeys the studio that came last. Every connection has a thread of its own.

    Args:
        listener: open, without ``authkey``: the challenge is made on the connection's own thread, so that a client
            that is silent in the middle of it does not keep others out.
        token: secret of the state file.
        airing: what the studio's messages go to.
        picture_bytes: size of one I420 picture.
        on_close: called, on any thread, when a studio says Stop Virtual Camera.

    """

    def __init__(
        self, listener: Listener, token: bytes, airing: Airing, picture_bytes: int, on_close: Callable[[], None]
    ) -> None:
        self._listener = listener
        self._token = token
        self._airing = airing
        self._picture_bytes = picture_bytes
        self._on_close = on_close
        self._lock = threading.Lock()
        self._owner: Connection | None = None
        self._owner_pid: int | None = None
        self._alone_since_ns = time.monotonic_ns()

    def start(self) -> None:
        """Let studios in from now on."""
        threading.Thread(target=self._accept, name="door", daemon=True).start()

    def alone_s(self) -> float:
        """Seconds since the last studio has left; 0 while there is one."""
        with self._lock:
            return 0.0 if self._owner is not None else (time.monotonic_ns() - self._alone_since_ns) / 1e9

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError as error:
                log.info("a client went away at the door: %s", error)
                time.sleep(0.05)  # a listener that is broken for good shall not eat the processor
                continue
            threading.Thread(target=self._attend, args=(connection,), name="client", daemon=True).start()

    def _attend(self, connection: Connection) -> None:
        try:
            deliver_challenge(connection, self._token)
            answer_challenge(connection, self._token)
            with contextlib.closing(Inlet(connection, self._picture_bytes + _SLACK_BYTES)) as inlet:
                self._converse(connection, inlet)
        except EOFError:
            pass
        except (OSError, ValueError, AssertionError, AuthenticationError) as error:
            log.info("connection dropped: %s: %s", type(error).__name__, error)
        finally:
            self._leave(connection)

    def _converse(self, connection: Connection, inlet: Inlet) -> None:
        clips = _ClipInTheMaking(self._picture_bytes)
        while True:
            message = inlet.receive()
            if message[:1] == wire.FRAME:
                if connection is self._owner:  # else taken over; it has been told
                    self._show(message)
                    inlet.keep()
            else:
                self._obey(connection, bytes(message), clips)

    def _show(self, message: memoryview) -> None:
        if len(message) != wire.FRAME_HEADER.size + self._picture_bytes:
            raise ValueError(f"slot of {len(message)} bytes for a picture of {self._picture_bytes}")
        number = wire.FRAME_HEADER.unpack_from(message)[1]
        picture = np.frombuffer(message, np.uint8, offset=wire.FRAME_HEADER.size)
        self._airing.slot(number, picture, time.monotonic_ns())

    def _obey(self, connection: Connection, message: bytes, clips: _ClipInTheMaking) -> None:
        tag = message[:1]
        if tag == wire.HELLO:
            self._greet(connection, _number(message, "pid"))
        elif tag == wire.ASK_STATS:
            self._answer(connection)
        elif tag == wire.CLOSE:
            log.info("told to close the camera")
            self._on_close()
        elif connection is not self._owner:
            return
        elif tag == wire.CLIP_RESET:
            clips.reset()
        elif tag == wire.CLIP_ADD:
            clips.add(message[1:])
        elif tag == wire.CLIP_COMPLETE:
            clip = clips.finish(_number(message, "frame_ns"))
            if clip is not None:
                self._airing.standby(clip)
        else:
            raise ValueError(f"unknown message {tag!r}")

    def _greet(self, connection: Connection, pid: int) -> None:
        with self._lock:
            before, self._owner, self._owner_pid = self._owner, connection, pid
        log.info("studio %d has the camera", pid)
        if before is not None and before is not connection:
            try:
                before.send_bytes(wire.TAKEN_OVER)
            except OSError as error:
                log.info("the studio before could not be told: %s", error)
        self._answer(connection)

    def _answer(self, connection: Connection) -> None:
        stats: dict[str, Any] = self._airing.stats(time.monotonic_ns())
        stats.update(pid=os.getpid(), owner_pid=self._owner_pid)
        connection.send_bytes(wire.STATS + json.dumps(stats).encode())

    def _leave(self, connection: Connection) -> None:
        now_ns = time.monotonic_ns()
        with self._lock:
            mine = self._owner is connection
            if mine:
                log.info("studio %s is gone", self._owner_pid)
                self._owner = self._owner_pid = None
                self._alone_since_ns = now_ns
        if mine:
            self._airing.studio_gone(now_ns)
        connection.close()


class _ClipInTheMaking:
    """The clip that a connection is handing over. One that is no good is refused; the show does not suffer for it."""

    def __init__(self, picture_bytes: int) -> None:
        self._picture_bytes = picture_bytes
        self.reset()

    def reset(self) -> None:
        self._clip: StandbyClip | None = StandbyClip(self._picture_bytes)

    def add(self, data: bytes) -> None:
        if self._clip is not None:
            try:
                self._clip.add(data)
            except ValueError as error:
                log.info("standby clip refused: %s", error)
                self._clip = None

    def finish(self, frame_ns: int) -> StandbyClip | None:
        clip = self._clip
        self.reset()
        try:
            if clip is not None:
                clip.finish(frame_ns)
        except ValueError as error:
            log.info("standby clip refused: %s", error)
            return None
        return clip


def _number(message: bytes, name: str) -> int:
    """The integer ``name`` of a message's JSON. ValueError when it is not there."""
    fields = json.loads(message[1:])
    number = fields.get(name) if isinstance(fields, dict) else None
    if not isinstance(number, int):
        raise ValueError(f"{name} is missing in {message[:1]!r}")
    return number
