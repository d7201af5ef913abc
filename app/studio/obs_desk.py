"""Sets up the OBS beside the studio: looks, says what it would change, changes it, takes it back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.base.errors import AppError
from app.base.secrets import OBS_PASSWORD, keep_secret, secret
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.obs_state import ObsState, ShownThere
from app.studio.obs_undo import ObsUndo
from app.studio.one_job import OneJob
from app.studio.parts import program_format
from app.studio.snapshot import OutputState, Snapshot


def shown_there(now: Snapshot, settings: Settings) -> ShownThere:
    """What OBS is told of the show. Any thread."""
    program = program_format(settings)
    part = "browser_source." if settings.obs.show == "browser" else "camera."
    problem = next((one for one in now.problems if one.code.startswith(part)), None)
    return ShownThere(
        now.browser_address,
        now.camera_device if now.camera is OutputState.ON else "",
        (program.width_px, program.height_px),
        now.measures.delay_ms,
        None if problem is None else AppError(problem.code, problem.message, problem.hint),
    )


class ObsDesk:
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        shown: what OBS is told of the show; any thread.
        changed: called, on any thread, when ``state`` has changed.
        undo_file: where what can be taken back outlives the studio; None: nowhere.
    """

    def __init__(
        self, shown: Callable[[], ShownThere], changed: Callable[[], None], undo_file: Path | None = None
    ) -> None:
        self._shown = shown
        self._changed = changed
        self._job = OneJob()
        self._undo = ObsUndo(undo_file)  # of the job's thread
        self.state = ObsState(undoable=self._undo.exists)

    def obey(self, command: do.ObsCommand, settings: Settings) -> None:
        """Do what is asked; returns at once. While something is being done, nothing else is begun."""
        if self.state.busy:  # not the thread, which may take a moment to end when everything is told
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
            password = secret(OBS_PASSWORD) or ""
            found, steps, problem = visit(command, settings, password, self._shown, self._undo.requests, stop)
        except AppError as error:
            self._fail(error)
        except Exception as error:  # top of a thread, which logs it: the window must not wait for ever
            what = f"The studio could not finish: {error or type(error).__name__}."
            self._fail(AppError("obs.failed", what, "The log has the details (Help > View Log)."))
            raise
        else:
            self._tell(version=found.version, steps=steps, outputs=found.outputs, problem=problem)

    def _fail(self, error: AppError) -> None:
        # What was known of it may not be true any more.
        self._tell(problem=error, version="", steps=(), outputs=frozenset())

    def _tell(self, **what: Any) -> None:
        self._undo.keep()
        wishes = self.state.wishes + 1
        self.state = replace(self.state, busy=False, wishes=wishes, undoable=self._undo.exists, **what)
        self._changed()
