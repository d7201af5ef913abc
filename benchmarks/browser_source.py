"""What a picture costs on its way to a browser source: CPU time of the cutout and of its encoding, and their size.

    python -m benchmarks.browser_source [AVATAR]

Writes ``benchmarks/results/browser_source.json``. Beside it what the same picture costs as WebP, as FFmpeg and OpenCV
make it. One thread; proportions, not promises.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
import cv2

from app.base.paths import Paths
from app.base.settings import ProgramSettings
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat
from app.parts import RealParts
from app.sinks.browser_picture import PictureEncoder
from benchmarks.machine import describe_machine

_T = TypeVar("_T")

PICTURES = 60
PICTURE_NS = 33_000_000
RESULT = Path(__file__).parent / "results" / "browser_source.json"


def main(avatar: str) -> None:
    """Measure, print a table, and keep it."""
    cv2.setNumThreads(1)
    program = ProgramFormat()
    with tempfile.TemporaryDirectory() as folder:
        parts = RealParts(Paths.find(Path(folder)))
        host = parts.open_host(avatar, program, ProgramSettings())
        shown = [host.composer.compose(None, host.idle.picture(n * PICTURE_NS), 0.0) for n in range(PICTURES)]
        parts.close()
    encoder, webp = PictureEncoder(), Webp(program)
    figures = [measure("cutout", shown, _cut_out)]
    cutouts = [picture.cutout() for picture in shown]
    figures.append(measure("JPEG and mask, as sent", cutouts, lambda pixels: len(encoder.encode(0, pixels))))
    whole = [picture.pixels for picture in shown]
    figures.append(measure("the same with its background", whole, lambda pixels: len(encoder.encode(0, pixels))))
    figures.append(measure("WebP, FFmpeg's fastest", cutouts, webp.encode))
    figures.append(measure("WebP, OpenCV", cutouts, lambda pixels: len(cv2.imencode(".webp", pixels, (64, 80))[1])))
    what = f"{PICTURES - 1} pictures of {program.width_px}x{program.height_px}, the host {avatar}, one thread"
    RESULT.write_text(
        json.dumps({"what": what, "machine": describe_machine(), "figures": figures}, indent=2) + "\n", encoding="utf-8"
    )


def measure(name: str, pictures: Sequence[_T], encode: Callable[[_T], int]) -> dict[str, object]:
    """CPU time and bytes of a picture, in the mean."""
    encode(pictures[0])
    begun = time.process_time()
    size = sum(encode(picture) for picture in pictures[1:])
    each_ms = (time.process_time() - begun) * 1000 / (len(pictures) - 1)
    each_kb, core_percent = size / (len(pictures) - 1) / 1000, each_ms * 3
    print(f"{name:<30}{each_ms:6.1f} ms{each_kb:8.1f} kB   {core_percent:4.0f} % of a core at 30")
    return {
        "name": name,
        "cpu_ms": round(each_ms, 2),
        "kb": round(each_kb, 1),
        "percent_of_a_core_at_30_fps": round(core_percent, 1),
    }


def _cut_out(picture: ProgramPicture) -> int:
    return picture.cutout().nbytes


class Webp:
    """FFmpeg's WebP, as fast as it goes."""

    def __init__(self, program: ProgramFormat) -> None:
        self._codec = av.CodecContext.create("libwebp", "w")
        self._codec.width, self._codec.height, self._codec.pix_fmt = program.width_px, program.height_px, "bgra"
        self._codec.time_base = Fraction(1, 1000)
        self._codec.options = {"quality": "80", "compression_level": "0"}
        self._count = 0

    def encode(self, pixels: Pixels) -> int:
        """Bytes of a picture."""
        frame = av.VideoFrame.from_numpy_buffer(pixels, format="bgra")
        frame.pts = self._count = self._count + 1
        frame.time_base = self._codec.time_base
        return sum(len(bytes(packet)) for packet in self._codec.encode(frame))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "mira")
