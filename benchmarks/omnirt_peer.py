"""A server that answers after exactly the time that a chunk is said to take, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np

from tests.helpers import omnirt_talk
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer

PHOTOGRAPH = Path(__file__).resolve().parents[1] / "tests" / "data" / "astronaut.jpg"


@contextmanager
def peer(geometry: Geometry, render_s: float, quality: int = 85) -> Iterator[str]:
    """A server of its own; gives its address."""
    numbers = [geometry.width_px, geometry.height_px, geometry.frame_num, render_s, quality]
    command = [sys.executable, "-m", "benchmarks.omnirt_peer", *map(str, numbers)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()


def main() -> None:
    """Serve until stdin is closed."""
    width_px, height_px, frame_num = map(int, sys.argv[1:4])
    server = OmniRTServer("app", Geometry(width_px, height_px, frame_num=frame_num))
    server.render_s = float(sys.argv[4])
    server.keep_sound = False
    pictures = cycle(_pictures(width_px, height_px, int(sys.argv[5])))
    # Drawn once, so that drawing takes nothing of the time that the server is said to take.
    omnirt_talk.draw_jpeg = lambda *_: next(pictures)  # type: ignore[attr-defined]  # what is replaced is an import

    def wait(seconds: float) -> None:
        """Until so long after the chunk has come."""
        if server.chunks and seconds:
            threading.Event().wait(max(0.0, server.chunks[-1].received_ns / 1e9 + seconds - time.monotonic()))

    server.wait = wait
    with server:
        print(server.url, flush=True)
        sys.stdin.read()


def _pictures(width_px: int, height_px: int, quality: int) -> list[bytes]:
    """A photograph that moves, as large as it has to be."""
    photograph = cv2.imread(str(PHOTOGRAPH))
    assert photograph is not None
    scale = max(width_px / photograph.shape[1], height_px / photograph.shape[0]) * 1.1
    large = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    made = []
    for number in range(28):
        left = round(width_px / 20 * number / 28)  # further, and it would be taken for another client's picture
        picture = np.ascontiguousarray(large[:height_px, left : left + width_px])
        made.append(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes())
    return made


if __name__ == "__main__":
    main()
