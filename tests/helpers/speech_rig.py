"""Speech with a pacer, in virtual time, with an engine that draws at once and a microphone that hears a ramp."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from app.base.errors import AppError
from app.engine.base import EngineInfo
from app.media.pacer import Pacer
from app.media.types import (
    MouthCue,
    MouthShape,
    ProgramFormat,
    Samples,
    SlotPlan,
    VideoFrame,
    samples_to_ns,
)
from app.sources.base import LiveSink, SpeechSource
from app.studio.speech import Speech

PROGRAM = ProgramFormat(16, 16, 30)
INFO = EngineInfo("inline", 30, 16_000, 33_333_333, 0, 5_000_000, 16, 16)


class InlineEngine:
    """Draws a picture for every 1600 samples, within the push."""

    def __init__(self) -> None:
        self.info: EngineInfo | None = INFO
        self.render_ns = INFO.render_ns
        self.speech: Speech
        self.turn = 0
        self.position = 0
        self.drawn = 0
        self.turns: list[tuple[int, int, int]] = []
        self.ended: list[int] = []
        self.cues: list[tuple[int, int, MouthCue]] = []  # turn, samples before it, cue
        self.draws = True

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        if self.info is None:
            return
        self.turns.append((turn, phase_ns, start))
        self.turn, self.position, self.drawn = turn, start, start

    def push(self, turn: int, samples: Samples) -> None:
        if self.info is None or turn != self.turn:
            return
        self.position += len(samples)
        while self.draws and self.position - self.drawn >= 1_600:
            self._draw(1_600)

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        if self.info is not None and turn == self.turn:
            self.cues += [(turn, self.position, cue) for cue in cues]

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """It follows no camera."""

    def end_turn(self, turn: int) -> None:
        if self.info is not None and turn == self.turn:
            self.ended.append(turn)
            while self.drawn < self.position:
                self._draw(min(1_600, self.position - self.drawn))

    def _draw(self, count: int) -> None:
        pts_ns = samples_to_ns(self.drawn)
        self.drawn += count
        duration_ns = samples_to_ns(self.drawn) - pts_ns
        self.speech.frame(VideoFrame(self.turn, pts_ns, duration_ns, np.zeros((1, 1, 4), np.uint8)))


class FakeMicrophone:
    """A microphone in virtual time: the test says when it hears what."""

    latency_ns = 20_000_000
    level_dbfs = -20.0

    def __init__(self) -> None:
        self.sink: LiveSink | None = None
        self.heard = 0
        self.silent = range(0)  # samples in which nobody speaks

    def start(self, sink: LiveSink) -> None:
        self.sink = sink

    def stop(self) -> None:
        self.sink = None

    def sound(self, start: int, count: int) -> Samples:
        """What is said: its value says which sample it is."""
        return ((np.arange(start, start + count) % 30_000 + 1) / 40_000).astype(np.float32)

    def hear_until(self, now_ns: int) -> None:
        """Push everything captured until its latency before now."""
        while self.sink is not None and samples_to_ns(self.heard + 480) <= now_ns - self.latency_ns:
            samples = self.sound(self.heard, 480) * np.float32(self.heard not in self.silent)
            start, self.heard = self.heard, self.heard + 480
            self.sink(samples, samples_to_ns(start))


class Line:
    """A source of so many samples, all 0.5."""

    def __init__(self, count: int, piece: int = 4_800, gate: threading.Event | None = None) -> None:
        self._left = count
        self._piece = piece
        self._gate = gate
        self.closed = False

    def read(self) -> Samples | None:
        while self._gate is not None and not self._gate.wait(0.005):
            if self.closed:
                return None
        count = min(self._left, self._piece)
        self._left -= count
        return np.full(count, 0.5, np.float32) if count else None

    def close(self) -> None:
        self.closed = True


class CuedLine(Line):
    """A line whose every piece brings a cue at its beginning."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._pieces = 0
        self._cues: list[MouthCue] = []

    def read(self) -> Samples | None:
        self._cues.append(MouthCue(samples_to_ns(self._pieces * 4_800), MouthShape(openness=self._pieces / 10)))
        self._pieces += 1
        return super().read()

    def take_cues(self) -> list[MouthCue]:
        cues, self._cues = self._cues, []
        return cues


class Rig:
    def __init__(self, engine: InlineEngine | None = None) -> None:
        self.now_ns = 0
        self.slot = 0
        self.pacer = Pacer(PROGRAM)
        self.engine = engine or InlineEngine()
        self.errors: list[AppError] = []
        self.speech = Speech(
            PROGRAM, self.pacer, self.engine, lambda: PROGRAM.slot_ns(1), lambda: self.now_ns, self.errors.append
        )
        self.engine.speech = self.speech
        self.microphone = FakeMicrophone()

    def slots(self, count: int) -> list[SlotPlan]:
        """Let time pass: planning a slot one slot before it is due."""
        plans = []
        for _ in range(count):
            self.now_ns = PROGRAM.slot_ns(self.slot)
            self.microphone.hear_until(self.now_ns)
            plans.append(self.pacer.plan(self.slot + 1))
            self.slot += 1
        return plans

    def wait(self, met: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """The feeder is a real thread: give it real time."""
        deadline = time.monotonic() + timeout_s
        while not met():
            assert time.monotonic() < deadline
            time.sleep(0.001)


def say(rig: Rig, source: SpeechSource, fed: bool = True) -> None:
    rig.speech.say(lambda: source, "a line")
    if fed:
        rig.wait(lambda: rig.engine.turn in rig.engine.ended)
