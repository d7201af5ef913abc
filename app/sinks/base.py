"""What a sink is."""

from __future__ import annotations

from typing import Protocol

from app.media.types import ProgramFormat, Tick


class Sink(Protocol):
    """A place the program goes to: every call comes from the one thread of its runner.

    A sink that raises is stopped by its runner, the studio shows the problem, and nothing else suffers.
    """

    name: str

    def open(self, program: ProgramFormat) -> None:
        """Make ready; may take seconds. Raises AppError."""
        ...

    def write(self, tick: Tick) -> None:
        """Take one slot. Slots are consecutive except where ``skip`` says otherwise. Raises AppError."""
        ...

    def skip(self, count: int) -> None:
        """``count`` slots were lost because this sink was too slow; keep step with what follows."""
        ...

    def close(self) -> None:
        """Finish and give everything back. Called once, also after ``open`` or ``write`` raised."""
        ...
