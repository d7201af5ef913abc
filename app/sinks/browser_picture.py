"""Program pictures as a browser can draw them with their alpha: colours as JPEG, the mask beside them as PNG.

See ``docs/decisions/browser-source.md`` for what that costs, and what WebP would. Lets go of the interpreter.
"""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

from app.media.types import Pixels
from app.sinks.browser_wire import picture_message

JPEG_QUALITY = 90
"""Where edges and skin are off by 2 levels in the mean."""

Mask = NDArray[np.uint8]

_OPAQUE = 255
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PictureEncoder:
    """Encodes pictures one after the other. Lives on one thread; remembers the mask, which often stays the same."""

    def __init__(self) -> None:
        self._mask: Mask = np.empty((0, 0), np.uint8)
        self._png = b""

    def encode(self, slot: int, pixels: Pixels) -> bytes:
        """The message that shows premultiplied ``pixels`` from ``slot`` on. Only what is not clear is encoded."""
        left, top, width, height = cv2.boundingRect(cv2.extractChannel(pixels, 3))
        if not width:
            return picture_message(slot, 0, 0, b"", b"")
        seen = pixels[top : top + height, left : left + width]
        alpha: Mask = np.asarray(cv2.extractChannel(seen, 3), np.uint8)
        colours = _straight(seen, alpha)
        done, jpeg = cv2.imencode(".jpg", colours, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
        assert done
        return picture_message(slot, left, top, jpeg.tobytes(), self._encode_mask(alpha))

    def _encode_mask(self, alpha: Mask) -> bytes:
        if alpha.shape != self._mask.shape or not np.array_equal(alpha, self._mask):
            self._mask = alpha
            self._png = b"" if alpha.min() == _OPAQUE else mask_png(alpha)
        return self._png


def _straight(pixels: Pixels, alpha: Mask) -> NDArray[np.uint8]:
    """B G R, not premultiplied: the browser multiplies. What is clear keeps what it has, and is not seen."""
    colours: NDArray[np.uint8] = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
    rows, columns = np.nonzero((alpha - np.uint8(1)) < _OPAQUE - 1)  # neither clear, which wraps around, nor opaque
    part = alpha[rows, columns].astype(np.uint16)[:, None]
    colours[rows, columns] = np.minimum((colours[rows, columns] * np.uint16(255) + part // 2) // part, 255)
    return colours


def mask_png(alpha: Mask) -> bytes:
    """``alpha`` as a PNG of black pixels: a palette of black with every transparency, so that a byte is a pixel.

    Run lengths alone find what repeats in a mask: as small as deflate's fastest, which takes no less time.
    """
    height, width = alpha.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each begins with its filter: none
    rows[:, 1:] = alpha
    deflate = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    data = deflate.compress(rows.tobytes()) + deflate.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", bytes(768)), (b"tRNS", bytes(range(256))), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
