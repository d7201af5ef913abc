"""A studio that is nothing but its camera: started by tests that kill it, or that need two at once.

Sends numbered pictures with colour bars at the program's rate until it is told to stop by SIGTERM (stops the camera)
or killed. Its standby loop has numbers from ``STANDBY`` on. Says one line of JSON when the camera is open, one when it
failed, and one at the end.
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
    """Eight full colour bars below a number on grey."""
    pixels = numbered_pixels(program.width_px, program.height_px, number)
    width_px = program.width_px // len(BARS_RGB)
    for index, (red, green, blue) in enumerate(BARS_RGB):
        area = pixels[BARS_TOP_PX:, index * width_px : (index + 1) * width_px]
        area[:] = (blue, green, red, 255)
    return pixels


def ticks(program: ProgramFormat, first: int) -> Iterator[Tick]:
    """Endless numbered slots."""
    base = bars(program, 0)
    slot = first
    while True:
        pixels = base.copy()
        draw_number(pixels, slot)
        samples = np.zeros(program.sample_count(slot), np.float32)
        yield Tick(slot, 0, None, ProgramPicture(pixels), samples, live=False, due_ns=0)
        slot += 1


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
        start_ns = time.monotonic_ns()
        for index, tick in enumerate(ticks(program, options.first)):
            if stop:
                break
            camera.write(tick)
            time.sleep(max(0, start_ns + program.slot_ns(index + 1) - time.monotonic_ns()) / 1e9)
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
