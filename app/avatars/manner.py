"""How a host moves and listens, as its bundle says. Plain data: who draws needs nothing that reads bundles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _within(default: float, *, above: float | None = None, least: float | None = None, most: float) -> Any:
    """A field that no bundle may set beyond these limits; pydantic reads them where the bundle is read."""
    limits = {"gt": above, "ge": least, "le": most}
    return field(default=default, metadata={name: limit for name, limit in limits.items() if limit is not None})


@dataclass(frozen=True, slots=True)
class Audio:
    """How the mouth follows the voice. Levels are RMS of full scale for a voice of usual loudness."""

    silence_gate: float = _within(0.025, least=0, most=1)
    small_threshold: float = _within(0.055, above=0, most=1)
    medium_threshold: float = _within(0.105, above=0, most=1)
    attack_ms: float = _within(45, least=1, most=1000)
    release_ms: float = _within(120, least=1, most=5000)


@dataclass(frozen=True, slots=True)
class Animation:
    """How the body moves. Scale is a part of the host's height."""

    breath_period_ms: float = _within(4200, least=500, most=60_000)
    breath_scale: float = _within(0.006, least=0, most=0.1)
    sway_degrees: float = _within(0.7, least=0, most=10)
    blink_period_ms: float = _within(4000, least=1000, most=60_000)
    blink_duration_ms: float = _within(130, least=40, most=1000)
