"""JPEG pictures as servers send and take them: their size without decoding, decoding that garbage cannot hurt.

FFmpeg's decoder was chosen by measuring (416x704 and 512x512 px, quality 40 to 85): 0.4 to 0.7 ms a picture, without
the interpreter's lock, and silent about damage. OpenCV's takes 0.5 to 0.7 ms, writes a line to stderr for most damaged
pictures and hands out half of one as if it were whole.
"""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from app.media.types import Pixels

MAX_SIDE_PX = 4096

_QUALITY = "4"  # of FFmpeg's scale, 2 (best) to 31

_START, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of ITU T.81 that carry the picture's size
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers that nothing follows
_DECODED_PIXELS = MAX_SIDE_PX**2 * 13 // 10  # FFmpeg counts what it adds at the right for its own ease


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels that the head of a JPEG names. Raises ValueError in plain words where it is none."""
    if not data.startswith(_START):
        raise ValueError("the data are not a JPEG picture")
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker in _FRAMES and at + 9 <= len(data):
            height_px = int.from_bytes(data[at + 5 : at + 7], "big")
            width_px = int.from_bytes(data[at + 7 : at + 9], "big")
            if not (width_px and height_px):
                raise ValueError("the JPEG picture names no size")
            return width_px, height_px
        elif marker in (0xD9, 0xDA):
            break
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise ValueError("the JPEG picture has no head that names its size")


class JpegDecoder:
    """Decodes JPEG pictures one after the other, of whatever sizes. Lives on one thread; lets go of the interpreter."""

    def __init__(self) -> None:
        self._codec = av.CodecContext.create("mjpeg", "r")
        self._codec.thread_count = 1
        # A damaged picture is refused, not repaired: the last good one beside it looks better.
        self._codec.options = {"max_pixels": str(_DECODED_PIXELS), "err_detect": "explode"}
        self._scaler = VideoReformatter()

    def decode(self, data: bytes) -> Pixels:
        """The picture, opaque, as a fresh array. Its size is checked first.

        Raises ValueError in plain words for what is no JPEG, is damaged, or is larger than ``MAX_SIDE_PX``.
        """
        width_px, height_px = jpeg_size(data)
        if max(width_px, height_px) > MAX_SIDE_PX:
            raise ValueError(f"the JPEG picture has {width_px}x{height_px} px, more than {MAX_SIDE_PX} on a side")
        if data.rfind(_END) < data.rfind(_SCAN):  # FFmpeg would fill it up with grey
            raise ValueError("the JPEG picture is cut off")
        try:
            frames = self._codec.decode(av.Packet(data))
        except (av.FFmpegError, ValueError) as error:
            raise ValueError("the JPEG picture is damaged") from error
        if len(frames) != 1 or (frames[0].width, frames[0].height) != (width_px, height_px):
            raise ValueError("the JPEG picture is damaged")
        try:
            # Interpolating colour between its samples, as libjpeg does, would be 0.4 dB nearer to what was encoded at
            # quality 40, and cost three times as much as all the rest.
            shown = self._scaler.reformat(frames[0], format="bgra", threads=1)
        except (av.FFmpegError, ValueError) as error:
            raise ValueError("the JPEG picture is of an unusual kind") from error
        return np.ascontiguousarray(shown.to_ndarray(), np.uint8)  # rows of odd widths come padded


class JpegEncoder:
    """Encodes pictures one after the other, of whatever sizes; those above the limit are made smaller.

    Lives on one thread; lets go of the interpreter. 640x480 to 448x336 takes 0.8 ms and 14 kB.

    Args:
        long_edge_px: the longer side is at most this.
    """

    def __init__(self, long_edge_px: int) -> None:
        self._limit_px = long_edge_px
        self._codec: av.VideoCodecContext | None = None
        self._scaler = VideoReformatter()
        self._count = 0

    def encode(self, frame: av.VideoFrame) -> bytes:
        """``frame`` as a JPEG file."""
        scale = min(1.0, self._limit_px / max(frame.width, frame.height))
        width_px, height_px = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
        codec = self._codec
        if codec is None or (codec.width, codec.height) != (width_px, height_px):
            codec = self._codec = _jpeg_codec(width_px, height_px)
        shown = self._scaler.reformat(
            frame,
            width_px,
            height_px,
            "yuvj420p",
            interpolation=Interpolation.AREA,
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        shown.pts = self._count = self._count + 1
        shown.time_base = codec.time_base  # a camera's own is so fine that two pictures would fall on one time
        return b"".join(bytes(packet) for packet in codec.encode(shown))


def _jpeg_codec(width_px: int, height_px: int) -> av.VideoCodecContext:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = width_px, height_px, "yuvj420p"
    codec.time_base = Fraction(1, 1000)
    codec.thread_count = 1
    codec.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    return codec
