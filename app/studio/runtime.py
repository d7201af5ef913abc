"""What the window asks about the PyTorch that models run with: whether it is there, installing and removing it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.model_state import Progress
from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.base.settings import Settings
from app.studio.commands import upkeep as do
from app.studio.job_desk import JobDesk, JobState

Change = Callable[[Settings], Settings]
Doing = Literal["looking", "installing", "removing"]


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
class RuntimeView(JobState):
    """What is known of PyTorch; a step is a file, ``"Python"``, ``"packages"``, ``"unpacking"`` or ``"self-test"``.

    Attributes:
        state: what there is of it; None: nobody has looked yet.

    """

    state: RuntimeState | None = None


class RuntimeDesk(JobDesk[RuntimeView]):
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        port: PyTorch.
        changed: called, on any thread, when ``state`` has changed.
        apply: called, on any thread, to change the settings.

    """

    def __init__(self, port: RuntimePort, changed: Callable[[], None], apply: Callable[[Change], None]) -> None:
        super().__init__("runtime", RuntimeView(), changed)
        self._port = port
        self._apply = apply

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
                self._leave_off()

    def _start(self, doing: Doing, runtime: Runtime, work: Callable[[threading.Event], None]) -> None:
        def look() -> Callable[[RuntimeView], RuntimeView]:
            state = runtime.look()
            return lambda now: replace(now, state=state)

        self._begin(doing, "", work, look)


def with_python(settings: Settings, python: Path | None) -> Settings:
    """``settings`` with this Python for models."""
    return settings.model_copy(update={"engine": settings.engine.model_copy(update={"python": python})})


def without_python(settings: Settings, python: Path | None) -> Settings:
    """``settings`` without this Python for models, if they have it."""
    return with_python(settings, None) if settings.engine.python == python else settings
