"""An engine that misbehaves as a script in its avatar's folder says, in a thread or in a process alike.

It paints every picture with its running number, and leaves notes in the folder that tests can wait for.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, Rendered
from app.media.types import NS_PER_S, MouthCue, Pixels, Samples

FACTORY = "tests.helpers.faulty_engine:FaultyEngine"
RATE_HZ = 16_000


@dataclass(frozen=True)
class Script:
    """What to do. ``fail`` names a place: "load", "render", "picture", "end" or "close".

    Attributes:
        counts: announced pictures of the first, second ... chunk, over and over.
        yields: pictures really drawn for them; empty: as announced.
        chunk: samples at ``RATE_HZ`` that it takes at once.
        lookahead: samples that it holds back.
        tail: pictures drawn for what it has held back, at the end of the turn.
        fail: where it fails (in the ``fail_at``-th call of that place, from 0).
        how: "app" (AppError), "permanent", "bug" (RuntimeError), "exit", "kill", "hang", "log".
        picture_ms: time each picture takes.
        imports: a module that it cannot do without.

    """

    counts: tuple[int, ...] = (1,)
    yields: tuple[int, ...] = ()
    chunk: int = 640
    lookahead: int = 0
    tail: int = 0
    fail: str = ""
    fail_at: int = 0
    how: str = "app"
    picture_ms: float = 0.0
    imports: str = ""

    def write(self, folder: Path) -> None:
        """Put the script where the engine finds it."""
        (folder / "script.json").write_text(json.dumps(asdict(self)))


class FaultyEngine:
    """See the module."""

    def load(self, request: EngineRequest) -> EngineInfo:
        self._folder = request.avatar
        values = json.loads((self._folder / "script.json").read_text())
        self._script = Script(**values)
        self._calls: dict[str, int] = {}
        self._size = (request.height_px, request.width_px)
        if self._script.imports:
            importlib.import_module(self._script.imports)
        self._note("modules", " ".join(sys.modules))
        self._note("python", sys.executable)
        self._note("source", __file__)
        self._note("pid", str(os.getpid()))
        self._reach("load")
        chunk_ns = self._script.chunk * NS_PER_S // RATE_HZ
        return EngineInfo("Faulty", request.fps, RATE_HZ, chunk_ns, 0, 0, request.width_px, request.height_px)

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        self._turn, self._phase_ns = turn, phase_ns
        self._taken = self._shown = self._chunks = self._pictures = 0
        self._note(f"turn-{turn}", str(phase_ns))

    def next_chunk(self) -> int:
        return self._script.chunk

    def render(self, samples: Samples) -> Rendered:
        assert samples.dtype == np.float32
        assert samples.shape == (self._script.chunk,), samples.shape
        with (self._folder / f"heard-{self._turn}").open("ab") as heard:
            heard.write(samples.tobytes())
        self._reach("render")
        announced = self._script.counts[self._chunks % len(self._script.counts)]
        drawn = self._script.yields[self._chunks % len(self._script.yields)] if self._script.yields else announced
        self._chunks += 1
        self._taken += len(samples)
        start, self._shown = self._shown, max(self._shown, self._taken - self._script.lookahead)
        return Rendered(self._draw(drawn), start, self._shown, announced)

    def end_turn(self) -> Rendered:
        self._reach("end")
        return Rendered(self._draw(self._script.tail), self._shown, self._taken, self._script.tail)

    def close(self) -> None:
        self._note("closed", "")
        self._reach("close")

    def _draw(self, count: int) -> Iterator[Pixels]:
        for _ in range(count):
            self._reach("picture")
            if self._script.picture_ms:
                time.sleep(self._script.picture_ms / 1000)
            self._pictures += 1
            self._note("drawn", str(self._pictures))
            yield np.full((*self._size, 4), (self._pictures - 1) % 251, np.uint8)

    def _note(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text)

    def _reach(self, place: str) -> None:
        """Fail here if the script says so."""
        call = self._calls.get(place, 0)
        self._calls[place] = call + 1
        if place != self._script.fail or call != self._script.fail_at:
            return
        self._note("reached", place)
        match self._script.how:
            case "app":
                raise AppError("faulty.app", "It failed as told.", "Tell it otherwise.")
            case "permanent":
                raise AppError("faulty.permanent", "It will always fail.", "Give up.", permanent=True)
            case "bug":
                raise RuntimeError("a bug, as told")
            case "exit":
                os._exit(3)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                while not (self._folder / "let go").exists():  # a thread must be able to end after its test
                    time.sleep(0.01)
            case "log":
                logging.getLogger("faulty").warning("a warning from %s", place)


class CuedEngine(FaultyEngine):
    """Notes what it is told to expect, and how much of the turn it had heard by then."""

    def expect(self, cues: Sequence[MouthCue]) -> None:
        with (self._folder / f"cues-{self._turn}").open("a") as notes:
            notes.writelines(f"{self._taken} {cue.at_ns} {cue.shape and cue.shape.openness}\n" for cue in cues)


class HugeEngine(FaultyEngine):
    """Draws more than it was asked for."""

    def load(self, request: EngineRequest) -> EngineInfo:
        info = super().load(request)
        return replace(info, width_px=640, height_px=360)
