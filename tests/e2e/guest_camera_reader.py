"""A viewer in the guest: reads the real camera like any program would, and tells what it sees, a line of JSON each.

Arguments: device, colour matrix to read as (bt709 or bt601). The first line tells the format, each other the time and
the number of a picture, and every tenth the worst colour error of its bars (0 to 255). The driver has few buffers and
locks none: a viewer that is late may find a picture that is being overwritten; it is told as torn, without a number.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.camera_studio import BARS_RGB, BARS_TOP_PX, NUMBER_PX
from tests.helpers.numbered import read_number

_SPACES = {"bt709": Colorspace.ITU709, "bt601": Colorspace.ITU601}


def colour_error(frame: av.VideoFrame, matrix: str) -> float:
    """Worst distance of a bar's mean colour from what it should be."""
    rgb = frame.reformat(
        format="rgb24", src_colorspace=_SPACES[matrix], src_color_range=ColorRange.MPEG, dst_color_range=ColorRange.JPEG
    ).to_ndarray()
    width_px = frame.width // len(BARS_RGB)
    worst = 0.0
    for index, wanted in enumerate(BARS_RGB):
        middle = rgb[BARS_TOP_PX + 20 : -NUMBER_PX : 8, index * width_px + 16 : (index + 1) * width_px - 16 : 4]
        worst = max(worst, float(np.abs(middle.reshape(-1, 3).mean(0) - wanted).max()))
    return worst


def main() -> None:
    """Read until killed."""
    device, matrix = sys.argv[1:3]
    with av.open(device, format="v4l2") as container:
        stream = container.streams.video[0]
        seen = {"width": stream.width, "height": stream.height, "rate": float(stream.average_rate or 0)}
        say({**seen, "format": stream.codec_context.pix_fmt})
        for count, frame in enumerate(container.decode(stream)):
            now_ns = time.monotonic_ns()
            plane = frame.planes[0]
            luma = np.frombuffer(memoryview(plane), np.uint8).reshape(frame.height, plane.line_size)[:, : frame.width]
            number = read_number(luma)
            torn = read_number(luma[-NUMBER_PX:]) != number
            line: dict[str, object] = {"t": now_ns, "torn": number} if torn else {"t": now_ns, "n": number}
            if count % 10 == 0 and not torn:
                line["error"] = colour_error(frame, matrix)
            say(line)


def say(line: dict[str, object]) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
