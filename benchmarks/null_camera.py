"""The camera helper with a camera that takes every picture and shows it to nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyvirtualcam
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


class NullCamera:
    """pyvirtualcam backend; converting and copying cost what they cost with a device."""

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        del width, height, fps, fourcc, device
        self._kept: bytes = b""

    def send(self, frame: NDArray[np.uint8]) -> None:
        """Copy, as a driver does."""
        self._kept = frame.tobytes()

    def close(self) -> None:
        """Nothing to close."""

    def device(self) -> str:
        """Its name."""
        return "Null camera"

    def native_fourcc(self) -> None:
        """No format of its own."""


if __name__ == "__main__":
    from flashtalk_camera.main import main

    pyvirtualcam.register_backend("obs", NullCamera)
    sys.exit(main())
