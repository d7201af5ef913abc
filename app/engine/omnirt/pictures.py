"""A server's pictures, decoded where and when they are wanted."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.engine.omnirt import troubles
from app.media.jpeg import JpegDecoder
from app.media.types import Pixels

log = logging.getLogger(__name__)

_DAMAGED_IN_A_ROW = 10
_FOREIGN_IN_A_ROW = 2  # chunks
_ANOTHER = 30.0  # of 255, on average: a head that talks, nods and blinks before its wall stays far below
_GRID = 8

Look = NDArray[np.float32]
"""A picture seen from very far away."""


def look_of(picture: Pixels) -> Look:
    """What tells whose picture it is, whatever its face does at the moment."""
    return cv2.resize(picture, (_GRID, _GRID), interpolation=cv2.INTER_AREA)[..., :3].astype(np.float32)


class Pictures:
    """Decodes pictures and makes them small enough. Lives on the worker's thread.

    Args:
        width_px: largest width that is wanted.
        height_px: largest height that is wanted.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._limit = width_px, height_px
        self._decoder = JpegDecoder()
        self._last: Pixels | None = None
        self._damaged = 0
        self._foreign = 0
        self.look: Look | None = None
        """Of the avatar, once it is known."""
        self.failure: AppError | None = None
        """Set when too many in a row could not be decoded, or were of somebody else."""

    def draw(self, jpegs: tuple[bytes, ...]) -> Iterator[Pixels]:
        """The pictures, decoded as they are taken; a damaged one is replaced by the one before it."""
        for number, jpeg in enumerate(jpegs):
            try:
                picture = self._decoder.decode(jpeg)
                self._last = self._fit(picture)
                self._damaged = 0
                if number == 0:
                    self._check_look(picture)
            except ValueError as error:
                self._count(error)
            if self._last is not None:
                yield self._last

    def _fit(self, picture: Pixels) -> Pixels:
        height_px, width_px, _ = picture.shape
        wanted = fitted(width_px, height_px, *self._limit)
        if wanted == (width_px, height_px):
            return picture
        return cv2.resize(picture, wanted, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)

    def _check_look(self, picture: Pixels) -> None:
        """A standalone server that somebody else begins a session on sends us the pictures of theirs."""
        if self.look is None:
            return
        foreign = float(np.abs(look_of(picture) - self.look).mean()) > _ANOTHER
        self._foreign = self._foreign + 1 if foreign else 0
        if self._foreign >= _FOREIGN_IN_A_ROW:
            self.failure = troubles.other_face()

    def _count(self, error: ValueError) -> None:
        self._damaged += 1
        log.info("a picture of the server cannot be shown: %s", error)
        if self._damaged >= _DAMAGED_IN_A_ROW:
            self.failure = troubles.garbage(str(error))


def fitted(width_px: int, height_px: int, limit_width_px: int, limit_height_px: int) -> tuple[int, int]:
    """The size that a picture of this size is shown at: its own, or as large as fits the limits in its shape."""
    scale = min(1.0, limit_width_px / width_px, limit_height_px / height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))
