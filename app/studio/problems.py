"""What is wrong now, and what of the state goes into the log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import get_args

from app.base.errors import Problem
from app.base.log import log_event
from app.studio import commands as do
from app.studio.snapshot import Snapshot

log = logging.getLogger(__name__)

_LOGGED = {
    "avatar_id", "engine", "engine_name", "speech", "turn", "microphone_on", "microphone_lost",
    "camera", "camera_device", "browser", "recording", "recording_path", "audio_out",
}  # fmt: skip


_TRIED_AGAIN: dict[type[do.Command], tuple[str, ...]] = {
    do.SetMicrophone: ("microphone.",),
    do.SpeakText: ("speech.", "audio_file."),
    do.SpeakFile: ("speech.", "audio_file."),
    do.OpenScript: ("script.",),
    do.SaveScript: ("script.",),
    do.PlayScript: ("speech.", "script."),
    do.InsertScriptLine: ("script.line",),
    do.EditScriptLine: ("script.line",),
    do.StartCamera: ("camera.", "report."),
    do.StartBrowserSource: ("browser_source.", "report."),
    do.StartRecording: ("recording.", "report."),
    do.WriteReport: ("report.",),
    **dict.fromkeys(get_args(do.SetCommand), ("sets.",)),
}
"""The problems that a command may mend, or that are no more of interest."""

_WARNINGS = {"recording.": "recording.disk_low"}
"""What was only warned of before a part failed for good."""


class ProblemBoard:
    """The problems that are known, one for each code. Any thread.

    Args:
        problems: what was wrong before.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems = {problem.code: problem for problem in problems}
        self._lock = threading.Lock()

    def report(self, problem: Problem) -> None:
        """Something is wrong; it takes the place of what was said under the same code, or warned of before."""
        with self._lock:
            known = self._problems.get(problem.code)
            for part, warning in _WARNINGS.items():
                if problem.code.startswith(part):
                    self._problems.pop(warning, None)
            self._problems[problem.code] = problem
        if known != problem:
            log_event(log, "problem", code=problem.code, message=problem.message, hint=problem.hint)

    def forget(self, prefix: str) -> None:
        """Whatever was wrong with a part (``"camera."``) is mended, or is being tried again."""
        with self._lock:
            for code in [code for code in self._problems if code.startswith(prefix)]:
                del self._problems[code]

    def try_again(self, command: do.Command) -> None:
        """What went wrong before may be mended by ``command``."""
        for part in _TRIED_AGAIN.get(type(command), ()):
            self.forget(part)

    def dismiss(self, code: str) -> None:
        """The user has read it."""
        with self._lock:
            self._problems.pop(code, None)

    def all(self) -> tuple[Problem, ...]:
        """Everything that is wrong, oldest first."""
        with self._lock:
            return tuple(self._problems.values())


def log_changes(before: Snapshot, after: Snapshot) -> None:
    """Log what a person who reads the log wants to know of a new state."""
    changed = {
        field.name: getattr(after, field.name)
        for field in fields(after)
        if field.name in _LOGGED and getattr(after, field.name) != getattr(before, field.name)
    }
    if changed:
        log_event(log, "studio.changed", changed={name: _plain(value) for name, value in changed.items()})


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value
