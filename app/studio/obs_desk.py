"""Sets up the OBS beside the studio: looks, says what it would change, changes it, takes it back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.base.errors import AppError
from app.base.secrets import OBS_PASSWORD, keep_secret, secret
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.obs_plan import Request
from app.studio.obs_state import ObsState, ShownThere
from app.studio.one_job import OneJob


class ObsDesk:
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        shown: what OBS is told of the show; any thread.
        changed: called, on any thread, when ``state`` has changed.
    """

    def __init__(self, shown: Callable[[], ShownThere], changed: Callable[[], None]) -> None:
        self._shown = shown
        self._changed = changed
        self._job = OneJob()
        self._undo: list[Request] = []  # of the job's thread
        self.state = ObsState()

    def obey(self, command: do.ObsCommand, settings: Settings) -> None:
        """Do what is asked; returns at once. While something is being done, nothing else is begun."""
        if self._job.busy:
            return
        self.state = replace(self.state, busy=True, problem=None)
        self._job.start("obs", lambda stop: self._do(command, settings, stop))

    def close(self) -> None:
        """Leave off."""
        self._job.close()

    # ---- the job's thread

    def _do(self, command: do.ObsCommand, settings: Settings, stop: threading.Event) -> None:
        from app.studio.obs_visit import visit

        try:
            if isinstance(command, do.KeepObsPassword):
                with suppress(AppError):  # without a keyring it is good until the studio ends
                    keep_secret(OBS_PASSWORD, command.password)
            found, steps = visit(command, settings, secret(OBS_PASSWORD) or "", self._shown, self._undo, stop)
        except AppError as error:
            self._fail(error)
        except Exception as error:  # top of a thread, which logs it: the window must not wait for ever
            what = f"The studio could not finish: {error or type(error).__name__}."
            self._fail(AppError("obs.failed", what, "The log has the details (Help > View Log)."))
            raise
        else:
            self._tell(version=found.version, steps=steps, outputs=found.outputs)

    def _fail(self, error: AppError) -> None:
        # What was known of it may not be true any more.
        self._tell(problem=error, version="", steps=(), outputs=frozenset())

    def _tell(self, **what: Any) -> None:
        wishes = self.state.wishes + 1
        self.state = replace(self.state, busy=False, wishes=wishes, undoable=bool(self._undo), **what)
        self._changed()
