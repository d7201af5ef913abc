"""A camera for the guest: eight colour bars and a block that moves, ``guest_webcam_producer.py WIDTH HEIGHT``."""

from __future__ import annotations

import sys
import time

import numpy as np
import pyvirtualcam

BARS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (255, 255, 0), (0, 255, 255), (255, 0, 255))
FPS = 30


def main() -> None:
    width_px, height_px = int(sys.argv[1]), int(sys.argv[2])
    picture = np.repeat(np.array([BARS], np.uint8), width_px // 8, axis=1).repeat(height_px, axis=0)
    with pyvirtualcam.Camera(width_px, height_px, FPS, device="/dev/video0") as camera:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        number = 0
        while True:
            shown = picture.copy()
            left = number * 8 % (width_px - 64)
            shown[-64:, left : left + 64] = 128
            camera.send(shown)
            number += 1
            time.sleep(1 / FPS)


if __name__ == "__main__":
    main()
