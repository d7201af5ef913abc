"""What the host has to say to its worker, so that nobody who says it waits for a worker that is busy or stuck."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.workers import Worker
from app.engine.messages import Down, EndTurn, NewTurn, PushAudio, PushCues, PushPicture
from app.media.chunker import TurnResampler
from app.media.types import PROGRAM_RATE_HZ, Samples

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.engine.messages import Up

log = logging.getLogger(__name__)

MAX_SPEECH = 60 * PROGRAM_RATE_HZ
"""Samples of speech that may wait here; a worker that takes none for so long is stuck."""


@dataclass(frozen=True, slots=True)
class _Speech:
    turn: int
    samples: Samples


class Outbox:
    """Sends on a thread of its own ("engine outbox"), which also resamples. Any thread may call; no call blocks.

    The order of a turn (new turn, speech, end) is the caller's duty. Closes ``conn`` as its last act.

    Args:
        conn: to the worker.
        speech_hz: sample rate of the speech that it is given.
    """

    def __init__(self, conn: Connection[Down, Up], speech_hz: int = PROGRAM_RATE_HZ) -> None:
        self._conn = conn
        self._queue: deque[Down | _Speech] = deque()
        self._speech_held = 0
        self._closed = False
        self._changed = threading.Condition()
        self._speech_hz = self._rate_hz = speech_hz
        self._resampler = TurnResampler(speech_hz, speech_hz)  # of the turn
        self.broken = False
        """It has failed and sends nothing more."""
        self._thread = Worker("engine outbox", self._run)
        self._thread.start()

    def put(self, message: Down) -> None:
        """Send ``message`` after what waits already."""
        with self._changed:
            if isinstance(message, NewTurn):  # the speech of older turns is not worth sending any more
                outdated = (_Speech, NewTurn, PushCues, PushPicture, EndTurn)
                self._queue = deque(item for item in self._queue if not isinstance(item, outdated))
                self._speech_held = 0
            self._queue.append(message)
            self._changed.notify()

    def put_speech(self, turn: int, samples: Samples) -> bool:
        """Send speech, resampled on the way. False, and dropped, when there is too much already."""
        with self._changed:
            if self._speech_held + len(samples) > MAX_SPEECH:
                return False
            self._speech_held += len(samples)
            self._queue.append(_Speech(turn, samples))
            self._changed.notify()
            return True

    def set_rate(self, rate_hz: int) -> None:
        """The engine's sample rate, once it is known and before the first turn."""
        self._rate_hz = rate_hz

    def close(self) -> None:
        """Send nothing more and hang up. Does not wait: a stuck worker's full pipe may hold the thread."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._changed.notify()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread after ``close``."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            while (item := self._next()) is not None:
                self._send(item)
        except OSError:
            log.debug("the engine worker has hung up")
        except Exception:  # top of a thread
            log.exception("what was to be sent to the engine could not be")
            self.broken = True
        with self._changed:  # somebody may still be reading
            self._changed.wait_for(lambda: self._closed)
        self._conn.close()

    def _next(self) -> Down | _Speech | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if self._closed:
                return None
            item = self._queue.popleft()
            if isinstance(item, _Speech):
                self._speech_held -= len(item.samples)
            return item

    def _send(self, item: Down | _Speech) -> None:
        match item:
            case _Speech(turn, samples):
                self._send_samples(turn, self._resampler.push(samples))
                return
            case NewTurn():
                self._resampler = TurnResampler(self._rate_hz, self._speech_hz)
            case EndTurn(turn):
                self._send_samples(turn, self._resampler.flush())
        self._conn.send(item)

    def _send_samples(self, turn: int, samples: Samples) -> None:
        if len(samples):
            self._conn.send(PushAudio(turn, samples))
