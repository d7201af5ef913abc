"""Rendering speech into a file, as fast as the engine draws: the same pacer, stage and recorder as on air."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import AppError
from app.base.settings import Settings
from app.media.pacer import CROSSFADE_NS, Pacer
from app.media.types import NS_PER_S, ProgramFormat, Tick
from app.sources.base import SpeechSource
from app.studio.engine_order import engine_request
from app.studio.engine_room import EngineRoom
from app.studio.loop import Loop
from app.studio.on_stage import resting
from app.studio.parts import Parts
from app.studio.snapshot import EngineState
from app.studio.speech import Speech
from app.studio.stage import Stage

log = logging.getLogger(__name__)

PATIENCE = 3  # times that an engine may fall over before its rendering is given up
TAIL_NS = NS_PER_S // 2  # idle after the last word, so that a clip does not end on an open mouth


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
        self, open_source: Callable[[], SpeechSource], target: Path | None, progress: Callable[[float], None]
    ) -> RenderReport:
        """Speak the source into ``target``; ``progress`` is told the seconds rendered so far. Raises AppError."""
        began = time.monotonic()
        settings, program, parts = self._settings, self._program, self._parts
        host = parts.open_host(self._avatar, program, settings.program)
        blends = settings.engine.kind != "testcard"
        stage = Stage(program, parts.card(program), fades=blends)
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
        loop.start()
        try:
            recorder.open(program)
            room.load(engine_request(host, program, settings, parts))
            self._wait(lambda: room.state is EngineState.READY)
            stage.set(host.composer, resting(host, room.idle_clip))
            speech.say(open_source, self._avatar)
            self._slots(pacer, stage, recorder.write, room, progress)
        finally:
            speech.close()
            room.close()
            loop.stop()
            recorder.close()
        if self._failure is not None:
            raise self._failure
        return RenderReport(recorder.path, program.slot_ns(self._slot) / 1e9, time.monotonic() - began)

    def _slots(
        self,
        pacer: Pacer,
        stage: Stage,
        write: Callable[[Tick], None],
        room: EngineRoom,
        progress: Callable[[float], None],
    ) -> None:
        tail = TAIL_NS * self._program.fps // NS_PER_S
        while tail > 0 and not self._cancelled.is_set():
            self._wait(lambda: pacer.ready(self._slot))
            if self._cancelled.is_set():
                return
            plan = pacer.plan(self._slot)
            due_ns = self._program.slot_ns(self._slot)
            picture = stage.compose(plan)
            write(Tick(plan.slot, plan.samples, plan.live, due_ns, plan.turn, plan.pts_ns, picture))
            room.line.release(pacer.take_released())
            self._slot += 1
            if not pacer.speaking:
                tail -= 1
            if self._slot % self._program.fps == 0:
                progress(due_ns / 1e9)

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
