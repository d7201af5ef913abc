"""The engine as the studio runs it: loaded, supervised, brought back."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from app.avatars.expressions import Expression
from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import Settings
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.host import EngineListener
from app.engine.messages import Stats
from app.media.types import NS_PER_S, MouthCue, ProgramFormat, Samples, VideoFrame
from app.studio.loop import Loop
from app.studio.measures import RateMeter
from app.studio.parts import EngineLink, Host
from app.studio.snapshot import EngineState
from app.studio.speech import Speech
from app.studio.supervisor import Supervisor

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 3  # failures without a healthy moment between them; the next attempts are eight seconds apart


class EngineRoom:
    """Keeps one engine alive. Made and commanded on the studio's thread; ``on_…`` come on the link's thread.

    Args:
        loop: the studio's thread.
        make_link: makes the link to the engine, given its listener.
        on_problem: told when the engine is down (with what happens next) and, with None, when it is up.
        on_notice: told what people should know although the engine goes on.
    """

    def __init__(
        self,
        loop: Loop,
        make_link: Callable[[EngineListener], EngineLink],
        on_problem: Callable[[AppError | None], None],
        on_notice: Callable[[AppError], None],
    ) -> None:
        self._loop = loop
        self._on_problem = on_problem
        self._on_notice = on_notice
        self._link = make_link(self)
        self._supervisor = Supervisor()
        self._request: EngineRequest | None = None
        self._closed = False
        self.speech: Speech | None = None
        """Gets the pictures; set before ``load``."""
        self.state = EngineState.LOADING
        self.info: EngineInfo | None = None
        self.session_create_ms: float | None = None
        self.frames = RateMeter()
        self._stats: deque[Stats] = deque(maxlen=10)

    # ---- the studio's thread

    def load(self, request: EngineRequest) -> None:
        """Load an avatar; one that is loaded is replaced."""
        restart = self._request is not None
        self._request = request
        if restart:
            self._link.stop()
        self._supervisor.reset()
        self._start(EngineState.LOADING)

    def refuse(self, error: AppError) -> None:
        """There is nothing to load, for this reason."""
        self._link.stop()
        self._request = None
        self._down(error)

    def close(self) -> None:
        """End the engine."""
        self._closed = True
        self._link.stop()

    def _start(self, state: EngineState) -> None:
        if self._closed or self._request is None:
            return
        self.state = state
        self.info = None
        self._link.start(self._request)

    def _ready(self) -> None:
        self.state = EngineState.READY
        self._supervisor.up(time.monotonic_ns())
        self._on_problem(None)

    def _down(self, error: AppError) -> None:
        if self._closed:
            return
        delay_ns = self._supervisor.down(time.monotonic_ns(), permanent=error.permanent)
        self.info = None
        if delay_ns is None:
            self.state = EngineState.FAILED
        else:
            self.state = EngineState.RESTARTING
            request = self._request
            self._loop.later(delay_ns / NS_PER_S, lambda: self._restart(request))
        self._on_problem(error)

    def _restart(self, request: EngineRequest | None) -> None:
        if request is self._request and self.state is EngineState.RESTARTING:
            self._start(EngineState.RESTARTING)

    # ---- any thread

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Drop everything older and begin, at the turn's sample ``start``."""
        if self.info is not None:
            self._link.new_turn(turn, phase_ns, start)

    def push(self, turn: int, samples: Samples) -> None:
        """Sound at PROGRAM_RATE_HZ; while the engine is down it takes nothing."""
        if self.info is not None:
            self._link.push(turn, samples)

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """What is known of the words."""
        if self.info is not None:
            self._link.push_cues(turn, cues)

    def end_turn(self, turn: int) -> None:
        """No more sound for this turn."""
        if self.info is not None:
            self._link.end_turn(turn)

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have the face make an expression; an engine that is down begins with a neutral one."""
        if self.info is not None:
            self._link.express(name, phase_ns)

    def release(self, count: int) -> None:
        """Pictures that left the pacer."""
        if count and self.info is not None:
            self._link.release(count)

    @property
    def given_up(self) -> bool:
        """It does not come back, or not soon: what is to be said is said without its pictures."""
        return self.state is EngineState.FAILED or (self.info is None and self._supervisor.failures >= GIVE_UP_AFTER)

    @property
    def rtf(self) -> float | None:
        """Render time over audio time in the last seconds; None while nothing is rendered."""
        stats = tuple(self._stats)
        audio_ns = sum(s.audio_ns for s in stats)
        return sum(s.render_ns for s in stats) / audio_ns if audio_ns else None

    @property
    def chunk_p99_ns(self) -> int | None:
        """Time to draw a chunk, p99 of the recent ones."""
        recent = [s.chunk_p99_ns for s in tuple(self._stats) if s.audio_ns]
        return recent[-1] if recent else None

    # ---- the link's thread

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """Loaded: the turn that is on air is given to it before anything else."""
        self.info = info
        self.session_create_ms = session_create_ms
        if self.speech is not None:
            self.speech.engine_is_back()
        self._loop.post(self._ready)

    def on_frame(self, frame: VideoFrame) -> None:
        """A picture."""
        self.frames.count(time.monotonic_ns())
        if self.speech is not None:
            self.speech.frame(frame)

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Rendered up to here."""
        if self.speech is not None:
            self.speech.progress(turn, until_ns)

    def on_turn_done(self, turn: int) -> None:
        """Rendered completely."""
        log.debug("turn %d is rendered", turn)

    def on_stats(self, stats: Stats) -> None:
        """The heartbeat."""
        self._stats.append(stats)

    def on_notice(self, notice: AppError) -> None:
        """Something that people should know."""
        self._loop.post(lambda: self._on_notice(notice))

    def on_down(self, reason: AppError | None) -> None:
        """The worker is gone; None: it was asked to go."""
        self.info = None
        if reason is not None:
            self._loop.post(lambda: self._down(reason))


def engine_request(
    host: Host, program: ProgramFormat, settings: Settings, remote: Callable[[OmniRTSettings, str], RemoteRequest]
) -> EngineRequest:
    """What an engine is asked to draw of ``host``; ``remote`` knows what a server is told, for settings and avatar."""
    kind = settings.engine.kind
    # The test card takes the whole program picture, whoever is on stage: it calibrates everything behind it. A server
    # draws its own size, which is fitted into the program as the avatar would be.
    fills = kind in ("testcard", "omnirt")
    size = (program.width_px, program.height_px) if fills else (host.width_px, host.height_px)
    server = remote(settings.omnirt, host.entry.id) if kind == "omnirt" else None
    return EngineRequest(host.entry.folder, *size, program.fps, server)
