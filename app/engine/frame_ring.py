"""Where pictures cross from the engine worker to the host: a fixed number of places in memory.

Who may write where follows from the credits: a worker writes place after place, and it has at most as many credits as
there are places, so a place is written again only after its last picture was copied out and its credit came back.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.media.pool import PicturePool
from app.media.types import Pixels

_SHM = Path("/dev/shm")  # noqa: S108 - where Linux keeps shared memory; only its free space is asked for


@dataclass(frozen=True, slots=True)
class RingHandle:
    """What a worker process needs in order to find the ring."""

    name: str
    slots: int
    slot_bytes: int


class FrameRing:
    """``slots`` places of ``slot_bytes`` each. The host makes it and ends it; read and write from one thread each.

    Made by ``local`` (worker in a thread), ``shared`` (worker in a process) or, in that process, by ``attach``.
    """

    def __init__(self, slots: int, slot_bytes: int, memory: SharedMemory | None, *, owner: bool) -> None:
        self.slots = slots
        self.slot_bytes = slot_bytes
        self._memory = memory
        self._owner = owner
        self._pool = PicturePool()
        size = slots * slot_bytes
        self._cells: NDArray[np.uint8] | None
        if memory is None:
            self._cells = np.empty(size, np.uint8).reshape(slots, slot_bytes)
        else:
            assert memory.buf is not None, "it was opened just now"
            self._cells = np.frombuffer(memory.buf, np.uint8, size).reshape(slots, slot_bytes)

    @classmethod
    def local(cls, slots: int, slot_bytes: int) -> FrameRing:
        """A ring for a worker in this process."""
        return cls(slots, slot_bytes, None, owner=True)

    @classmethod
    def shared(cls, slots: int, slot_bytes: int) -> FrameRing:
        """A ring for a worker in another process. Raises AppError when the system has no room for it."""
        size = slots * slot_bytes
        try:
            # Linux hands out shared memory that it does not have and kills whoever touches it (containers have 64 MB).
            if sys.platform == "linux" and shutil.disk_usage(_SHM).free < size:
                raise _no_room(size)
            memory = SharedMemory(create=True, size=size)
        except OSError as error:
            raise _no_room(size) from error
        return cls(slots, slot_bytes, memory, owner=True)

    @classmethod
    def attach(cls, handle: RingHandle) -> FrameRing:
        """The worker's side of a shared ring. Raises OSError when the host has gone."""
        return cls(handle.slots, handle.slot_bytes, SharedMemory(handle.name), owner=False)

    @property
    def handle(self) -> RingHandle:
        """For ``attach`` in the worker process."""
        assert self._memory is not None, "a local ring stays in its process"
        return RingHandle(self._memory.name, self.slots, self.slot_bytes)

    def write(self, index: int, picture: Pixels) -> None:
        """Copy ``picture`` into place ``index``. Raises ValueError where it is no picture or does not fit."""
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 4 or picture.nbytes > self.slot_bytes:
            raise ValueError(f"not a picture for {self.slot_bytes} bytes: {picture.dtype} {picture.shape}")
        self._view(index, picture.shape[1], picture.shape[0])[:] = picture

    def read(self, index: int, width_px: int, height_px: int) -> Pixels:
        """A copy of the picture in place ``index``."""
        picture = self._pool.take(height_px, width_px)
        np.copyto(picture, self._view(index, width_px, height_px))
        return picture

    def close(self) -> None:
        """Give the memory back; the host's side also removes it from the system. May be called again."""
        self._cells = None  # shared memory with a view of it left cannot be closed
        memory, self._memory = self._memory, None
        if memory is not None:
            memory.close()
            if self._owner:
                memory.unlink()

    def _view(self, index: int, width_px: int, height_px: int) -> Pixels:
        assert self._cells is not None, "the ring is closed"
        return self._cells[index, : width_px * height_px * 4].reshape(height_px, width_px, 4)


def _no_room(size: int) -> AppError:
    return AppError(
        "engine.shared_memory",
        f"The engine's pictures need {size // 2**20 + 1} MB of shared memory, and the system has less left.",
        "Close other programs, choose a smaller program size, or (in a container) enlarge /dev/shm.",
    )
