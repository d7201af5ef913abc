"""Rendering speech into a file, as fast as the engine draws: the same pacer, stage and recorder as on air."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.avatars.expressions import Expression
from app.base.errors import AppError
from app.base.settings import Settings
from app.media.pacer import CROSSFADE_NS, Pacer
from app.media.types import NS_PER_S, ProgramFormat, Tick
from app.sources.base import SpeechSource
from app.studio.engine_order import engine_request
from app.studio.engine_room import EngineRoom
from app.studio.loop import Loop
from app.studio.on_stage import resting
from app.studio.parts import Host, Parts
from app.studio.snapshot import EngineState
from app.studio.speech import Speech
from app.studio.stage import Stage

log = logging.getLogger(__name__)

PATIENCE = 3  # times that an engine may fall over before its rendering is given up
TAIL_NS = NS_PER_S // 2  # idle after the last word, so that a clip does not end on an open mouth


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """One line or file that is spoken.

    Attributes:
        open_source: opens it; may block, and raises AppError.
        avatar: who comes on stage for it; empty: whoever is there.
        expression: a face that the host makes when it begins.
        pause_s: how long nothing is said after it.
    """

    open_source: Callable[[], SpeechSource]
    avatar: str = ""
    expression: Expression | None = None
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What came of it.

    Attributes:
        path: the file.
        media_s: its length.
        took_s: the time it took.
    """

    path: Path
    media_s: float
    took_s: float


@dataclass(frozen=True, slots=True)
class _Slots:
    """What makes a slot, and takes it."""

    pacer: Pacer
    stage: Stage
    write: Callable[[Tick], None]
    room: EngineRoom
    loop: Loop
    progress: Callable[[float], None]


class Renderer:
    """One rendering. ``run`` blocks its thread; ``cancel`` from any other ends it, and the file is finished.

    Args:
        parts: makes the concrete parts.
        settings: program format, background, engine, quality.
        program: size and rate.
        avatar: id or folder.
    """

    def __init__(self, parts: Parts, settings: Settings, program: ProgramFormat, avatar: str) -> None:
        self._parts = parts
        self._settings = settings
        self._program = program
        self._avatar = avatar
        self._cancelled = threading.Event()
        self._failure: AppError | None = None
        self._slot = 0
        self._downs = 0

    def cancel(self) -> None:
        """End early; what has been rendered is kept."""
        self._cancelled.set()

    def run(
        self, lines: Sequence[RenderedLine], target: Path | None, progress: Callable[[float], None]
    ) -> RenderReport:
        """Speak the lines into ``target``; ``progress`` is told the seconds rendered so far. Raises AppError."""
        began = time.monotonic()
        settings, program, parts = self._settings, self._program, self._parts
        first = next((line.avatar for line in lines[:1] if line.avatar), self._avatar)
        host = parts.open_host(first, program, settings.program)
        blends = settings.engine.kind != "testcard"
        stage = Stage(program, parts.card(program), fades=blends, cutouts=lambda: False)
        pacer = Pacer(program, CROSSFADE_NS if blends else 0)
        loop = Loop(self._fail)
        room = EngineRoom(
            loop,
            lambda listener: parts.engine(settings.engine, listener, program.fps),
            self._engine_says,
            lambda notice: log.warning("%s", notice.message),
        )
        speech = Speech(program, pacer, room.line, lambda: 0, lambda: program.slot_ns(self._slot), self._fail)
        room.speech = speech
        recorder = parts.recorder(target, settings.recording, host.entry.name)
        slots = _Slots(pacer, stage, recorder.write, room, loop, progress)
        loop.start()
        try:
            recorder.open(program)
            self._bring(host, slots)
            for line in lines:
                if line.avatar and line.avatar != host.entry.id:
                    host = parts.open_host(line.avatar, program, settings.program)
                    self._bring(host, slots)
                self._speak(line, speech, slots)
            self._pass(TAIL_NS, slots)
        finally:
            speech.close()
            room.close()
            loop.stop()
            recorder.close()
        if self._failure is not None:
            raise self._failure
        return RenderReport(recorder.path, program.slot_ns(self._slot) / 1e9, time.monotonic() - began)

    def _bring(self, host: Host, slots: _Slots) -> None:
        """Put somebody on stage; the engine knows them before anything goes on."""
        room = slots.room
        loaded = threading.Event()

        def load() -> None:
            room.load(engine_request(host, self._program, self._settings, self._parts))
            loaded.set()

        slots.loop.post(load)
        self._wait(lambda: loaded.is_set() and room.state is EngineState.READY)
        slots.stage.set(host.composer, resting(host, room.idle_clip))

    def _speak(self, line: RenderedLine, speech: Speech, slots: _Slots) -> None:
        """Say one line to its end, and be silent for as long as it says."""
        if self._cancelled.is_set():
            return
        if line.expression is not None:
            phase_ns = self._program.slot_ns(self._slot)
            slots.stage.express(line.expression, phase_ns)
            slots.room.line.express(line.expression, phase_ns)
        speech.say(line.open_source, self._avatar)
        while slots.pacer.speaking and not self._cancelled.is_set():
            self._step(slots)
        self._pass(round(line.pause_s * NS_PER_S), slots)

    def _pass(self, duration_ns: int, slots: _Slots) -> None:
        """Let time pass in silence."""
        for _ in range(duration_ns * self._program.fps // NS_PER_S):
            if self._cancelled.is_set():
                return
            self._step(slots)

    def _step(self, slots: _Slots) -> None:
        """One slot, as soon as everything for it is there."""
        pacer = slots.pacer
        self._wait(lambda: pacer.ready(self._slot))
        if self._cancelled.is_set():
            return
        plan = pacer.plan(self._slot)
        due_ns = self._program.slot_ns(self._slot)
        picture = slots.stage.compose(plan)
        slots.write(Tick(plan.slot, plan.samples, plan.live, due_ns, plan.turn, plan.pts_ns, picture))
        slots.room.line.release(pacer.take_released())
        self._slot += 1
        if self._slot % self._program.fps == 0:
            slots.progress(due_ns / 1e9)

    def _wait(self, met: Callable[[], bool]) -> None:
        """Wait for the engine or the source: nothing here keeps time."""
        while not met() and not self._cancelled.wait(0.001):
            if self._failure is not None:
                raise self._failure

    def _engine_says(self, error: AppError | None) -> None:
        if error is not None:
            self._downs += 1
            if error.permanent or self._downs > PATIENCE:
                self._fail(error)

    def _fail(self, error: AppError) -> None:
        self._failure = self._failure or error
