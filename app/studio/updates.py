"""What the window asks about newer versions of the studio."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.base.errors import AppError, Problem, Severity
from app.base.updates import Release
from app.base.version import this_build
from app.studio.one_job import OneJob

UpdatePort = Callable[[], Release | None]
"""The newest studio if it is newer than this one. May block, and raises AppError."""


@dataclass(frozen=True, slots=True)
class UpdatesState:
    """What is known of newer versions.

    Attributes:
        doing: somebody is being asked.
        asked: somebody has answered.
        newer: a newer version that was published.
        problem: why nobody answered the last time.

    """

    doing: bool = False
    asked: bool = False
    newer: Release | None = None
    problem: Problem | None = None


class UpdateDesk:
    """Asks on a thread of its own. Commands come on the studio's thread.

    Args:
        port: where newer versions are published.
        changed: called, on any thread, when ``state`` has changed.
        tell: called, on any thread, with what the user is to know who did not ask just now.

    """

    def __init__(self, port: UpdatePort, changed: Callable[[], None], tell: Callable[[Problem], None]) -> None:
        self._port = port
        self._changed = changed
        self._tell = tell
        self._job = OneJob()
        self.state = UpdatesState()

    def ask(self, *, unasked: bool = False) -> None:
        """Ask once; returns at once. ``unasked``: as the settings say, and only what is new is told."""
        if self._job.busy:
            return
        self._update(replace(self.state, doing=True, problem=None))
        self._job.start("updates", lambda stop: self._ask(stop, unasked))

    def close(self) -> None:
        """Leave off."""
        self._job.close()

    def _ask(self, stop: threading.Event, unasked: bool) -> None:
        try:
            newer = self._port()
        except AppError as error:
            self._update(UpdatesState(problem=Problem.from_error(error, Severity.WARNING)))
            return
        if unasked and newer is not None and not stop.is_set():
            self._tell(newer_notice(newer))
        self._update(UpdatesState(asked=True, newer=newer))

    def _update(self, state: UpdatesState) -> None:
        self.state = state
        self._changed()


def newer_notice(newer: Release) -> Problem:
    """What is said where nobody asked."""
    return Problem(
        "updates.newer",
        f"FlashTalk Studio {newer.version} was published; this is {this_build().version}.",
        "Help > About FlashTalk Studio says what is new.",
        Severity.NOTICE,
    )
