"""The check-up: is everything here that a show needs? What is checked comes from ``app.main``, as the parts do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

from app.base.errors import AppError
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
class Finding:
    """What a check has found.

    Attributes:
        light: how it stands.
        message: one sentence: what there is, or what is wrong and where.
        fix: one sentence: what to do; empty when all is well.

    """

    light: Light
    message: str
    fix: str = ""


Check = Callable[[], Finding]
"""Looks at one thing and changes nothing. May block; an AppError that it raises is red."""


def run_checks(checks: Mapping[str, Check], timeout_s: float = 30.0) -> dict[str, Finding]:
    """Run all checks at once, each on a thread of its own, and give the findings in the order of ``checks``.

    A check that has not answered after ``timeout_s`` is red, and its thread is left behind. Any thread.
    """
    found: dict[str, Finding] = {}
    workers = [Worker(f"check {name}", partial(_run, name, check, found)) for name, check in checks.items()]
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


def _run(name: str, check: Check, found: dict[str, Finding]) -> None:
    try:
        found[name] = check()
    except AppError as error:
        found[name] = Finding(Light.RED, error.message, error.hint)
    except Exception as error:  # top of a thread
        log.exception("the check %s failed", name)
        found[name] = Finding(
            Light.RED, f"This could not be checked ({type(error).__name__}: {error}).", "Please report it with the log."
        )
