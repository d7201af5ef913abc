"""The process that speaks typed lines, as its one user sees it."""

from __future__ import annotations

import itertools
import logging
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from app.base.errors import AppError
from app.base.workers import Worker
from app.sources.speech_wire import WireError, read_message, write_message

log = logging.getLogger(__name__)

START_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 15.0  # a neural voice makes a long sentence whole before it answers

Answer = tuple[dict[str, Any], bytes]


def helper_command() -> list[str]:
    """How to start the speech helper: beside a packaged studio, else with this interpreter."""
    if getattr(sys, "frozen", False):
        ending = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"flashtalk-speech{ending}"))]
    return [sys.executable, "-m", "flashtalk_speech"]


class HelperDiedError(Exception):
    """The process ended in the middle of an answer."""


class _Sign(Enum):
    """What is in the inbox where no answer comes any more."""

    CANCELLED = "cancelled"
    DIED = "died"
    NEWER = "newer"
    """Something else was asked for meanwhile."""


_Inbox = queue.SimpleQueue[Answer | _Sign]


class SpeechHelper:
    """One running helper. Requests may come from any thread; the newest is the only one that is answered.

    Args:
        command: how to start it.

    Raises:
        AppError: it cannot be started, or espeak-ng is missing.

    """

    def __init__(self, command: list[str]) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._inbox: tuple[int, _Inbox] = (0, queue.SimpleQueue())
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": _python_path()},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _unavailable(f"the speech helper cannot be started ({error.strerror or error})") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: BinaryIO = self._process.stdin  # type: ignore[assignment]  # typeshed's IO[bytes] is a BinaryIO
        self._output: BinaryIO = self._process.stdout  # type: ignore[assignment]  # the same
        self._reader = Worker("speech-reader", self._read)
        self._reader.start()
        self._wait_until_ready()

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None and self._reader.is_alive()

    def ask(self, op: str, **values: Any) -> Conversation:
        """Send a request, which ends the answer to the one before it. Raises HelperDiedError."""
        with self._lock:
            number = next(self._numbers)
            inbox: _Inbox = queue.SimpleQueue()
            self._inbox[1].put(_Sign.NEWER)
            self._inbox = (number, inbox)
            try:
                write_message(self._input, {"op": "cancel", "id": number - 1})
                write_message(self._input, {"op": op, "id": number, **values})
            except (OSError, ValueError) as error:
                raise HelperDiedError from error
        if not self._reader.is_alive():
            inbox.put(_Sign.DIED)
        return Conversation(self, number, inbox)

    def cancel(self, number: int) -> None:
        """Stop answering this request and those before it."""
        with self._lock, suppress(OSError, ValueError):
            write_message(self._input, {"op": "cancel", "id": number})

    def close(self) -> None:
        """End the process."""
        with self._lock, suppress(OSError, ValueError):
            self._input.close()
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join(2.0)
        self._output.close()

    def kill(self) -> None:
        """End the process, which answers no more."""
        self._process.kill()
        self._process.wait()

    def _wait_until_ready(self) -> None:
        try:
            answer = self._inbox[1].get(timeout=START_TIMEOUT_S)
        except queue.Empty:
            answer = _Sign.DIED
        if not isinstance(answer, _Sign) and answer[0].get("op") == "ready":
            log.info("speech helper %d is ready: %s", self._process.pid, answer[0].get("version"))
            return
        self.kill()
        self.close()
        if isinstance(answer, _Sign):
            raise _unavailable(f"the speech helper ended with exit code {self._process.returncode}")
        raise _unavailable(str(answer[0].get("message")))

    def _read(self) -> None:
        try:
            while (answer := read_message(self._output)) is not None:
                number, inbox = self._inbox
                if answer[0].get("id", 0) == number:
                    inbox.put(answer)
        except (OSError, ValueError, WireError) as error:
            log.info("speech helper %d: %r", self._process.pid, error)
        with self._lock:
            self._inbox[1].put(_Sign.DIED)


class Conversation:
    """One request and its answers. ``next`` belongs to one thread, ``cancel`` to any."""

    def __init__(self, helper: SpeechHelper, number: int, inbox: _Inbox) -> None:
        self._helper = helper
        self._number = number
        self._inbox = inbox
        self._cancelled = False

    def next(self) -> Answer | None:
        """Wait for the next answer; None after ``cancel``. Raises HelperDiedError, and AppError once it is no use."""
        try:
            answer = _Sign.CANCELLED if self._cancelled else self._inbox.get(timeout=ANSWER_TIMEOUT_S)
        except queue.Empty:
            self._helper.kill()
            raise AppError(
                "speech.stuck", "The speech helper does not answer any more and was ended.", "Speak the line again."
            ) from None
        if self._cancelled:
            return None
        if answer is _Sign.DIED:
            raise HelperDiedError
        if answer is _Sign.NEWER:
            raise AppError("speech.newer", "Another line was begun before this one was over.", "Speak the line again.")
        assert not isinstance(answer, _Sign)
        return answer

    def cancel(self) -> None:
        """Stop; wakes ``next``."""
        self._cancelled = True
        self._inbox.put(_Sign.CANCELLED)
        self._helper.cancel(self._number)


def _python_path() -> str:
    # The helper's package lies beside ours, wherever the studio was started from.
    root = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))


def _unavailable(reason: str) -> AppError:
    return AppError(
        "speech.unavailable",
        f"Typed lines cannot be spoken: {reason}.",
        "Install FlashTalk Studio again; on Linux the package espeak-ng helps too.",
    )
