"""Where pictures cross from the engine worker to the host: a fixed number of places in memory.

A worker writes place after place, and the host copies each picture out as soon as it is told of it and says so: a place
is written again only after that. How many pictures may wait to be shown is another number (credits).
"""

from __future__ import annotations

import mmap
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.media.pool import PicturePool
from app.media.types import Pixels


@dataclass(frozen=True, slots=True)
class RingHandle:
    """What a worker process needs in order to find the ring.

    Attributes:
        slots: places.
        slot_bytes: of each.
        descriptor: of its memory, to be inherited; None on Windows.
        tag: what Windows knows it by; empty elsewhere.

    """

    slots: int
    slot_bytes: int
    descriptor: int | None
    tag: str = ""


class FrameRing:
    """``slots`` places of ``slot_bytes`` each. The host makes it and ends it; read and write from one thread each.

    Made by ``local`` (worker in a thread), ``shared`` (worker in a process) or, in that process, by ``attach``. Shared
    memory has no name in a file system: it goes with the last process that has it, however that ends.
    """

    def __init__(self, slots: int, slot_bytes: int, handle: RingHandle | None = None, *, owner: bool = True) -> None:
        self.slots = slots
        self.slot_bytes = slot_bytes
        self._handle = handle
        self._owner = owner
        self._pool = PicturePool()
        self._memory = None if handle is None else _map(handle)
        cells = (
            np.empty(slots * slot_bytes, np.uint8) if self._memory is None else np.frombuffer(self._memory, np.uint8)
        )
        self._cells: NDArray[np.uint8] | None = cells[: slots * slot_bytes].reshape(slots, slot_bytes)

    @classmethod
    def local(cls, slots: int, slot_bytes: int) -> FrameRing:
        """A ring for a worker in this process."""
        return cls(slots, slot_bytes)

    @classmethod
    def shared(cls, slots: int, slot_bytes: int) -> FrameRing:
        """A ring for a worker in another process. Raises AppError when the system has no room for it."""
        size = slots * slot_bytes
        try:
            if sys.platform == "win32":
                return cls(slots, slot_bytes, RingHandle(slots, slot_bytes, None, f"flashtalk-{secrets.token_hex(16)}"))
            return cls(slots, slot_bytes, RingHandle(slots, slot_bytes, _nameless(size)))
        except OSError as error:
            raise _no_room(size) from error

    @classmethod
    def attach(cls, handle: RingHandle) -> FrameRing:
        """The worker's side of a shared ring."""
        return cls(handle.slots, handle.slot_bytes, handle, owner=False)

    @property
    def handle(self) -> RingHandle:
        """For ``attach`` in the worker process."""
        assert self._handle is not None, "a local ring stays in its process"
        return self._handle

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
        """Let go of the memory. May be called again."""
        self._cells = None  # memory with a view of it left cannot be closed
        memory, self._memory = self._memory, None
        handle, self._handle = self._handle, None
        if memory is not None:
            memory.close()
        if self._owner and handle is not None and handle.descriptor is not None:
            os.close(handle.descriptor)

    def _view(self, index: int, width_px: int, height_px: int) -> Pixels:
        assert self._cells is not None, "the ring is closed"
        return self._cells[index, : width_px * height_px * 4].reshape(height_px, width_px, 4)


def _nameless(size: int) -> int:
    """Descriptor of memory that no file system shows, all of it there: a show must not find out that it is not."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("flashtalk-pictures")
    else:
        with tempfile.TemporaryFile() as file:  # removed as soon as it was made
            descriptor = os.dup(file.fileno())
    try:
        if sys.platform == "linux":
            os.posix_fallocate(descriptor, 0, size)
        else:
            os.ftruncate(descriptor, size)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _map(handle: RingHandle) -> mmap.mmap:
    size = handle.slots * handle.slot_bytes
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=handle.tag)
    assert handle.descriptor is not None, "only Windows has none"
    return mmap.mmap(handle.descriptor, size)


def _no_room(size: int) -> AppError:
    return AppError(
        "engine.shared_memory",
        f"The engine's pictures need {size // 2**20 + 1} MB of shared memory, and the system has less left.",
        "Close other programs, or choose a smaller program size.",
    )
