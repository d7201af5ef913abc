"""The camera's standby loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from app.avatars.idle import IdleHost
from app.media.pixels import ProgramPicture
from app.program.compositor import Compositor


class StandbyClip(Sequence[ProgramPicture]):
    """The host's seamless loop as program pictures, each drawn when it is asked for: they need not fit in memory.

    Args:
        idle: the host.
        compositor: puts it onto the background.
        count: pictures in one loop, evenly spread.
    """

    def __init__(self, idle: IdleHost, compositor: Compositor, count: int) -> None:
        self._idle = idle
        self._compositor = compositor
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> ProgramPicture: ...
    @overload
    def __getitem__(self, index: slice) -> list[ProgramPicture]: ...
    def __getitem__(self, index: int | slice) -> ProgramPicture | list[ProgramPicture]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        phase_ns = (index % self._count) * self._idle.loop_ns // self._count
        return self._compositor.compose(None, self._idle.standby(phase_ns), 0.0)

    def __iter__(self) -> Iterator[ProgramPicture]:
        return (self[n] for n in range(self._count))

    @property
    def picture_ns(self) -> int:
        """How long each picture is shown."""
        return self._idle.loop_ns // self._count
