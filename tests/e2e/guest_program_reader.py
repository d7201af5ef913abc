"""A viewer in the guest: reads the camera like any program would, and tells what it sees, a line of JSON each.

Argument: the device. The first line tells the format. Each other has the time (``t``, monotonic) of a picture and what
it shows: the test card (``turn``, ``index``, and on every tenth the worst colour error of its bars, 0 to 255), or
something else, the host (``crc``, different for every picture, and ``thumb``, the same picture very small).
"""

from __future__ import annotations

import json
import sys
import time
import zlib
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.engine.testcard.drawing import BARS_BGR
from app.engine.testcard.reader import read

BAR_ROWS = slice(4, 18)  # above the circle


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes of a yuv420p picture, each of its own shape."""
    sizes = [(frame.height, frame.width), *[(frame.height // 2, frame.width // 2)] * 2]
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:height, :width]
        for plane, (height, width) in zip(frame.planes, sizes, strict=True)
    ]


def colour_error(picture: list[NDArray[np.uint8]]) -> float:
    """Worst distance of a bar's mean colour from what it should be, 0 to 255, read as BT.709 of limited range.

    Reckoned here for the few rows that matter: to convert all of them would take the show's one processor.
    """
    worst = 0.0
    for index, (blue, green, red) in enumerate(BARS_BGR):
        means = []
        for plane, share in zip(picture, (1, 2, 2), strict=True):
            width_px = plane.shape[1] / len(BARS_BGR)
            columns = slice(int(index * width_px) + 8, int((index + 1) * width_px) - 8)
            means.append(float(plane[BAR_ROWS.start // share : BAR_ROWS.stop // share, columns].mean()))
        y, u, v = (means[0] - 16) / 219, (means[1] - 128) / 224, (means[2] - 128) / 224
        seen = (y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u)
        worst = max([worst, *(abs(255 * have - want) for have, want in zip(seen, (red, green, blue), strict=True))])
    return worst


def host(luma: NDArray[np.uint8]) -> dict[str, object]:
    """What can be said of a picture that is no test card."""
    small = luma[::4, ::4]
    blocks = small[: small.shape[0] // 9 * 9, : small.shape[1] // 16 * 16]
    thumb = blocks.reshape(9, blocks.shape[0] // 9, 16, blocks.shape[1] // 16).mean(axis=(1, 3))
    return {"crc": zlib.crc32(luma.tobytes()), "thumb": thumb.round().astype(int).ravel().tolist()}


def main() -> None:
    """Read until killed."""
    with av.open(sys.argv[1], format="v4l2") as container:
        stream = container.streams.video[0]
        seen = {"width": stream.width, "height": stream.height, "rate": float(stream.average_rate or 0)}
        say({**seen, "format": stream.codec_context.pix_fmt})
        for count, frame in enumerate(container.decode(stream)):
            now_ns = time.monotonic_ns()
            picture = planes(frame)
            luma = picture[0]
            line: dict[str, object] = {"t": now_ns}
            reading = read(luma)
            if reading is None:
                line.update(host(luma))
            else:
                line.update(turn=reading.turn, index=reading.index)
                if count % 10 == 0:
                    line["error"] = colour_error(picture)
            say(line)


def say(line: dict[str, object]) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
