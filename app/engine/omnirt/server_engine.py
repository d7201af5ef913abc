"""The engine that a server offers, as one session after the other uses it: sound in, pictures out, chunk by chunk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest
from app.engine.host import EngineHost, EngineListener
from app.engine.messages import Stats
from app.engine.omnirt.replies import Geometry
from app.engine.omnirt.wire import RATE_HZ
from app.media.types import NS_PER_S, Pixels, Samples, VideoFrame, samples_to_ns

SHORTEST_NS = 160_000_000
"""Sound of one message, at least: engines that take less at once are given several chunks of theirs."""
CHUNK_LIMIT_S = 25.0
"""How long a chunk may take: clients wait for half a minute."""

_LOOK_S = 0.1  # how often a wait looks whether anybody still waits for it

OpenHost = Callable[[EngineListener], EngineHost]
"""Makes the host of the engine that is served, one that is given speech at ``RATE_HZ``."""


class Gone(Exception):  # noqa: N818 - it ends a wait, it is no mistake
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the loaded engine draws.

    Attributes:
        geometry: as it is announced.
        lookahead_chunks: chunks by which the pictures stay behind their sound.

    """

    geometry: Geometry
    lookahead_chunks: int

    @classmethod
    def of(cls, info: EngineInfo) -> Offered:
        """What ``info`` means on the wire. Raises AppError for an engine that cannot be served."""
        if info.rate_hz != RATE_HZ or RATE_HZ % info.fps:  # a chunk is whole pictures and whole samples
            raise AppError(
                "serve.rate",
                f"The engine {info.name} hears at {info.rate_hz} Hz and draws {info.fps} pictures a second: what can "
                f"be served hears at {RATE_HZ} and draws 25.",
                "Serve another engine.",
                permanent=True,
            )
        pictures = max(1, round(info.chunk_ns * info.fps / NS_PER_S))
        pictures *= -(-SHORTEST_NS // info.chunk_ns)
        chunk = pictures * RATE_HZ // info.fps
        lookahead = -(-info.lookahead_ns // samples_to_ns(chunk, RATE_HZ))
        return cls(Geometry(info.fps, chunk, pictures, info.width_px, info.height_px), lookahead)


class ServedEngine:
    """One engine. Its session's thread calls; what the host tells comes on "engine host".

    A session is one turn of the engine: the wire knows neither turns nor their ends. An engine that takes another
    avatar without being started anew keeps its weights on the card from one session to the next.

    Args:
        open_host: see ``OpenHost``.
    """

    def __init__(self, open_host: OpenHost) -> None:
        self._host = open_host(self)
        self._changed = threading.Condition()  # guards what follows
        self._info: EngineInfo | None = None
        self._down = True
        self._loading = False
        self._reason: AppError | None = None
        self._turn = 0
        self._drawn_ns = 0  # everything before is complete
        self._frames: deque[VideoFrame] = deque()
        self._chunks = 0  # of the session
        self._hurried = False

    @property
    def failure(self) -> AppError | None:
        """Why it draws nothing; None: it is loaded, or will be."""
        with self._changed:
            return self._reason if self._down else None

    @property
    def loaded(self) -> bool:
        """A session begins without its model being loaded first."""
        with self._changed:
            return not self._down and self._info is not None

    def begin(self, request: EngineRequest, gone: Callable[[], bool] = lambda: False) -> Offered:
        """Load what ``request`` asks for, and begin its turn. Takes minutes at worst. Raises AppError, Gone."""
        self._wait(lambda: not self._loading, gone)  # whoever came before may have left in the middle
        with self._changed:
            keeps = not self._down and self._info is not None and self._info.switches
            self._info, self._loading = None, True
        if keeps:
            self._host.switch(request)
        else:
            self._host.stop()
            with self._changed:
                self._down, self._loading, self._reason = False, True, None
            self._host.start(request)
        self._wait(lambda: not self._loading, gone)
        with self._changed:
            info = self._info
            if info is None:
                raise self._reason or _died()
            self._turn += 1
            self._drawn_ns = self._chunks = 0
            self._release(len(self._frames))
        offered = Offered.of(info)
        self._host.new_turn(self._turn, 0)
        return offered

    def draw(self, samples: Samples, offered: Offered, gone: Callable[[], bool]) -> Iterator[Pixels]:
        """The pictures that a chunk is answered with: those of the one ``lookahead_chunks`` before. Raises AppError.

        Its sound is pushed at once; the pictures come as they are drawn.
        """
        self._host.push(self._turn, samples)
        self._chunks += 1
        answered = self._chunks - offered.lookahead_chunks
        until_ns = samples_to_ns(max(0, answered) * offered.geometry.chunk_samples, RATE_HZ)
        return self._pictures(until_ns, gone)

    def _pictures(self, until_ns: int, gone: Callable[[], bool]) -> Iterator[Pixels]:
        while True:
            self._wait(lambda: self._down or self._drawn_ns >= until_ns or self._here(until_ns), gone, CHUNK_LIMIT_S)
            with self._changed:
                if self._down:
                    raise self._reason or _died()
                frame = self._frames.popleft() if self._here(until_ns) else None
            if frame is None:
                return
            self._host.release(1)
            yield frame.pixels

    def settle(self) -> None:
        """Wait until what was asked for is loaded, or cannot be, although nobody waits for it any more."""
        with suppress(Gone):
            self._wait(lambda: not self._loading, lambda: self._hurried)

    def hurry(self) -> None:
        """It is about to be closed: nobody waits for anything any more."""
        self._hurried = True

    def abandon(self) -> None:
        """The session is over. What is loaded stays loaded."""
        with self._changed:
            self._turn += 1
            turn = self._turn
            self._release(len(self._frames))
        self._host.new_turn(turn, 0)

    def close(self) -> None:
        """Give everything back."""
        self._host.stop()

    def _here(self, until_ns: int) -> bool:
        return bool(self._frames) and self._frames[0].pts_ns < until_ns

    def _release(self, count: int) -> None:
        self._frames.clear()
        self._host.release(count)

    def _wait(self, met: Callable[[], bool], gone: Callable[[], bool], limit_s: float | None = None) -> None:
        waited_s = 0.0
        with self._changed:
            while not met():
                if gone():
                    raise Gone
                if limit_s is not None and waited_s >= limit_s:
                    raise AppError("serve.slow", f"The engine has drawn nothing for {limit_s:.0f} s.", "Try again.")
                waited_s += 0.0 if self._changed.wait(_LOOK_S) else _LOOK_S

    # ---- EngineListener, on the thread "engine host"

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """See ``EngineListener``."""
        del session_create_ms
        with self._changed:
            self._info, self._loading = info, False
            self._changed.notify_all()

    def on_frame(self, frame: VideoFrame) -> None:
        """See ``EngineListener``."""
        with self._changed:
            if frame.turn != self._turn:
                self._host.release(1)
                return
            self._frames.append(frame)
            self._drawn_ns = frame.pts_ns + frame.duration_ns  # they come in order
            self._changed.notify_all()

    def on_progress(self, turn: int, until_ns: int) -> None:
        """See ``EngineListener``.

        From an engine that draws while it is asked it comes after the pictures, of which there may be none; one that
        draws ahead tells of it before they come.
        """
        with self._changed:
            if turn == self._turn and self._info is not None and not self._info.ahead_ns:
                self._drawn_ns = until_ns
                self._changed.notify_all()

    def on_turn_done(self, turn: int) -> None:
        """See ``EngineListener``."""

    def on_configured(self, configured: Configured) -> None:
        """See ``EngineListener``."""

    def on_card_choice(self, choice: CardChoice) -> None:
        """What is measured of the card: ``on_ready`` says what draws."""

    def on_stats(self, stats: Stats) -> None:
        """See ``EngineListener``."""

    def on_notice(self, notice: AppError) -> None:
        """See ``EngineListener``."""

    def on_down(self, reason: AppError | None) -> None:
        """See ``EngineListener``."""
        with self._changed:
            self._down, self._loading, self._info = True, False, None
            self._reason = reason
            self._changed.notify_all()


def _died() -> AppError:
    return AppError("serve.engine_gone", "The engine has stopped.", "Begin another session.")
