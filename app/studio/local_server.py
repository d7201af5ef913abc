"""The OmniRT server of this computer, as the window asks for it. Nothing of it is on air."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from app.base.errors import AppError, Problem
from app.base.settings import LocalServerSettings
from app.base.workers import Worker
from app.studio import commands as do

LOOK_S = 1.0


class LocalServerPort(Protocol):
    """The server and its program. Any thread; ``start`` and ``stop`` block."""

    @property
    def url(self) -> str:
        """Where the server that was started answers; empty: there is none, or no more."""
        ...

    def start(self, program: Path, settings: LocalServerSettings, stopped: threading.Event) -> None:
        """Start it and wait until it answers, or until ``stopped``. Raises AppError."""
        ...

    def stop(self) -> None:
        """End it; returns when it is gone."""
        ...

    def answers(self, settings: LocalServerSettings) -> bool:
        """Whether one that somebody else started answers where ours would."""
        ...

    def ended(self) -> AppError:
        """Why it has ended by itself."""
        ...


class LocalServerStatus(Enum):
    """How the server of this computer is doing."""

    UNKNOWN = "unknown"
    """Nobody has looked yet."""
    MISSING = "missing"
    """It is not installed."""
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"
    """It did not start, or has stopped by itself."""


@dataclass(frozen=True, slots=True)
class LocalServerState:
    """What is known of it.

    Attributes:
        status: how it is doing.
        program: what starts it, or empty.
        url: where it answers.
        problem: why it failed.
        ours: the studio has started it, and can stop it.

    """

    status: LocalServerStatus = LocalServerStatus.UNKNOWN
    program: str = ""
    url: str = ""
    problem: Problem | None = None
    ours: bool = True


class LocalServerDesk:
    """Starts and stops it on a thread of its own, "local server". Commands come on the studio's thread.

    Args:
        find: the program for the path of the settings, or None.
        port: the server.
        changed: called on any thread when ``state`` has changed.

    """

    def __init__(
        self, find: Callable[[Path | None], Path | None], port: LocalServerPort, changed: Callable[[], None]
    ) -> None:
        self._find = find
        self._port = port
        self._changed = changed
        self._stop = threading.Event()
        self._worker: Worker | None = None
        self._closing = False
        self.state = LocalServerState()

    def obey(self, command: do.LocalServerCommand) -> None:
        """Do what the window asks for; returns at once."""
        match command:
            case do.LookForLocalServer(settings):
                self._begin(lambda: self._look(settings))
            case do.StartLocalServer(settings):
                self._begin(lambda: self._run(settings))
            case do.StopLocalServer():
                self._stop.set()
                if self._worker is None or not self._worker.is_alive():
                    self._begin(lambda: self._end(self.state.program))

    def close(self, *, keep: bool) -> None:
        """Watch it no more, and end it unless it is to be kept."""
        self._closing = True
        self._stop.set()
        if self._worker is not None:
            self._worker.join(2 * LOOK_S)
        if not keep and self._port.url:
            self._port.stop()

    def _begin(self, work: Callable[[], None]) -> None:
        if self._worker is not None and self._worker.is_alive():
            return  # it is under way, or being watched
        self._stop = threading.Event()
        self._worker = Worker("local server", work)
        self._worker.start()

    # ---- its own thread

    def _look(self, settings: LocalServerSettings) -> None:
        program = self._find(settings.program)
        if self._port.url:
            self._watch(str(program or ""))
        elif self._port.answers(settings):
            url = f"http://127.0.0.1:{settings.port}"
            self._tell(LocalServerState(LocalServerStatus.RUNNING, str(program or ""), url, ours=False))
        elif program is None:
            self._tell(LocalServerState(LocalServerStatus.MISSING))
        elif self.state.status is not LocalServerStatus.FAILED or self.state.program != str(program):
            self._tell(LocalServerState(LocalServerStatus.STOPPED, str(program)))

    def _run(self, settings: LocalServerSettings) -> None:
        program = self._find(settings.program)
        if program is None:
            self._tell(LocalServerState(LocalServerStatus.MISSING))
            return
        self._tell(LocalServerState(LocalServerStatus.STARTING, str(program)))
        try:
            self._port.start(program, settings, self._stop)
        except AppError as error:
            self._tell(LocalServerState(LocalServerStatus.FAILED, str(program), problem=Problem.from_error(error)))
            return
        self._watch(str(program))

    def _watch(self, program: str) -> None:
        """Until it ends, or is to end."""
        if not self._stop.is_set():
            self._tell(LocalServerState(LocalServerStatus.RUNNING, program, self._port.url))
        while not self._stop.wait(LOOK_S):
            if not self._port.url:
                problem = Problem.from_error(self._port.ended())
                self._tell(LocalServerState(LocalServerStatus.FAILED, program, problem=problem))
                return
        if not self._closing:
            self._end(program)

    def _end(self, program: str) -> None:
        self._tell(LocalServerState(LocalServerStatus.STOPPING, program))
        self._port.stop()
        self._tell(LocalServerState(LocalServerStatus.STOPPED if program else LocalServerStatus.MISSING, program))

    def _tell(self, state: LocalServerState) -> None:
        self.state = state
        self._changed()
