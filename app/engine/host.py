"""The engine host: the studio's side of the seam. It starts a worker, talks to it and notices when it dies or hangs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest, Option
from app.engine.launch import Isolation
from app.engine.life import WorkerLife
from app.engine.messages import Stats
from app.media.types import PROGRAM_RATE_HZ, MouthCue, Samples, VideoFrame

if TYPE_CHECKING:
    from app.avatars.expressions import Expression
    from app.base.settings import EngineSettings


class EngineListener(Protocol):
    """Whom the host tells. Every call comes on the thread "engine host" and must be short."""

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """The engine is loaded, ``session_create_ms`` after ``start``; turns may begin."""
        ...

    def on_frame(self, frame: VideoFrame) -> None:
        """A picture. It uses up a credit until ``EngineHost.release`` counts it, whatever becomes of it."""
        ...

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Everything of the turn before ``until_ns`` has been drawn and handed over, with however many pictures."""
        ...

    def on_turn_done(self, turn: int) -> None:
        """Every picture of an ended turn has been handed over."""
        ...

    def on_configured(self, configured: Configured) -> None:
        """What became of options that ``configure`` has handed on."""
        ...

    def on_card_choice(self, choice: CardChoice) -> None:
        """What is measured of the graphics card, before ``on_ready``; the last one is complete."""
        ...

    def on_stats(self, stats: Stats) -> None:
        """The heartbeat, once a second."""
        ...

    def on_notice(self, notice: AppError) -> None:
        """Something that people should know, although the engine goes on."""
        ...

    def on_down(self, reason: AppError | None) -> None:
        """The worker is gone; None: because of ``stop``. The last call for this ``start``, which may be called here."""
        ...


@dataclass(frozen=True, slots=True)
class HostOptions:
    """How a worker is kept.

    Attributes:
        isolation: where it runs. Only a process can be ended when it hangs.
        credits: pictures that it may be ahead of the play head; None: a third of a second of them, within 64 MB.
        silence_limit_s: how long its heartbeat may stay away; must be more than the engine's longest ``render``.
        load_limit_s: how long loading may take.
        grace_s: how long it may take to close itself.
        python: interpreter of the process; None: this one.
        speech_hz: sample rate of the speech that is pushed. An engine of the same rate is given it as it is.

    """

    isolation: Isolation = "process"
    credits: int | None = None
    silence_limit_s: float = 3.0
    load_limit_s: float = 60.0
    grace_s: float = 2.0
    python: Path | None = None
    speech_hz: int = PROGRAM_RATE_HZ

    @classmethod
    def of(cls, settings: EngineSettings) -> HostOptions:
        """How the engine of the settings is kept."""
        if settings.kind == "omnirt":  # a session may take five minutes to open, and is ended with a farewell
            return cls(isolation="thread", load_limit_s=330, grace_s=8)
        if settings.kind == "local":  # its worker watches over the loading itself
            return cls(python=settings.interpreter, load_limit_s=20 * 60, silence_limit_s=10, grace_s=4)
        return cls(isolation=settings.isolation)


class EngineHost:
    """Runs one engine worker at a time. Any thread; no call waits for the worker but ``stop``.

    Calls that come while no engine is ready, or for a turn that is not the newest, do nothing.

    Args:
        factory: names the engine, ``"package.module:Class"`` (see ``table.ENGINES``).
        listener: whom to tell.
        options: how to keep the worker.

    """

    def __init__(self, factory: str, listener: EngineListener, options: HostOptions | None = None) -> None:
        self._factory = factory
        self._listener = listener
        self._options = options or HostOptions()
        self._lock = threading.Lock()
        self._life: WorkerLife | None = None

    @property
    def running(self) -> bool:
        """A worker was started and has not gone down."""
        return self._life is not None and not self._life.over

    def start(self, request: EngineRequest) -> None:
        """Start a worker and have it load; ``on_ready`` or ``on_down`` follows. Raises RuntimeError while one runs."""
        with self._lock:
            if self.running:
                raise RuntimeError("an engine worker is running already")
            self._life = WorkerLife(self._factory, request, self._listener, self._options)
            self._life.begin()

    def stop(self) -> None:
        """Close the engine, by force after two seconds; returns after ``on_down``. Without a worker nothing happens."""
        if self._life is not None:
            self._life.stop()

    def switch(self, request: EngineRequest) -> None:
        """Have an engine that ``switches`` draw another avatar of its size; ``on_ready`` or ``on_down`` follows."""
        if self._life is not None:
            self._life.switch(request)

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Abandon every older turn and begin this one. Also the interrupt.

        Args:
            turn: number of the turn.
            phase_ns: where the idle movement stands at the first sample that will be pushed.
            start: the turn's sample (at ``HostOptions.speech_hz``) that is pushed first: above 0 where a restarted
                engine takes up a turn in its middle. Stamps of pictures count from the beginning of the turn all the
                same.

        """
        if self._life is not None:
            self._life.new_turn(turn, phase_ns, start)

    def push(self, turn: int, samples: Samples) -> None:
        """Hand on the turn's next samples, mono float32 at ``HostOptions.speech_hz``, not to be changed afterwards.

        A minute of speech that the worker has not taken counts as a hang.
        """
        if self._life is not None:
            self._life.push(turn, samples)

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """Hand on what is known of the words, before the sound it belongs to; times since the beginning of the turn."""
        if self._life is not None:
            self._life.push_cues(turn, cues)

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """Hand on what a camera saw (see ``PushPicture``); an engine that follows none leaves it out."""
        if self._life is not None:
            self._life.push_picture(turn, pts_ns, jpeg)

    def end_turn(self, turn: int) -> None:
        """No more samples will come for this turn."""
        if self._life is not None:
            self._life.end_turn(turn)

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have the face make an expression from ``phase_ns`` of the idle movement on, if the engine can.

        A worker that is started later begins with a neutral face.
        """
        if self._life is not None:
            self._life.express(name, phase_ns)

    def configure(self, options: Mapping[str, Option]) -> None:
        """Have it go on with other options, if the engine can."""
        if self._life is not None:
            self._life.configure(options)

    def release(self, count: int) -> None:
        """``count`` pictures that ``on_frame`` brought are done with; as many more may be drawn."""
        if self._life is not None:
            self._life.release(count)
