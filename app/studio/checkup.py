"""The check-up: is everything here that a show needs? What is checked comes from ``app.checks``."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial

from app.base.errors import AppError, Problem
from app.base.settings import Settings
from app.base.workers import Worker

log = logging.getLogger(__name__)


class Light(Enum):
    """How it stands."""

    GREEN = "green"
    AMBER = "amber"
    """The show goes on without it, or it could be better."""
    RED = "red"
    """Something that was asked for will not work."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the user does by hand.

    Attributes:
        text: what to do, one sentence.
        command: to be copied into a terminal; empty: none.
        link: a web page, or a page of the system's settings, to be opened; empty: none.

    """

    text: str
    command: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """How a finding is mended: what the studio can do comes before what it can show, and that before words.

    Attributes:
        mend: name of what the studio does on the system; it may ask for the password of an administrator.
        changes: other values for settings, by ``"section.field"``.
        page: page of the settings where it can be mended.
        steps: what the user does by hand, in order.

    """

    mend: str = ""
    changes: tuple[tuple[str, object], ...] = ()
    page: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def by_itself(self) -> bool:
        """Whether the studio can do it when it is told to."""
        return bool(self.mend or self.changes)


NO_REMEDY = Remedy()

_PAGE_OF = {
    "engine": "connection",
    "server": "connection",
    "speech": "voice",
    "microphone": "audio",
    "audio_out": "audio",
    "camera": "camera",
    "encoders": "recording",
    "disk": "recording",
}
"""Page of the settings that is next to what a check looks at: for errors that know no better way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has found.

    Attributes:
        light: how it stands.
        message: one sentence: what there is, or what is wrong and where.
        fix: one sentence: what to do; empty when all is well.
        remedy: how that is done.

    """

    light: Light
    message: str
    fix: str = ""
    remedy: Remedy = NO_REMEDY


@dataclass(frozen=True, slots=True)
class PreflightState:
    """What is known of the preflight.

    Attributes:
        names: of all checks, in order; empty: nobody has asked yet.
        findings: by name; those of the last time stay until there are new ones.
        checking: the names that have not answered yet.
        mending: the name of the check whose finding is being mended, or empty.
        problem: why it could not be mended, by the name of the check.

    """

    names: tuple[str, ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)
    checking: frozenset[str] = frozenset()
    mending: str = ""
    problem: tuple[str, Problem] | None = None


Check = Callable[[], Finding]
"""Looks at one thing and changes nothing. May block; an AppError that it raises is red."""


def run_checks(
    checks: Mapping[str, Check],
    timeout_s: float = 30.0,
    on_found: Callable[[str, Finding], None] = lambda name, found: None,
) -> dict[str, Finding]:
    """Run all checks at once, each on a thread of its own, and give the findings in the order of ``checks``.

    A check that has not answered after ``timeout_s`` is red, and its thread is left behind. Any thread.

    Args:
        checks: by name.
        timeout_s: for all of them together.
        on_found: told of each finding when it is there, on that check's thread.

    """
    found: dict[str, Finding] = {}

    def run(name: str, check: Check) -> None:
        found[name] = _finding(name, check)
        on_found(name, found[name])

    workers = [Worker(f"check {name}", partial(run, name, check)) for name, check in checks.items()]
    for worker in workers:
        worker.start()
    deadline_s = time.monotonic() + timeout_s
    for worker in workers:
        worker.join(max(0.0, deadline_s - time.monotonic()))
    silent = Finding(
        Light.RED,
        f"There was no answer within {timeout_s:.0f} s.",
        "A driver or a program that is asked here hangs: restart it, or the computer.",
    )
    return {name: found.get(name, silent) for name in checks}


def with_values(settings: Settings, changes: Iterable[tuple[str, object]]) -> Settings:
    """``settings`` with other values, by ``"section.field"``."""
    for name, value in changes:
        section, field_name = name.split(".")
        changed = getattr(settings, section).model_copy(update={field_name: value})
        settings = settings.model_copy(update={section: changed})
    return settings


def _finding(name: str, check: Check) -> Finding:
    try:
        return check()
    except AppError as error:
        return Finding(Light.RED, error.message, error.hint, Remedy(page=_PAGE_OF.get(name, "")))
    except Exception as error:  # top of a thread
        log.exception("the check %s failed", name)
        return Finding(
            Light.RED, f"This could not be checked ({type(error).__name__}: {error}).", "Please report it with the log."
        )
