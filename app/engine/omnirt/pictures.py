"""A server's pictures, decoded where and when they are wanted."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.base.errors import AppError
from app.media.jpeg import JpegDecoder
from app.media.types import Pixels

log = logging.getLogger(__name__)

_DAMAGED_IN_A_ROW = 10


class Pictures:
    """Decodes pictures and makes them small enough. Lives on the worker's thread.

    Args:
        width_px: largest width that is wanted.
        height_px: largest height that is wanted.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._limit = width_px, height_px
        self._decoder = JpegDecoder()
        self._scaler = VideoReformatter()
        self._last: Pixels | None = None
        self._damaged = 0
        self.failure: AppError | None = None
        """Set when too many in a row could not be decoded."""

    def draw(self, jpegs: tuple[bytes, ...]) -> Iterator[Pixels]:
        """The pictures, decoded as they are taken; a damaged one is replaced by the one before it."""
        for jpeg in jpegs:
            try:
                self._last = self._fit(self._decoder.decode(jpeg))
                self._damaged = 0
            except ValueError as error:
                self._count(error)
            if self._last is not None:
                yield self._last

    def _fit(self, picture: Pixels) -> Pixels:
        height_px, width_px, _ = picture.shape
        wanted = fitted(width_px, height_px, *self._limit)
        if wanted == (width_px, height_px):
            return picture
        frame = av.VideoFrame.from_numpy_buffer(picture, format="bgra")
        small = self._scaler.reformat(frame, *wanted, interpolation=Interpolation.AREA, threads=1)
        return np.ascontiguousarray(small.to_ndarray(), np.uint8)

    def _count(self, error: ValueError) -> None:
        self._damaged += 1
        log.info("a picture of the server cannot be shown: %s", error)
        if self._damaged >= _DAMAGED_IN_A_ROW:
            self.failure = AppError(
                "engine.omnirt.garbage",
                f"{self._damaged} pictures of the server in a row cannot be read, last: {error}.",
                "The studio connects again by itself; if it keeps happening, look into the server's log.",
            )


def fitted(width_px: int, height_px: int, limit_width_px: int, limit_height_px: int) -> tuple[int, int]:
    """The size that a picture of this size is shown at: its own, or as large as fits the limits in its shape."""
    scale = min(1.0, limit_width_px / width_px, limit_height_px / height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))
