"""The thread that feeds the camera helper and brings it back when it dies."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from app.base.errors import AppError
from app.base.workers import Worker
from app.sinks.virtual_camera_helper import HelperLink

log = logging.getLogger(__name__)

STALLED_NS, STALLED_PUTS = 1_500_000_000, 15
"""A helper that takes so long to take one message, while the show went on for so many pictures, is replaced. Time alone
proves nothing: on a machine that stood still for two seconds nothing has stalled."""

SPARE_AFTER_NS = 1_000_000_000
"""How long after a helper was connected the next one is prepared: an interpreter that starts on a machine with one
processor takes it from the first pictures."""

_MAX_RESTARTS, _RESTARTS_WITHIN_NS = 5, 60_000_000_000
_ATTEMPT_PAUSES_S = (0.0, 0.2, 0.6)


class CameraSender:
    """Sends the newest picture as soon as the helper takes it, and the standby clip in between.

    Owned by the sink, whose thread calls ``put`` and ``close``; ``set_clip`` may come from any.

    Args:
        link: a connected helper.
        reconnect: makes a new link: takes a running helper over or starts one. Raises AppError.
        prepare_spare: starts what the next ``reconnect`` will need.

    Both are called on the thread of this object.

    """

    def __init__(
        self, link: HelperLink, reconnect: Callable[[], HelperLink], prepare_spare: Callable[[], None]
    ) -> None:
        self._link: HelperLink | None = link
        self._reconnect = reconnect
        self._prepare_spare = prepare_spare
        self._spare_due_ns: int | None = time.monotonic_ns() + SPARE_AFTER_NS
        self._state = threading.Condition()
        self._pending: bytes | None = None
        self._clip: list[bytes] = []
        self._clip_left: deque[bytes] = deque()
        self._sending_since_ns: int | None = None
        self._puts_meanwhile = 0
        self._restarting = False
        self._closing = False
        self._failure: AppError | None = None
        self._restarts: deque[int] = deque(maxlen=_MAX_RESTARTS)
        self.restarts = 0
        self.skipped = 0
        self._worker = Worker("camera-sender", self._run, self._crashed)
        self._worker.start()

    def put(self, message: bytes, patience_s: float) -> None:
        """Have ``message`` sent, in place of one that is still waiting after ``patience_s``.

        Raises AppError when the camera is lost: taken over, or not to be brought back.
        """
        with self._state:
            if self._failure is None and self._pending is not None and not self._restarting:
                self._state.wait_for(lambda: self._pending is None or self._failure is not None, patience_s)
            if self._failure is not None:
                raise self._failure
            if self._pending is not None:
                self.skipped += 1
            self._pending = message
            self._puts_meanwhile += 1
            self._state.notify_all()
            if self._stalled():
                log.info("camera helper stalls")
                assert self._link is not None
                self._link.kill()
                self._sending_since_ns = None

    def set_clip(self, messages: list[bytes]) -> None:
        """Hand a standby clip over, now and after every restart."""
        with self._state:
            self._clip = messages
            self._clip_left = deque(messages)
            self._state.notify_all()

    def close(self) -> None:
        """Stop Virtual Camera and wait until the helper has ended. At most a few seconds."""
        patience = threading.Timer(STALLED_NS / 1e9, self._kill)
        patience.daemon = True
        patience.start()
        self._worker.stop_and_join(self._ask_to_close, timeout_s=15.0)
        patience.cancel()
        patience.join()

    def _ask_to_close(self) -> None:
        with self._state:
            self._closing = True
            self._state.notify_all()

    def _kill(self) -> None:
        with self._state:
            if self._sending_since_ns is not None and self._link is not None:
                self._link.kill()

    def _stalled(self) -> bool:
        if self._sending_since_ns is None or self._puts_meanwhile < STALLED_PUTS:
            return False
        return time.monotonic_ns() - self._sending_since_ns > STALLED_NS

    def _run(self) -> None:
        try:
            while not self._closing:
                self._send_next()
                if self._spare_due_ns is not None and time.monotonic_ns() >= self._spare_due_ns:
                    self._spare_due_ns = None
                    self._prepare_spare()
        except AppError as error:
            self._fail(error)
        finally:
            if self._link is not None:
                self._link.stop_camera()

    def _send_next(self) -> None:
        """Send one message, and hold it no longer."""
        if (message := self._next()) is not None:
            self._send(message)

    def _next(self) -> bytes | None:
        """The next message, pictures first; None when it is time to close, or for a spare."""
        with self._state:
            self._sending_since_ns = None
            due_ns = self._spare_due_ns
            patience_s = None if due_ns is None else max(0.0, (due_ns - time.monotonic_ns()) / 1e9)
            has_work = self._state.wait_for(
                lambda: self._closing or self._pending is not None or bool(self._clip_left), patience_s
            )
            if self._closing or not has_work:
                return None
            message = self._pending if self._pending is not None else self._clip_left.popleft()
            if message is self._pending:
                self._pending = None
                self._state.notify_all()
            self._sending_since_ns, self._puts_meanwhile = time.monotonic_ns(), 0
            return message

    def _send(self, message: bytes) -> None:
        assert self._link is not None
        try:
            if self._link.taken_over():
                self._link.leave()
                self._link = None
                raise AppError(
                    "camera.taken_over",
                    "Another FlashTalk Studio has taken the virtual camera over.",
                    "Close the other one, then start the virtual camera again.",
                    permanent=True,
                )
            self._link.send(message)
        except (OSError, EOFError) as error:
            log.info("camera helper is gone: %r", error)
            self._restart()

    def _restart(self) -> None:
        """Bring the helper back; the picture that could not be sent is lost, the next one is 33 ms away."""
        with self._state:
            link, self._link = self._link, None
            self._sending_since_ns, self._restarting = None, True
        if link is not None:
            link.drop()
        began_ns = time.monotonic_ns()
        fresh = self._try_to_connect()
        self._spare_due_ns = time.monotonic_ns() + SPARE_AFTER_NS
        with self._state:
            self._link, self._restarting = fresh, False
            self._clip_left = deque(self._clip)
            self._state.notify_all()
        if fresh is not None:
            log.info("camera is back after %d ms", (time.monotonic_ns() - began_ns) // 1_000_000)

    def _try_to_connect(self) -> HelperLink | None:
        """A new link, or None when told to close meanwhile. Raises the last AppError when all attempts fail."""
        now_ns = time.monotonic_ns()
        if len(self._restarts) == _MAX_RESTARTS and now_ns - self._restarts[0] < _RESTARTS_WITHIN_NS:
            raise AppError(
                "camera.helper",
                f"The camera helper has ended {_MAX_RESTARTS} times within a minute.",
                "Start the virtual camera again; the log of the camera helper says more.",
            )
        self._restarts.append(now_ns)
        self.restarts += 1
        for attempt, pause_s in enumerate(_ATTEMPT_PAUSES_S, 1):
            with self._state:
                if self._state.wait_for(lambda: self._closing, pause_s):
                    return None
            try:
                return self._reconnect()
            except AppError as error:
                log.info("camera does not come back (attempt %d): %s", attempt, error)
                if attempt == len(_ATTEMPT_PAUSES_S):
                    raise
        raise AssertionError("unreachable")

    def _fail(self, error: AppError) -> None:
        with self._state:
            self._failure = error
            self._state.notify_all()

    def _crashed(self, error: Exception) -> None:
        self._fail(AppError("camera.failed", f"The virtual camera stopped: {error!r}.", "Start it again."))
