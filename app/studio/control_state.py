"""How other programs reach the studio, as people are shown it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.base.errors import AppError


@dataclass(frozen=True, slots=True)
class ControlState:
    """Where the server for other programs stands.

    Attributes:
        addresses: where it answers; none: it does not.
        key: what must be sent to it.
        problem: why it does not answer although it should; None: nothing is wrong.

    """

    addresses: tuple[str, ...] = ()
    key: str = field(default="", repr=False)
    problem: AppError | None = None

    @property
    def pages(self) -> tuple[str, ...]:
        """Addresses of its page for phones, with the key."""
        return tuple(f"{address}/?token={self.key}" for address in self.addresses)
