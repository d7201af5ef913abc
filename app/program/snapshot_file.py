"""The program picture as a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from app.base.files import write_atomically
from app.media.types import Pixels


def write_png(path: Path, pixels: Pixels) -> None:
    """Write an opaque picture as PNG, whole or not at all. Raises OSError."""
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height = pixels.shape[1], pixels.shape[0]
    encoder.pix_fmt = "rgb24"
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame.from_numpy_buffer(pixels, format="bgra").reformat(format="rgb24")
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    write_atomically(path, b"".join(bytes(packet) for packet in packets))
