"""Watching a camera that is a file, and sending to it, for tests of the camera sink."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import numpy as np

from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Tick
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers.file_camera import SHOWN, FileCameraReader, Record
from tests.helpers.numbered import numbered_pixels, read_number

PROGRAM = ProgramFormat(128, 64, 30)
SLOT_NS = 1_000_000_000 // 30

MakeCamera = Callable[..., VirtualCamera]
"""Keywords are fields of the camera's settings."""


class Viewer:
    """Watches the camera of one test."""

    def __init__(self, folder: Path) -> None:
        self.device = folder / "camera.bin"
        self.records: list[Record] = []
        self._reader = FileCameraReader(self.device)

    def look(self) -> list[Record]:
        self.records += self._reader.new()
        return self.records

    def kinds(self) -> bytes:
        """Openings and closings, in order."""
        return b"".join(record.kind for record in self.look() if record.kind != SHOWN)

    def shown(self) -> list[tuple[int, int]]:
        """(when, number) of every picture."""
        luma_bytes = PROGRAM.width_px * PROGRAM.height_px
        shape = (PROGRAM.height_px, PROGRAM.width_px)
        pictures = [record for record in self.look() if record.kind == SHOWN]
        return [(item.when_ns, read_number(item.picture[:luma_bytes].reshape(shape))) for item in pictures]

    def numbers(self) -> list[int]:
        return [number for _, number in self.shown()]

    def wait_for(self, condition: Callable[[list[int]], bool], seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition(self.numbers()):
            assert time.monotonic() < deadline, f"camera showed {self.numbers()[-20:]}"
            time.sleep(0.01)

    def longest_gap_ms(self) -> float:
        times = [when_ns for when_ns, _ in self.shown()]
        return float(np.diff(times).max()) / 1e6


def read_state(runtime: Path) -> dict[str, Any]:
    path = runtime / "camera.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def tick(slot: int, picture: ProgramPicture | None = None) -> Tick:
    shown = picture or ProgramPicture(numbered_pixels(PROGRAM.width_px, PROGRAM.height_px, slot))
    samples = np.zeros(PROGRAM.sample_count(slot), np.float32)
    return Tick(slot, samples, live=False, due_ns=0, turn=0, pts_ns=None, picture=shown)


def send(camera: VirtualCamera, slots: range) -> None:
    start_ns = time.monotonic_ns()
    for index, slot in enumerate(slots):
        camera.write(tick(slot))
        time.sleep(max(0, start_ns + (index + 1) * SLOT_NS - time.monotonic_ns()) / 1e9)


def wait_for_clip(runtime: Path, length: int) -> None:
    deadline = time.monotonic() + 5
    while clip_frames(runtime) != length:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def clip_frames(runtime: Path) -> int:
    """What the running helper says, asked like ``status`` does: without becoming its owner."""
    return int(ask_stats(runtime)["clip_frames"])


def ask_stats(runtime: Path) -> dict[str, Any]:
    state = read_state(runtime)
    with Client(state["address"], authkey=bytes.fromhex(state["token"])) as connection:
        connection.send_bytes(b"?")
        answer: dict[str, Any] = json.loads(connection.recv_bytes()[1:])
    return answer
