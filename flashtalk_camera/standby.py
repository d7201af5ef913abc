"""The standby loop: what the camera plays while no studio sends."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

MAX_FRAMES = 3_000
MAX_BYTES = 128 * 1024 * 1024

Picture = NDArray[np.uint8]
"""An I420 picture, shape ``(height * width * 3 // 2,)``, uint8, read-only by agreement."""


class StandbyClip:
    """Pictures of one seamless loop, kept compressed: the first as it is, each other as what it adds to the one before.

    A picture is had from the one shown last, so that playing costs one sum a picture. After a leap, which only a
    machine that slept makes, up to the whole loop is summed up once.

    Built on the thread of the connection, then played under the lock of ``Airing``.

    Args:
        picture_bytes: size of one I420 picture.

    """

    def __init__(self, picture_bytes: int) -> None:
        self._picture_bytes = picture_bytes
        self._first: Picture | None = None
        self._deltas: list[bytes] = []
        self._held_bytes = 0
        self._frame_ns = 0
        self._shown: tuple[int, Picture] | None = None  # the picture that was asked for last

    def __len__(self) -> int:
        return 0 if self._first is None else 1 + len(self._deltas)

    def add(self, data: bytes) -> None:
        """Append a picture. ValueError when it is not a picture of this camera, or the clip grows too big."""
        self._held_bytes += len(data)
        if len(self) >= MAX_FRAMES or self._held_bytes > MAX_BYTES:
            raise ValueError("standby clip too big")
        # Unpacked already now: on air, with nobody left to send another, is too late to find it broken.
        picture = self._unpack(data)
        if self._first is None:
            self._first = picture
        else:
            self._deltas.append(data)

    def finish(self, frame_ns: int) -> None:
        """Every picture of the clip lasts ``frame_ns``. ValueError when there are none."""
        if self._first is None or frame_ns <= 0:
            raise ValueError("standby clip without pictures")
        self._frame_ns = frame_ns

    def picture(self, elapsed_ns: int) -> Picture:
        """The picture at ``elapsed_ns`` of endless playing. Only after ``finish``."""
        assert self._first is not None
        index = elapsed_ns // self._frame_ns % len(self)
        at, shown = self._shown or (0, self._first)
        if index < at:
            at, shown = 0, self._first
        for delta in self._deltas[at:index]:
            shown = shown + self._unpack(delta)  # bytes that wrap around; never in place, the last one is on air
        self._shown = (index, shown)
        return shown

    def _unpack(self, data: bytes) -> Picture:
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(data, self._picture_bytes + 1)
        except zlib.error as error:
            raise ValueError(f"standby picture is broken: {error}") from error
        if len(raw) != self._picture_bytes:
            raise ValueError(f"standby picture of {len(raw)} bytes, not {self._picture_bytes}")
        return np.frombuffer(raw, np.uint8)
