"""One life of an engine worker, from its start to its end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.base.workers import Worker
from app.engine.base import Configured
from app.engine.launch import Ending, RunningWorker, launch
from app.engine.messages import (
    Configure,
    Copied,
    Credit,
    EndTurn,
    Express,
    Failed,
    FrameReady,
    Load,
    LogLine,
    NewTurn,
    Noticed,
    Progress,
    PushCues,
    PushPicture,
    Ready,
    Stats,
    Stop,
    TurnDone,
    Up,
)
from app.engine.outbox import Outbox
from app.media.types import MouthCue, Samples, VideoFrame, samples_to_ns

if TYPE_CHECKING:
    from app.avatars.expressions import Expression
    from app.engine.base import EngineRequest, Option
    from app.engine.host import EngineListener, HostOptions

log = logging.getLogger(__name__)

MAX_AHEAD_BYTES = 64 * 2**20
MIN_CREDITS = 4
PLACES = 4
"""Of the frame ring: it holds pictures only until the host has copied them, which is at once."""
SLICE_S = 0.1  # how often the host looks at its watch
AGAIN = "The studio starts it again by itself."


class WorkerLife:
    """Starts a worker, carries messages, tells the listener, cleans up. Its thread is "engine host".

    The verbs of a turn may come from any thread; they do nothing before the engine is ready and after it is gone.
    """

    def __init__(self, factory: str, request: EngineRequest, listener: EngineListener, options: HostOptions) -> None:
        self._factory = factory
        self._request = request
        self._listener = listener
        self._options = options
        self._thread = Worker("engine host", self._run)
        self._begun_ns = time.monotonic_ns()
        self._slot_bytes = request.width_px * request.height_px * 4
        self._credits = options.credits or max(MIN_CREDITS, min(request.fps // 3, MAX_AHEAD_BYTES // self._slot_bytes))
        self._outbox: Outbox | None = None
        self._stopping = False
        self._stuck = False
        self._lock = threading.Lock()  # guards what follows
        self._ready = False
        self._turn = -1
        self._part = 0  # counts what was begun: a turn may be taken up again further on
        self._turn_open = False
        self._offset_ns = 0
        self._held = 0
        self._overflowed = False
        self._failure: AppError | None = None
        self.over = False
        """Everything is cleaned up; only ``on_down`` is still to be called or has been."""

    def begin(self) -> None:
        """Start the thread, and with it the worker."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker; waits for everything, except when called by the listener."""
        self._stopping = True
        if self._outbox is not None:
            self._outbox.put(Stop())
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def switch(self, request: EngineRequest) -> None:
        """See ``EngineHost.switch``. What comes of the avatar before is of no turn any more."""
        with self._lock:
            if self._ready and self._outbox is not None:
                self._ready, self._turn, self._begun_ns = False, -1, time.monotonic_ns()
                self._part += 1
                self._outbox.put(Load(request))

    # ---- the turn, any thread

    def new_turn(self, turn: int, phase_ns: int, start: int) -> None:
        """See ``EngineHost.new_turn``."""
        with self._lock:
            if self._ready and self._outbox is not None:
                self._turn, self._turn_open = turn, True
                self._offset_ns = samples_to_ns(start, self._options.speech_hz)
                self._part += 1
                self._outbox.put(NewTurn(turn, phase_ns, self._part))

    def push(self, turn: int, samples: Samples) -> None:
        """See ``EngineHost.push``."""
        with self._lock:
            if turn == self._turn and self._turn_open and self._outbox is not None and len(samples):
                self._overflowed |= not self._outbox.put_speech(turn, samples)

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """See ``EngineHost.push_cues``."""
        with self._lock:
            if turn == self._turn and self._turn_open and self._outbox is not None and cues:
                moved = tuple(replace(cue, at_ns=cue.at_ns - self._offset_ns) for cue in cues)
                self._outbox.put(PushCues(turn, moved))

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """See ``EngineHost.push_picture``."""
        with self._lock:
            if turn == self._turn and self._turn_open and self._outbox is not None and pts_ns >= self._offset_ns:
                self._outbox.put(PushPicture(turn, pts_ns - self._offset_ns, jpeg))

    def end_turn(self, turn: int) -> None:
        """See ``EngineHost.end_turn``."""
        with self._lock:
            if turn == self._turn and self._turn_open and self._outbox is not None:
                self._turn_open = False
                self._outbox.put(EndTurn(turn))

    def express(self, name: Expression, phase_ns: int) -> None:
        """See ``EngineHost.express``."""
        with self._lock:
            if self._ready and self._outbox is not None:
                self._outbox.put(Express(name, phase_ns))

    def configure(self, options: Mapping[str, Option]) -> None:
        """See ``EngineHost.configure``."""
        with self._lock:
            if self._ready and self._outbox is not None:
                self._outbox.put(Configure(tuple(options.items())))

    def release(self, count: int) -> None:
        """See ``EngineHost.release``. Pictures of an earlier life are not in this one's account."""
        with self._lock:
            count = min(count, self._held)
            if count and self._outbox is not None:
                self._held -= count
                self._outbox.put(Credit(count))

    # ---- the host's thread

    def _run(self) -> None:
        worker: RunningWorker | None = None
        reason: AppError | None = None
        try:
            options = self._options
            worker = launch(options.isolation, self._factory, PLACES, self._slot_bytes, options.python)
            self._outbox = Outbox(worker.conn, options.speech_hz)
            self._outbox.put(Load(self._request))
            self._outbox.put(Credit(self._credits))
            if self._stopping:  # meanwhile
                self._outbox.put(Stop())
            reason = self._serve(worker)
        except AppError as error:
            reason = error
        except Exception:  # top of a thread
            log.exception("the engine host failed")
            reason = _lost()
        if worker is not None:
            ending = self._clean_up(worker)
            reason = reason or AppError("engine.died", f"The engine stopped unexpectedly: {ending}.", AGAIN)
        self.over = True
        self._listener.on_down(None if self._stopping else reason)

    def _serve(self, worker: RunningWorker) -> AppError | None:
        """Listen until the worker is gone (None), has failed, or must be given up."""
        silent_s = 0.0
        while True:
            begun_s = time.monotonic()
            try:
                message = worker.conn.recv() if worker.conn.poll(SLICE_S) else None
            except (EOFError, OSError):
                return self._failure
            # A pause of the whole machine is not the worker's silence: no wait counts for more than was asked for.
            silent_s += min(time.monotonic() - begun_s, SLICE_S)
            if message is not None:
                if isinstance(message, Ready | Stats | Failed):
                    silent_s = 0.0
                if not self._stopping:
                    self._take(message, worker)
            if self._outbox is not None and self._outbox.broken:
                return _lost()
            if self._overflowed or silent_s > self._limit_s():
                return self._failure or self._hung()

    def _limit_s(self) -> float:
        if self._stopping or self._failure is not None:
            return self._options.grace_s
        return self._options.silence_limit_s if self._ready else self._options.load_limit_s

    def _hung(self) -> AppError:
        self._stuck = True
        if not self._ready:
            message = f"The engine was not ready after {self._options.load_limit_s:.0f} s."
            return AppError("engine.load_timeout", message, AGAIN)
        if self._overflowed:
            return AppError("engine.hung", "The engine has let a minute of speech lie.", AGAIN)
        return AppError("engine.hung", f"The engine has not answered for {self._limit_s():.0f} s.", AGAIN)

    def _clean_up(self, worker: RunningWorker) -> Ending:
        if self._outbox is not None:
            self._outbox.close()
        ending = worker.end(0.0 if self._stuck else self._options.grace_s)
        if self._outbox is not None:
            self._outbox.join(0.2)  # only a stuck thread's pipe can hold it longer
        log.info("the engine worker is gone: %s", ending)
        return ending

    def _take(self, message: Up, worker: RunningWorker) -> None:
        match message:
            case Ready(info):
                assert self._outbox is not None
                self._outbox.set_rate(info.rate_hz)
                with self._lock:
                    self._ready = True
                self._listener.on_ready(info, (time.monotonic_ns() - self._begun_ns) / 1e6)
            case FrameReady():
                self._take_frame(message, worker)
            case Progress(part, until_ns):
                if (place := self._place_of(part)) is not None:
                    self._listener.on_progress(place[0], place[1] + until_ns)
            case TurnDone(part):
                if (place := self._place_of(part)) is not None:
                    self._listener.on_turn_done(place[0])
            case Configured():
                self._listener.on_configured(message)
            case CardChoice():
                self._listener.on_card_choice(message)
            case Stats():
                self._listener.on_stats(message)
            case Noticed(code, text, hint):
                self._listener.on_notice(AppError(code, text, hint))
            case Failed(code, text, hint, permanent):
                self._failure = AppError(code, text, hint, permanent=permanent)
            case LogLine(level, name, text):
                logging.getLogger(name).log(level, "%s", text)

    def _take_frame(self, message: FrameReady, worker: RunningWorker) -> None:
        assert self._outbox is not None
        place = self._place_of(message.part)
        if place is None:  # of an older turn: nobody gets to see it
            self._outbox.put(Copied())
            self._outbox.put(Credit(1))
            return
        pixels = worker.ring.read(message.index, message.width_px, message.height_px)
        self._outbox.put(Copied())
        with self._lock:
            self._held += 1
        turn, offset_ns = place
        self._listener.on_frame(VideoFrame(turn, offset_ns + message.pts_ns, message.duration_ns, pixels))

    def _place_of(self, part: int) -> tuple[int, int] | None:
        """The turn that is meant, and where in it the engine took it up; None: something else has begun since."""
        with self._lock:
            return (self._turn, self._offset_ns) if part == self._part else None


def _lost() -> AppError:
    return AppError("engine.host", "The studio lost its connection to the engine.", AGAIN)
