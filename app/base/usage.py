"""What the studio takes of this computer: processor, memory, graphics card. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

PartName = Literal["studio", "engine", "camera", "recording", "speech", "other"]
PART_NAMES: tuple[PartName, ...] = get_args(PartName)
"""The studio's processes by what they do. "studio" is the window with its show, and an engine in a thread of it."""


@dataclass(frozen=True, slots=True)
class GpuUsage:
    """One look at the first graphics card.

    Attributes:
        percent: share of the last moment in which it computed; None: not known.
        memory_bytes: what of its memory all programs have taken; None: not known.
        total_bytes: its memory; None: not known.
        why_not: why nothing is known, in one sentence; empty: it is.

    """

    percent: float | None = None
    memory_bytes: int | None = None
    total_bytes: int | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PartUsage:
    """What one part takes.

    Attributes:
        name: which part.
        cpu_percent: of all processors of the computer together.
        memory_bytes: what its processes hold in memory; what they share is counted in each.

    """

    name: PartName
    cpu_percent: float
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Usage:
    """One look at what the studio takes, over the time since the last one.

    Attributes:
        parts: the parts that there are, in the order of ``PART_NAMES``.
        computer_percent: what all programs together take of the processors.
        gpu: the graphics card, of which nobody can tell what is ours.

    """

    parts: tuple[PartUsage, ...] = ()
    computer_percent: float = 0.0
    gpu: GpuUsage = GpuUsage()

    @property
    def cpu_percent(self) -> float:
        """What the studio takes of all processors of the computer."""
        return sum(part.cpu_percent for part in self.parts)

    @property
    def memory_bytes(self) -> int:
        """What the studio takes of the memory."""
        return sum(part.memory_bytes for part in self.parts)
