"""Errors that are meant for people, and how they reach them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class AppError(Exception):
    """An expected failure at the border of a part, worded for the person in front of the screen.

    Args:
        code: stable identifier, ``part.what`` (``"camera.busy"``), for scripts and tests.
        message: one sentence: what is wrong and where.
        hint: one sentence: what to do about it.
        permanent: trying again cannot help until somebody changes something.

    """

    def __init__(self, code: str, message: str, hint: str = "", *, permanent: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.permanent = permanent

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive Exception's own pickling between processes.
        return (_rebuild, (self.code, self.message, self.hint, self.permanent))


def _rebuild(code: str, message: str, hint: str, permanent: bool) -> AppError:
    return AppError(code, message, hint, permanent=permanent)


class Severity(Enum):
    """How loudly a problem is shown."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong now, as the studio tells it. One per ``code``; it goes when it is mended.

    Attributes:
        code: ``part.what``, the same as the error's.
        message: one sentence: what is wrong and where.
        hint: one sentence: what to do.
        severity: how loudly to show it.

    """

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @classmethod
    def from_error(cls, error: AppError, severity: Severity = Severity.ERROR) -> Problem:
        """The problem that ``error`` leaves behind."""
        return cls(error.code, error.message, error.hint, severity)
