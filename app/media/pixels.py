"""The program picture and its conversion for cameras and encoders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from app.media.types import Pixels


class ColourMatrix(Enum):
    """How RGB becomes YUV. OBS reads cameras as BT.709, browsers and ffmpeg as BT.601."""

    BT709 = "bt709"
    BT601 = "bt601"


_COLORSPACE = {ColourMatrix.BT709: Colorspace.ITU709, ColourMatrix.BT601: Colorspace.ITU601}


class ProgramPicture:
    """What viewers see in one slot. Immutable; conversions are made once and shared by all sinks.

    Args:
        pixels: shape ``(height, width, 4)``, uint8, B G R A with A = 255 everywhere, C-contiguous.
        draw_cutout: draws the same without its background, see ``cutout``; None: it has no background of its own.
            It may hold the pictures that it draws from: see ``forget_cutout``.

    """

    __slots__ = ("_cutout", "_draw_cutout", "_lock", "_yuv", "pixels")

    def __init__(self, pixels: Pixels, draw_cutout: Callable[[], Pixels] | None = None) -> None:
        self.pixels = pixels
        self._draw_cutout = draw_cutout
        self._cutout: Pixels | None = None
        self._yuv: dict[ColourMatrix, av.VideoFrame] = {}
        self._lock = threading.Lock()

    @property
    def width_px(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    def cutout(self) -> Pixels:
        """The picture without its background, premultiplied. Drawn when it is first asked for. Any thread."""
        with self._lock:
            if self._draw_cutout is None:
                return self.pixels
            if self._cutout is None:
                self._cutout = self._draw_cutout()
            return self._cutout

    def forget_cutout(self) -> None:
        """Nobody is going to ask for it: let go of what it would be drawn from. Any thread."""
        with self._lock:
            self._draw_cutout = self._cutout = None

    def yuv420(self, matrix: ColourMatrix = ColourMatrix.BT709) -> av.VideoFrame:
        """The picture as limited-range yuv420p. Callers must not change it. Any thread."""
        with self._lock:
            frame = self._yuv.get(matrix)
            if frame is None:
                frame = _to_yuv420(self.pixels, matrix)
                self._yuv[matrix] = frame
            return frame


def _to_yuv420(pixels: Pixels, matrix: ColourMatrix) -> av.VideoFrame:
    source = av.VideoFrame.from_numpy_buffer(pixels, format="bgra")
    return VideoReformatter().reformat(
        source,
        format="yuv420p",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=_COLORSPACE[matrix],
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        threads=1,  # a pool made for every picture costs as much again as converting it
    )


def plane_bytes(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """All planes of a yuv420p frame, packed without line padding (I420). Shape ``(h * w * 3 // 2,)``."""
    return frame.to_ndarray().reshape(-1).astype(np.uint8, copy=False)
