"""Commands about the numbers and the reports. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResetStats:
    """Count lagged, skipped and dropped pictures from zero, and begin the plots anew."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Write the report on the show that is running, as far as it has come."""


StatsCommand = ResetStats | WriteReport
