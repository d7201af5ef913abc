"""A model without weights or torch: its pictures carry the sound that they were drawn from.

It misbehaves once, as the file ``fault`` in the folder of its weights says: "PLACE HOW", where PLACE is "load" or
"push". While there is a file ``game``, a chunk takes longer than it lasts, until it is drawn in another way. Who draws
is written there, too. The card is a simulated one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.base.card_choice import CardChoice
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.base import FPS, FRAME_SAMPLES, FaceBox, Frames, Pace, Picture
from app.engine.local.chooser import choose
from app.engine.local.engine import LocalEngine
from app.engine.local.loaded import Loaded
from app.engine.local.measuring import with_setup
from app.media.types import NS_PER_S, Pixels, Samples
from tests.helpers.simulated_card import SimulatedCard

if TYPE_CHECKING:
    from app.engine.local.talking_clip import Quality

ERROR = 0.25
"""How far its quantised matrices are off, as it says."""

FACTORY = "tests.helpers.stand_in_model:engine"
SIDE_PX = 64
CHUNK_FRAMES = 6
HANG_LIMIT_NS = 5 * NS_PER_S
CARD = SimulatedCard(8, 45)


class OutOfMemoryError(RuntimeError):
    """Named as torch's."""


class AcceleratorError(RuntimeError):
    """Named as torch's."""


def engine() -> LocalEngine:
    """The local engine with this model."""
    return LocalEngine(load, HANG_LIMIT_NS, settle)


def settle(request: EngineRequest, tell: Callable[[CardChoice], None], on_step: Callable[[], None]) -> EngineRequest:
    """As ``measuring.settle``, of a card that ``CARD`` describes."""
    local = request.local
    assert local is not None
    if local.model != "auto":
        return request
    choice = choose(CARD.card, CARD.card.free_bytes, {}, CARD.measure, tell)
    tell(choice)
    assert choice.chosen is not None
    return with_setup(request, choice.chosen)


def load(request: EngineRequest) -> Loaded:
    """As ``choice.load_model``."""
    assert request.local is not None
    folder = request.local.checkpoint
    assert folder is not None
    _note(folder, "loads", os.getpid())
    _misbehave(folder, "load")
    model = StandInModel(folder)

    def redrawn(local: LocalRequest) -> Loaded:
        _note(folder, "redrawn", os.getpid())
        model.starves = False
        return Loaded(model, 1.0, "stand-in", ERROR, redrawn)

    return Loaded(model, 1.0, "stand-in", ERROR, redrawn)


class StandInModel:
    """See ``TalkingModel``."""

    name = "Stand-in"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.starves = True

    def open(self, picture: Picture, *, seed: int = 0, face: FaceBox | None = None) -> StandInSession:
        assert picture.shape[0] == picture.shape[1], "cut to its shape"
        return StandInSession(self._folder, int(picture.mean()), starves=self.starves)

    def draw_as(self, quality: Quality) -> None:
        pass

    def close(self) -> None:
        _note(self._folder, "closed", os.getpid())


class StandInSession:
    """See ``Session``. Holds nothing back."""

    pace = Pace(CHUNK_FRAMES * FRAME_SAMPLES, 0, SIDE_PX, SIDE_PX)

    def __init__(self, folder: Path, shade: int, *, starves: bool) -> None:
        self._folder, self._shade, self._starves = folder, shade, starves
        self._at = 0

    def push(self, samples: Samples) -> Frames:
        assert samples.shape == (self.pace.chunk_samples,)
        if samples.any():
            _misbehave(self._folder, "push")
            if self._starves and (self._folder / "game").exists():
                time.sleep(1.02 * CHUNK_FRAMES / FPS)
        frames = np.full((CHUNK_FRAMES, SIDE_PX, SIDE_PX, 4), self._shade, np.uint8)
        frames[..., 3] = 255
        for number, frame in enumerate(frames):
            self._at += 1
            breath = SIDE_PX // 2 + round(8 * np.sin(2 * np.pi * self._at / (2 * FPS)))
            frame[SIDE_PX // 2 :, breath : breath + 8, :3] = 255 - self._shade
            _write_sound(frame, samples[number * FRAME_SAMPLES :][:FRAME_SAMPLES])
        return frames

    def finish(self) -> Frames:
        return np.empty((0, SIDE_PX, SIDE_PX, 4), np.uint8)

    def restart(self) -> None:
        pass

    def close(self) -> None:
        pass


def sound_in(picture: Pixels) -> Samples | None:
    """The sound that a picture was drawn from; None: it is none of this model's."""
    if picture.shape != (SIDE_PX, SIDE_PX, 4):
        return None
    values = np.frombuffer(picture[..., :3].tobytes()[: 2 * FRAME_SAMPLES], np.int16)
    return (values / np.float32(32767)).astype(np.float32)


def _write_sound(frame: Pixels, samples: Samples) -> None:
    colours = frame[..., :3].copy()
    carried = np.frombuffer((samples.clip(-1, 1) * 32767).astype(np.int16).tobytes(), np.uint8)
    colours.reshape(-1)[: len(carried)] = carried
    frame[..., :3] = colours


def _note(folder: Path, name: str, value: int) -> None:
    with (folder / name).open("a") as file:
        file.write(f"{value}\n")


def _misbehave(folder: Path, place: str) -> None:
    script = folder / "fault"
    if not script.exists():
        return
    where, how = script.read_text().split()
    if where != place:
        return
    script.unlink()
    match how:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            threading.Event().wait()
        case "memory":
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        case "card":
            raise AcceleratorError("CUDA error: unspecified launch failure")
        case "reset":
            raise RuntimeError("CUDA error: device kernel image is invalid\nCompile with TORCH_USE_CUDA_DSA")
        case "bug":
            raise ZeroDivisionError("a bug, as told")
