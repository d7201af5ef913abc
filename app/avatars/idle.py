"""Idle material: what the host does while nobody speaks."""

from __future__ import annotations

from typing import Protocol

from app.avatars.expressions import Expression
from app.media.types import Pixels


class IdleHost(Protocol):
    """The host, breathing and blinking with a closed mouth. Lives on one thread at a time.

    Engines that draw freely move the body by the same phase, so that speech joins idle without a jump.
    """

    @property
    def loop_ns(self) -> int:
        """Phase after which ``standby`` closes without a seam."""
        ...

    def picture(self, phase_ns: int) -> Pixels:
        """The host at ``phase_ns`` of endless idle time, which never visibly repeats. A fresh or cached array."""
        ...

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have an expression begin at ``phase_ns``. Any thread."""
        ...

    def standby(self, phase_ns: int) -> Pixels:
        """The host at ``phase_ns`` modulo ``loop_ns`` of a short loop without a seam."""
        ...
