"""What is behind everything in a scene: still, or moving."""

from __future__ import annotations

from typing import Protocol

from app.media.types import Pixels


class Backdrop(Protocol):
    """Opaque pictures of the program's size."""

    def picture(self, time_ns: int | None) -> tuple[int, Pixels]:
        """The one that is seen at a slot's time, read-only, and its number: the same one has the same. Never blocks.

        None: the one that is seen now.
        """
        ...

    @property
    def still(self) -> Pixels | None:
        """The picture that it always is; None: it moves."""
        ...


class Still:
    """One picture. Any thread."""

    def __init__(self, pixels: Pixels) -> None:
        self.still: Pixels | None = pixels

    def picture(self, time_ns: int | None) -> tuple[int, Pixels]:
        """See ``Backdrop``."""
        del time_ns
        assert self.still is not None
        return 0, self.still
