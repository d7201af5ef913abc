"""A studio that is nothing but its camera: started by tests that kill it, or that need two at once.

Sends numbered pictures with colour bars at the program's rate, leaving slots out when it is late as the real one does,
until it is told to stop by SIGTERM (stops the camera) or killed. Its standby loop has numbers from ``STANDBY`` on. Says
one line of JSON when the camera is open, one when it failed, and two figures at the end.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.base.errors import AppError
from app.base.settings import CameraSettings
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Tick
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers import file_camera
from tests.helpers.numbered import draw_number, numbered_pixels

STANDBY = 1 << 31
STANDBY_FRAMES = 8
STANDBY_FRAME_NS = 100_000_000

BARS_TOP_PX = 40
NUMBER_PX = 32
BARS_RGB = [
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 255),
    (0, 0, 0),
    (255, 255, 0),
    (0, 255, 255),
    (255, 0, 255),
]


def bars(program: ProgramFormat, number: int) -> NDArray[np.uint8]:
    """Eight full colour bars below a number on grey; the number once more in the last rows."""
    pixels = numbered_pixels(program.width_px, program.height_px, number)
    width_px = program.width_px // len(BARS_RGB)
    for index, (red, green, blue) in enumerate(BARS_RGB):
        area = pixels[BARS_TOP_PX:, index * width_px : (index + 1) * width_px]
        area[:] = (blue, green, red, 255)
    draw_number(pixels[-NUMBER_PX:], number)
    return pixels


def show(camera: VirtualCamera, program: ProgramFormat, first: int, stop: list[int]) -> dict[str, object]:
    """Numbered slots until ``stop`` is not empty. Returns what it cost."""
    pixels = bars(program, 0)
    start_ns, cpu_s = time.monotonic_ns(), time.process_time()
    index = shown = 0
    while not stop:
        # The sink has made its own copy when ``write`` returns, so that one array does for all.
        draw_number(pixels, first + index)
        draw_number(pixels[-NUMBER_PX:], first + index)
        samples = np.zeros(program.sample_count(index), np.float32)
        camera.write(Tick(first + index, samples, False, 0, 0, None, ProgramPicture(pixels)))
        shown += 1
        late_ns = time.monotonic_ns() - start_ns
        index = max(index + 1, late_ns * program.fps // 1_000_000_000)
        time.sleep(max(0, start_ns + program.slot_ns(index) - time.monotonic_ns()) / 1e9)
    cost_ms = (time.process_time() - cpu_s) / max(1, shown) * 1e3
    return {"shown": shown, "left_out": index - shown, "ms_per_slot": round(cost_ms, 2)}


def standby(program: ProgramFormat) -> Iterator[ProgramPicture]:
    """A loop whose pictures are numbered from ``STANDBY``."""
    for index in range(STANDBY_FRAMES):
        yield ProgramPicture(bars(program, STANDBY + index))


def main() -> int:
    """Run until told to stop. Exit code 0, or 1 when the camera fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runtime", type=Path, required=True)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--fps", type=int, default=30)
    parser.add_argument("--device", default="")
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--colours", default="bt709")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--file-camera", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    width_px, height_px = map(int, options.size.split("x"))
    program = ProgramFormat(width_px, height_px, options.fps)
    settings = CameraSettings(device=options.device, backend=options.backend, colours=options.colours)
    command = file_camera.command() if options.file_camera else None
    camera = VirtualCamera(settings, options.runtime, options.runtime, command)
    camera.set_standby(standby(program), STANDBY_FRAME_NS)
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    try:
        camera.open(program)
        say({"open": camera.device_name})
        say(show(camera, program, options.first, stop))
    except AppError as error:
        say({"error": error.code, "message": error.message, "hint": error.hint})
        return 1
    finally:
        say({"restarts": camera.restarts, "skipped": camera.skipped})
        camera.close()
    return 0


def say(line: dict[str, object]) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
