"""What there is of the Python and the PyTorch that models run with. Plain data, that brings nothing with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class RuntimeStatus(Enum):
    """What there is of it."""

    MISSING = "missing"
    PART = "part"
    """An installation was left off or failed."""
    READY = "ready"
    """It is there, and its self-test passed."""
    OLD = "old"
    """It works, and this studio or the settings ask for another."""


@dataclass(frozen=True, slots=True)
class RuntimeState:
    """What there is of it.

    Attributes:
        status: see there.
        python: its interpreter, where it is ready.
        torch: version of PyTorch, with its build: ``"2.13.0+cu130"``.
        device: PyTorch's name of the best device: ``"cuda"``, ``"mps"`` or ``"cpu"``.
        card: what that is called.
        size_bytes: what it takes.

    """

    status: RuntimeStatus
    python: Path | None = None
    torch: str = ""
    device: str = ""
    card: str = ""
    size_bytes: int = 0
