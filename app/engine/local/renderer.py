"""The thread that draws: it alone holds the model, and no call of the worker waits for it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.base.local_settings import AUTO
from app.base.workers import Worker
from app.engine.base import EngineInfo, EngineRequest, Flushed
from app.engine.local import troubles
from app.engine.local.base import FRAME_SAMPLES, Frames, Session
from app.engine.local.loaded import Loaded
from app.engine.local.trial import try_out
from app.engine.mailbox import Mailbox
from app.media.types import Samples

Settle = Callable[[EngineRequest, Callable[[CardChoice], None], Callable[[], None]], EngineRequest]
"""See ``measuring.settle``."""

GRACE_S = 1.5
"""For the chunk that is being drawn when it is told to end; the host ends the process after that."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Pictures of a turn, for its samples ``start`` to ``end``."""

    turn: int
    start: int
    end: int
    frames: Frames
    spent_ns: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    turn: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class _End:
    turn: int


class Renderer:
    """Told on the worker's thread; what it draws goes into ``mailbox``. Its own thread: "local renderer".

    Args:
        settle: names the model in a request that leaves that to the card; called once, before ``load_model``.
        load_model: loads the weights; called once.
        mailbox: gets what is measured of the card, an EngineInfo for every avatar, then strips.

    Attributes:
        done: chunks that were submitted and are drawn, or not worth drawing any more.

    """

    def __init__(self, settle: Settle, load_model: Callable[[EngineRequest], Loaded], mailbox: Mailbox[Strip]) -> None:
        self._settle = settle
        self._load_model = load_model
        self._mailbox = mailbox
        self._inbox: queue.SimpleQueue[EngineRequest | _Chunk | _End | None] = queue.SimpleQueue()
        self._turn: int | None = None  # the newest; what is older is left out
        self.done = 0
        self._busy_since_ns: int | None = None
        # The renderer's own:
        self._loaded: Loaded | None = None
        self._session: Session | None = None
        self._shown: EngineRequest | None = None  # what the session was opened for, with its model named
        self._info: EngineInfo | None = None
        self._drawing: int | None = None  # the turn that the session is in
        self._at = 0  # pictures of it
        self._thread = Worker("local renderer", self._run, self._crashed)
        self._thread.start()

    # ---- the worker's thread

    def show(self, request: EngineRequest) -> None:
        """Draw this avatar from now on."""
        self._turn = None
        self._inbox.put(request)

    def begin(self, turn: int) -> None:
        """A turn begins: nothing of an older one is worth drawing any more."""
        self._turn = turn

    def submit(self, turn: int, samples: Samples) -> None:
        """The next chunk of a turn."""
        self._inbox.put(_Chunk(turn, samples))

    def end(self, turn: int) -> None:
        """All chunks of the turn have been submitted."""
        self._inbox.put(_End(turn))

    def busy_ns(self, now_ns: int) -> int:
        """How long it has been at what it is doing; 0: it waits."""
        since_ns = self._busy_since_ns
        return 0 if since_ns is None else now_ns - since_ns

    def close(self) -> None:
        """End, after what is being drawn."""
        self._turn = None
        self._inbox.put(None)
        self._thread.join(GRACE_S)

    # ---- the renderer's thread

    def _run(self) -> None:
        try:
            while (event := self._inbox.get()) is not None:
                self._step()
                self._take(event)
                self._busy_since_ns = None
            self._give_back()
        except AppError as error:  # the worker ends for it, and with its process all memory is free
            self._mailbox.fail(troubles.of(error))

    def _crashed(self, error: Exception) -> None:
        self._mailbox.fail(troubles.of(error))

    def _take(self, event: EngineRequest | _Chunk | _End) -> None:
        match event:
            case EngineRequest():
                self._mailbox.put(self._show(event))
            case _Chunk(turn, samples):
                if turn == self._turn:
                    begun_ns = time.monotonic_ns()
                    frames = self._in_turn(turn).push(samples)
                    self._deliver(turn, frames, time.monotonic_ns() - begun_ns)
                self.done += 1
                self._mailbox.wake()  # there is room again
            case _End(turn):
                if turn == self._turn:
                    begun_ns = time.monotonic_ns()
                    self._deliver(turn, self._in_turn(turn).finish(), time.monotonic_ns() - begun_ns)
                    self._mailbox.put(Flushed(turn))

    def _show(self, request: EngineRequest) -> EngineInfo:
        before = None
        if self._loaded is None or self._shown is None:
            request = self._settle(request, self._mailbox.put, self._step)
            self._loaded = self._load_model(request)
            self._step()
        else:
            request, before = self._redraw(request, self._loaded, self._shown)
        if self._session is not None:
            self._session.close()
        self._session = self._drawing = None
        self._session, self._info = try_out(self._loaded, request, self._step, before)
        self._shown = request
        return self._info

    def _redraw(
        self, request: EngineRequest, loaded: Loaded, shown: EngineRequest
    ) -> tuple[EngineRequest, EngineInfo | None]:
        """Another avatar, or another way to draw the same: then what is known of it so far is given, too."""
        assert request.local is not None
        assert shown.local is not None
        settled = shown.local if request.local.model == AUTO else request.local
        request = replace(request, local=replace(settled, crop=request.local.crop))
        assert request.local is not None
        if (request.local.size_px, request.local.steps) == (shown.local.size_px, shown.local.steps):
            return request, None
        if loaded.redrawn is not None:
            self._loaded = loaded.redrawn(request.local)
        same = (request.avatar, request.local.crop) == (shown.avatar, shown.local.crop)
        return request, self._info if same else None

    def _step(self) -> None:
        self._busy_since_ns = time.monotonic_ns()

    def _in_turn(self, turn: int) -> Session:
        assert self._session is not None, "sound comes after the EngineInfo"
        if turn != self._drawing:
            self._session.restart()
            self._drawing, self._at = turn, 0
        return self._session

    def _deliver(self, turn: int, frames: Frames, spent_ns: int) -> None:
        start, self._at = self._at, self._at + len(frames)
        if len(frames):
            self._mailbox.put(Strip(turn, start * FRAME_SAMPLES, self._at * FRAME_SAMPLES, frames, spent_ns))

    def _give_back(self) -> None:
        if self._session is not None:
            self._session.close()
        if self._loaded is not None:
            self._loaded.model.close()
        self._session = self._loaded = None
