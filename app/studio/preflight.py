"""The preflight: the check-up beside a running studio, and what is done about its findings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.base.errors import AppError, Problem
from app.base.settings import Settings
from app.base.workers import Worker
from app.studio import commands as do
from app.studio.checkup import Check, Finding, PreflightState, Remedy, run_checks, with_values
from app.studio.snapshot import OutputState, Snapshot

if TYPE_CHECKING:  # whoever only asks needs no numpy
    from app.engine.base import EngineInfo

CLOSE_S = 5.0


@dataclass(frozen=True, slots=True)
class ShowNow:
    """What a running studio knows, and a check must therefore neither disturb nor find out again.

    Attributes:
        engine: the engine of the settings, as it told of itself when it was loaded; None: it is not ready.
        look: the state at the moment of asking. Any thread.

    """

    engine: EngineInfo | None
    look: Callable[[], Snapshot]


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is checked and mended. Both come from ``app.checks``; every function may block, any thread.

    Attributes:
        checks: by their stable names, in the order in which they are shown; None: no studio runs.
        mends: what the studio can do on the system, by the name in ``Remedy.mend``. Each raises AppError.

    """

    checks: Callable[[Settings, ShowNow | None], Mapping[str, Check]] = lambda settings, now: {}
    mends: Mapping[str, Callable[[], None]] = field(default_factory=dict)


class PreflightDesk:
    """Checks and mends on threads of its own. Commands come on the studio's thread.

    Args:
        preflight: what is checked and mended.
        post: has something done on the studio's thread.
        settings: those of the studio. Studio's thread, as the next two.
        now: what the show knows.
        apply: takes over changed settings.
        changed: called, on any thread, when ``state`` has changed.

    """

    def __init__(
        self,
        preflight: Preflight,
        post: Callable[[Callable[[], None]], None],
        settings: Callable[[], Settings],
        now: Callable[[], ShowNow],
        apply: Callable[[Settings], None],
        changed: Callable[[], None],
    ) -> None:
        self._preflight = preflight
        self._post = post
        self._settings = settings
        self._now = now
        self._apply = apply
        self._changed = changed
        self._lock = threading.Lock()  # guards the state and the round
        self._round = 0
        self._checkers: list[Worker] = []
        self._closed = False
        self.state = PreflightState()

    def obey(self, command: do.PreflightCommand) -> None:
        """Do what the window asks for; returns at once."""
        match command:
            case do.CheckEverything():
                self._check()
            case do.MendFinding(check):
                finding = self.state.findings.get(check)
                if finding is not None and finding.remedy.by_itself:
                    self._mend(check, finding.remedy)

    def close(self) -> None:
        """Wait for checks, but not for one that hangs, nor for somebody who is asked for a password."""
        with self._lock:
            self._closed = True
        for worker in self._checkers:
            worker.join(CLOSE_S)

    def _check(self) -> None:
        checks = self._preflight.checks(self._settings(), self._now())
        with self._lock:
            self._round += 1
            this_round = self._round
            self.state = replace(self.state, names=tuple(checks), checking=frozenset(checks))
        self._changed()

        def run() -> None:
            found = run_checks(checks, on_found=lambda name, one: self._found(this_round, {name: one}))
            self._found(this_round, found)

        self._checkers = [*(worker for worker in self._checkers if worker.is_alive()), Worker("preflight", run)]
        self._checkers[-1].start()

    def _found(self, of_round: int, found: Mapping[str, Finding]) -> None:
        with self._lock:
            if of_round != self._round or self._closed:  # a check that was begun anew meanwhile is asked again
                return
            findings = {**self.state.findings, **found}
            self.state = replace(self.state, findings=findings, checking=self.state.checking - found.keys())
        self._changed()

    def _mend(self, check: str, remedy: Remedy) -> None:
        if remedy.changes:
            recording = self._now().look().recording is not OutputState.OFF
            if recording and any(name.startswith("program.") for name, _ in remedy.changes):
                self._tell(mending="", problem=(check, _RECORDING))
                return
            self._apply(with_values(self._settings(), remedy.changes))
            self._tell(mending="", problem=None)
            self._check()
            return
        mend = self._preflight.mends[remedy.mend]
        if not self.state.mending:
            self._tell(mending=check, problem=None)
            Worker("mending", lambda: self._do(check, mend)).start()

    def _do(self, check: str, mend: Callable[[], None]) -> None:
        problem: tuple[str, Problem] | None = None
        try:
            mend()
        except AppError as error:
            problem = check, Problem.from_error(error)
        finally:
            self._tell(mending="", problem=problem)
        if not self._closed:
            self._post(self._check)

    def _tell(self, mending: str, problem: tuple[str, Problem] | None) -> None:
        with self._lock:
            self.state = replace(self.state, mending=mending, problem=problem)
        self._changed()


_RECORDING = Problem(
    "preflight.recording",
    "Size and frame rate cannot be changed while recording.",
    "Stop the recording, then try again.",
)
