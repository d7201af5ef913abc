"""A graphics card that is a few numbers: what fits into it, and how fast it draws, with or without a game beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.base.card_choice import GIB, Card, Linears, Setup
from app.base.errors import AppError
from app.engine.local.chooser import OUT_OF_MEMORY, Measured
from app.engine.local.setups import needs_bytes, setups, work

DESKTOP_BYTES = GIB // 2

OVERHEAD = 0.05
"""Of a second of speech: what a light model spends on asking the card, however fast that is."""


@dataclass
class SimulatedCard:
    """Attributes:
    memory_gb: of the card.
    tflops: that models really reach on it.
    share: of it that they get; the rest has a game.
    others_bytes: memory that others hold.
    eight_bits: what it computes in.
    greedy: setups that take more memory than they should.
    measured: what was measured, in order.
    """

    memory_gb: float
    tflops: float
    share: float = 1.0
    others_bytes: int = DESKTOP_BYTES
    eight_bits: Linears = "fp8"
    kind: str = "cuda"
    greedy: frozenset[Setup] = frozenset()
    gone: bool = False
    measured: list[Setup] = field(default_factory=list)

    @property
    def card(self) -> Card:
        total_bytes = round(self.memory_gb * GIB)
        free_bytes = total_bytes - self.others_bytes
        return Card(f"Simulated {self.memory_gb:g}", self.kind, total_bytes, free_bytes, "1.0", self.eight_bits)

    def speed(self, setup: Setup) -> float:
        """Times real time."""
        return 1 / (OVERHEAD + work(setup) / (self.tflops * self.share))

    def fits(self, setup: Setup) -> bool:
        return needs_bytes(setup, self.kind) <= self.card.free_bytes and setup not in self.greedy

    def measure(self, setup: Setup) -> Measured:
        """See ``chooser.Measure``."""
        self.measured.append(setup)
        if self.gone:
            raise AppError("engine.local.device", "The graphics card stopped working.")
        if not self.fits(setup):
            raise AppError(OUT_OF_MEMORY, "No memory is left.")
        return Measured(self.speed(setup), needs_bytes(setup, self.kind))

    def holding(self, limit: float, without: Iterable[str] = ()) -> list[Setup]:
        """All that fit and are so fast, the best first."""
        return [
            one
            for one in setups(self.eight_bits)
            if one.model not in without and self.fits(one) and self.speed(one) >= limit
        ]
