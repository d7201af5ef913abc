"""A desk that does one thing at a time on a thread of its own, and tells how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.base.errors import AppError, Problem, Severity
from app.base.model_state import Progress
from app.studio.one_job import OneJob
from app.studio.rate import RateMeter, left_s

_TELL_S = 0.1
"""Progress is told this often: who looks at it draws a page each time."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What is known of a job.

    Attributes:
        doing: what is being done; empty: nothing.
        subject: with which of several things; empty: with all, or not known yet.
        step: the name of a file, or of a step.
        done_bytes: how much of it.
        whole_bytes: of how much; 0: not known yet.
        rate_bytes: a second; 0: not known yet.
        problem: what went wrong the last time.
        problem_of: with which of several things; empty: with none of them.

    """

    doing: str = ""
    subject: str = ""
    step: str = ""
    done_bytes: int = 0
    whole_bytes: int = 0
    rate_bytes: float = 0.0
    problem: Problem | None = None
    problem_of: str = ""

    @property
    def left_s(self) -> float | None:
        """How long it will take at this rate; None: not known."""
        return left_s(self.done_bytes, self.whole_bytes, self.rate_bytes)


State = TypeVar("State", bound=JobState)
_Result = TypeVar("_Result")


class JobDesk(Generic[State]):
    """Begun and ended from one thread; ``state`` may be read on any.

    However a job ends, nothing is being done afterwards, and what went wrong is a sentence.

    Args:
        name: of the threads, and of the problem that nobody has foreseen.
        state: when nothing was done yet.
        changed: called, on any thread, when ``state`` has changed.
        now: seconds that pass.

    """

    def __init__(
        self, name: str, state: State, changed: Callable[[], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._changed = changed
        self._now = now
        self._lock = threading.Lock()  # guards the state
        self._job = OneJob()
        self.state = state

    def close(self) -> None:
        """Leave off, and wait some seconds for that; what was done so far is kept."""
        self._job.close()

    def _begin(
        self,
        doing: str,
        subject: str,
        work: Callable[[threading.Event], object],
        look: Callable[[], Callable[[State], State]],
    ) -> None:
        """Do it, unless something is being done; returns at once.

        Args:
            doing: what is being done.
            subject: with which of several things; empty: with all.
            work: does it, until the event is set. Raises AppError or OSError.
            look: what there is afterwards, also after it has failed. Raises AppError or OSError.

        """
        if self.state.doing:  # not the thread: who hears that a job has ended may begin the next one at once
            return

        def run(stop: threading.Event) -> None:
            seen: Callable[[State], State] | None = None
            try:
                self._try(lambda: work(stop))
                seen = self._try(look)
            except Exception as error:  # top of a thread, which logs it: the window must not wait for ever
                self._fail(
                    f"{self._name}.failed",
                    f"The studio could not finish: {error or type(error).__name__}.",
                    "The log has the details (Help > View Log).",
                )
                raise
            finally:
                self._update(lambda now: _at_rest(now if seen is None else seen(now)))

        self._update(lambda now: replace(now, doing=doing, subject=subject, problem=None, problem_of=subject))
        self._job.start(f"{self._name}-{doing}", run)

    def _leave_off(self) -> None:
        self._job.stop()

    def _meter(self) -> Progress:
        """Tells the state how far it is, and how fast."""
        meter, told_s = RateMeter(), -1.0

        def progress(done: int, whole: int, step: str) -> None:
            nonlocal told_s
            now = self._now()
            if now - told_s < _TELL_S and done < whole and step == self.state.step:
                return
            told_s = now
            rate = meter.measure(now, done) if whole else 0.0
            self._update(lambda old: replace(old, done_bytes=done, whole_bytes=whole, step=step, rate_bytes=rate))

        return progress

    def _update(self, change: Callable[[State], State]) -> None:
        with self._lock:
            self.state = change(self.state)
        self._changed()

    def _try(self, work: Callable[[], _Result]) -> _Result | None:
        """What it gives; None: it failed, and the state says why."""
        try:
            return work()
        except AppError as error:
            self._fail(error.code, error.message, error.hint)
        except OSError as error:
            why = error.strerror or error
            self._fail(
                f"{self._name}.files",
                f"{error.filename} cannot be used: {why}." if error.filename else f"A file cannot be used: {why}.",
                "See that its disk is there and that it may be read and written, then try again.",
            )
        return None

    def _fail(self, code: str, message: str, hint: str) -> None:
        """Say what went wrong; of several the first says most."""
        problem = Problem(code, message, hint, Severity.WARNING)
        self._update(lambda now: now if now.problem is not None else replace(now, problem=problem))


def _at_rest(state: State) -> State:
    return replace(state, doing="", subject="", step="", done_bytes=0, whole_bytes=0, rate_bytes=0.0)
