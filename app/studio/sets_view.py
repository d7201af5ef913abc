"""Which profiles and scene collections there are, as people are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.base.set_files import SetKind


@dataclass(frozen=True, slots=True)
class SetsView:
    """Which there are, sorted as people do, by kind; none of a kind: it is not kept in this studio."""

    names: Mapping[SetKind, tuple[str, ...]] = field(default_factory=dict)
