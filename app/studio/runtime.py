"""What the window asks about the PyTorch that models run with: whether it is there, installing and removing it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.model_state import Progress
from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.base.settings import Settings
from app.studio.commands import upkeep as do
from app.studio.one_job import OneJob
from app.studio.rate import RateMeter, left_s

_TELL_S = 0.1
Change = Callable[[Settings], Settings]
Doing = Literal["", "looking", "installing", "removing"]


class Runtime(Protocol):
    """PyTorch: see ``engine.local.runtime``. One call at a time; every call may block, and raises AppError."""

    def look(self) -> RuntimeState:
        """What there is of it."""
        ...

    def install(self, progress: Progress, stop: threading.Event) -> None:
        """Install it, or the rest of it."""
        ...

    def remove(self) -> None:
        """Remove all of it."""
        ...


RuntimePort = Callable[[Settings], Runtime]
"""The PyTorch that the settings ask for."""


@dataclass(frozen=True, slots=True)
class RuntimeView:
    """What is known of PyTorch.

    Attributes:
        state: what there is of it; None: nobody has looked yet.
        doing: what is being done.
        step: with what: the name of a file, or ``"Python"``, ``"packages"``, ``"unpacking"``, ``"self-test"``.
        done_bytes: how much of it has come.
        whole_bytes: of how much; 0: not known yet.
        rate_bytes: a second; 0: not known yet.
        problem: what went wrong the last time.

    """

    state: RuntimeState | None = None
    doing: Doing = ""
    step: str = ""
    done_bytes: int = 0
    whole_bytes: int = 0
    rate_bytes: float = 0.0
    problem: Problem | None = None

    @property
    def left_s(self) -> float | None:
        """How long fetching will take at this rate; None: not known."""
        return left_s(self.done_bytes, self.whole_bytes, self.rate_bytes)


class RuntimeDesk:
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        port: PyTorch.
        changed: called, on any thread, when ``state`` has changed.
        apply: called, on any thread, to change the settings.

    """

    def __init__(self, port: RuntimePort, changed: Callable[[], None], apply: Callable[[Change], None]) -> None:
        self._port = port
        self._changed = changed
        self._apply = apply
        self._lock = threading.Lock()
        self._job = OneJob()
        self.state = RuntimeView()

    def obey(self, command: do.RuntimeCommand, settings: Settings) -> None:
        """Do what is asked for unless something is being done; returns at once."""
        runtime = self._port(settings)
        match command:
            case do.LookAtRuntime():
                self._start("looking", runtime, lambda stop: None)
            case do.InstallRuntime():

                def install(stop: threading.Event) -> None:
                    runtime.install(self._meter(), stop)
                    state = runtime.look()
                    if state.status is RuntimeStatus.READY and state.python is not None:
                        python = state.python
                        self._apply(lambda now: with_python(now, python))

                self._start("installing", runtime, install)
            case do.RemoveRuntime():

                def remove(stop: threading.Event) -> None:
                    del stop
                    self._apply(lambda now: without_python(now, runtime.look().python))
                    runtime.remove()

                self._start("removing", runtime, remove)
            case do.StopInstalling():
                self._job.stop()

    def close(self) -> None:
        """Leave off; what has come is kept."""
        self._job.close()

    def _start(self, doing: Doing, runtime: Runtime, work: Callable[[threading.Event], None]) -> None:
        if self._job.busy:
            return

        def run(stop: threading.Event) -> None:
            try:
                work(stop)
            except AppError as error:
                self._update(problem=Problem.from_error(error, Severity.WARNING))
            state = runtime.look()
            self._update(state=state, doing="", step="", done_bytes=0, whole_bytes=0, rate_bytes=0.0)

        self._update(doing=doing, problem=None)
        self._job.start(f"runtime-{doing}", run)

    def _meter(self) -> Progress:
        meter, told_s = RateMeter(), -1.0

        def progress(done: int, whole: int, step: str) -> None:
            nonlocal told_s
            now = time.monotonic()
            if now - told_s < _TELL_S and step == self.state.step:
                return
            told_s = now
            rate = meter.measure(now, done) if 0 < done < whole else 0.0
            self._update(done_bytes=done, whole_bytes=whole, step=step, rate_bytes=rate)

        return progress

    def _update(self, **changes: object) -> None:
        with self._lock:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # each field has its own type
        self._changed()


def with_python(settings: Settings, python: Path | None) -> Settings:
    """``settings`` with this Python for models."""
    return settings.model_copy(update={"engine": settings.engine.model_copy(update={"python": python})})


def without_python(settings: Settings, python: Path | None) -> Settings:
    """``settings`` without this Python for models, if they have it."""
    return with_python(settings, None) if settings.engine.python == python else settings
