"""The camera helper with a camera that is a file: started by tests in place of ``python -m flashtalk_camera``.

The real helper runs on the real pyvirtualcam; only the last step, the device, is replaced, through pyvirtualcam's own
``register_backend``. Like a device, the file takes one producer at a time.
"""

from __future__ import annotations

import fcntl
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyvirtualcam
from numpy.typing import NDArray

HEADER = struct.Struct("<cQI")
OPENED, SHOWN, CLOSED = b"O", b"F", b"X"
SMALLER = 8
"""By how much a ``CardCamera`` makes pictures smaller."""


class FileCamera:
    """pyvirtualcam backend that appends what it is sent to the file named as device."""

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        del width, height, fps, fourcc
        assert device is not None
        self._device = device
        self._file = Path(device).open("ab")  # noqa: SIM115  closed by close
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError("virtual camera output could not be started") from None
        self._record(OPENED, b"")

    def send(self, frame: NDArray[np.uint8]) -> None:
        self._record(SHOWN, frame.tobytes())

    def close(self) -> None:
        self._record(CLOSED, b"")
        self._file.close()

    def device(self) -> str:
        return self._device

    def native_fourcc(self) -> None:
        return None

    def _record(self, kind: bytes, data: bytes) -> None:
        self._file.write(HEADER.pack(kind, time.monotonic_ns(), len(data)) + data)
        self._file.flush()


class CardCamera(FileCamera):
    """The same for minutes of large pictures: of each it keeps a small luma, on which a test card can still be read."""

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        super().__init__(width=width, height=height, fps=fps, fourcc=fourcc, device=device)
        self._shape = (height, width)

    def send(self, frame: NDArray[np.uint8]) -> None:
        height, width = self._shape
        super().send(frame[: height * width].reshape(self._shape)[::SMALLER, ::SMALLER])


@dataclass(frozen=True)
class Record:
    """One thing that happened to the camera."""

    kind: bytes
    when_ns: int
    picture: NDArray[np.uint8]


class FileCameraReader:
    """The viewer: reads what the camera showed, from the beginning, and goes on across producers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def new(self) -> list[Record]:
        """What has happened since the last call."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        records = list(_records(data))
        self._offset += sum(HEADER.size + record.picture.size for record in records)
        return records


def _records(data: bytes) -> Iterator[Record]:
    offset = 0
    while offset + HEADER.size <= len(data):
        kind, when_ns, length = HEADER.unpack_from(data, offset)
        if offset + HEADER.size + length > len(data):
            return
        yield Record(kind, when_ns, np.frombuffer(data, np.uint8, length, offset + HEADER.size))
        offset += HEADER.size + length


def command() -> list[str]:
    """What to start instead of the real helper; to be used with ``backend`` and ``device`` of ``settings``."""
    return [sys.executable, str(Path(__file__).resolve())]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from flashtalk_camera.main import main

    # A name that the studio's settings know, so that nothing but the device differs.
    pyvirtualcam.register_backend("obs", FileCamera)
    sys.exit(main())
