"""A program that reads a browser source, as its page does, and pictures and sounds for it that carry their numbers."""

from __future__ import annotations

import io
import json
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from websockets.sync.client import ClientConnection, connect

from app.base.workers import Worker
from app.media.pixels import ProgramPicture
from app.media.types import NS_PER_S, Pixels, ProgramFormat, Samples, Tick
from app.sinks.browser_source import BrowserSource
from tests.helpers.numbered import numbered_pixels

CYCLE = 60_000
"""Samples count up to here and begin anew: each is its number, as an amplitude that 16 bits carry exactly."""


def counting_samples(first: int, count: int) -> Samples:
    """Sound whose every sample says its number, modulo ``CYCLE``."""
    return ((np.arange(first, first + count) % CYCLE - CYCLE // 2) / 32768).astype(np.float32)


def counting_tick(slot: int, program: ProgramFormat, picture: ProgramPicture | None = None) -> Tick:
    """A slot whose picture carries its number, with nothing behind its middle, and whose samples carry theirs."""
    return Tick(
        slot=slot,
        samples=counting_samples(program.first_sample(slot), program.sample_count(slot)),
        live=False,
        due_ns=program.slot_ns(slot),
        turn=0,
        pts_ns=None,
        picture=picture or numbered_host(slot, program),
    )


def numbered_host(number: int, program: ProgramFormat) -> ProgramPicture:
    """A picture that carries a number; its background is all but the left half, and a soft edge."""
    pixels = numbered_pixels(program.width_px, program.height_px, number)

    def cut_out() -> Pixels:
        middle, wide = program.width_px // 2, program.width_px // 8
        left = np.clip((middle + wide - np.arange(program.width_px)) * 255 // wide, 0, 255).astype(np.uint16)
        return (pixels.astype(np.uint16) * left[None, :, None] // 255).astype(np.uint8)

    return ProgramPicture(pixels, cut_out)


@contextmanager
def running(source: BrowserSource, program: ProgramFormat) -> Iterator[None]:
    """The source, open, is given every slot when it is due, by the computer's clock."""
    source.open(program)
    stop = threading.Event()

    def feed() -> None:
        slot = time.monotonic_ns() * program.fps // NS_PER_S + 1
        while not stop.wait(max(0, program.slot_ns(slot) - time.monotonic_ns()) / 1e9):
            source.write(counting_tick(slot, program))
            slot += 1

    feeder = Worker("test feeder", feed)
    feeder.start()
    try:
        yield
    finally:
        feeder.stop_and_join(stop.set)
        source.close()


@dataclass(frozen=True)
class Picture:
    """A picture message, decoded: ``pixels`` are B G R A at program size, straight alpha."""

    slot: int
    pixels: Pixels


@dataclass(frozen=True)
class Sound:
    """A sound message."""

    slot: int
    samples: NDArray[np.int16]


class BrowserReader:
    """One connection; a context manager."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self._opening = connect(f"ws://{where.netloc}/program?{where.query}", compression=None)
        self._socket: ClientConnection
        self.program: ProgramFormat

    def __enter__(self) -> BrowserReader:
        self._socket = self._opening.__enter__()
        self.program = ProgramFormat(**json.loads(self._socket.recv(10)))
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def next(self, timeout_s: float = 10.0) -> Picture | Sound:
        """The next message."""
        data = self._socket.recv(timeout_s)
        assert isinstance(data, bytes)
        kind, length, slot = struct.unpack_from("<IId", data)
        if kind == 1:
            samples = np.frombuffer(data, "<i2", offset=16)
            assert len(samples) == length
            return Sound(int(slot), samples)
        return decoded(data, self.program)

    def picture(self) -> Picture:
        """The next picture."""
        while not isinstance(message := self.next(), Picture):
            pass
        return message


def decoded(message: bytes, program: ProgramFormat) -> Picture:
    """A picture message."""
    _, length, slot, left, top = struct.unpack_from("<IIdHH", message)
    jpeg, mask = message[20 : 20 + length], message[20 + length :]
    pixels = np.zeros((program.height_px, program.width_px, 4), np.uint8)
    if jpeg:
        colours = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert colours is not None
        place = pixels[top : top + colours.shape[0], left : left + colours.shape[1]]
        place[..., :3] = colours
        place[..., 3] = 255 if not mask else alpha_of(mask)
    return Picture(int(slot), pixels)


def alpha_of(png: bytes) -> NDArray[Any]:
    """Alpha of a PNG."""
    with av.open(io.BytesIO(png), "r") as container:
        return next(container.decode(video=0)).to_ndarray(format="rgba")[..., 3]
