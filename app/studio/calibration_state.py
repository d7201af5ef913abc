"""How a calibration stands, as people are shown it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.base.errors import AppError


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """Camera against sound device.

    Attributes:
        busy: the test card is on.
        sound_after_ms: the sound came back so much later than its picture; None: not measured.
        offset_ms: the Sync Offset that makes up for it; nobody has taken it over by that.
        wishes: how many calibrations have come to an end, well or not.
        problem: why the last one came to nothing.

    """

    busy: bool = False
    sound_after_ms: int | None = None
    offset_ms: int | None = None
    wishes: int = 0
    problem: AppError | None = None

    def described(self) -> dict[str, Any]:
        """As JSON can say it."""
        problem = self.problem
        return {
            "wishes": self.wishes,
            "sound_after_ms": self.sound_after_ms,
            "offset_ms": self.offset_ms,
            "problem": problem and {"code": problem.code, "message": problem.message, "hint": problem.hint},
        }
