"""The engine worker: the loop that drives one engine, the same in a thread and in a process.

Everything happens on one thread. Between any two pictures, and while it waits for credit, the loop reads its messages:
a new turn or a stop waits for one picture (or one ``render``) to be drawn at most. Its heartbeat is sent from the same
place: one that stays away means that the engine is stuck in one call, which is what the host wants to know.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.memory import give_back_free_memory, use_one_heap
from app.engine.base import CuedEngine, Engine, EngineInfo, EngineRequest, ExpressiveEngine, Rendered
from app.engine.frame_ring import FrameRing, RingHandle
from app.engine.link import HostGone, Link, LogForwarder
from app.engine.messages import (
    Credit,
    Down,
    EndTurn,
    Express,
    Failed,
    FrameReady,
    Load,
    NewTurn,
    Progress,
    PushAudio,
    PushCues,
    Ready,
    Stats,
    Stop,
    TurnDone,
)
from app.engine.table import load_factory
from app.media.chunker import Rechunker
from app.media.types import NS_PER_S, MouthCue, Pixels, samples_to_ns

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

log = logging.getLogger(__name__)

HEARTBEAT_NS = NS_PER_S


def worker_main(link: Link, ring: FrameRing, factory: Callable[[], Engine]) -> None:
    """Make an engine, load it, and drive it until the host says stop, hangs up, or the engine fails. Never raises."""
    engine: Engine | None = None
    try:
        engine = factory()
        _Loop(link, ring, engine).run()
    except HostGone:
        pass
    except AppError as error:
        _report(link, Failed(error.code, error.message, error.hint, error.permanent))
    except Exception as error:  # the worker loop
        log.exception("the engine failed")
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        message = f"The engine stopped because of an error of its own ({what})."
        hint = "The studio starts it again by itself; the log has the details."
        _report(link, Failed("engine.error", message, hint, permanent=False))
    finally:
        if engine is not None:
            _close(engine)
        link.close()


def process_main(conn: Connection, handle: RingHandle, factory: str, log_level: int) -> None:
    """Entry of a worker process (spawned by the host)."""
    use_one_heap()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the host alone decides
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()
    link = Link(conn)
    logging.basicConfig(level=log_level, handlers=[LogForwarder(link)], force=True)
    ring = FrameRing.attach(handle)
    try:
        worker_main(link, ring, lambda: load_factory(factory)())
    finally:
        ring.close()


def _end_with_parent() -> None:
    """End at once with a host that was killed, also in the middle of a load that takes minutes."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _report(link: Link, failed: Failed) -> None:
    try:
        link.send(failed)
    except HostGone:
        log.info("nobody is left to hear: %s", failed.message)


def _close(engine: Engine) -> None:
    try:
        engine.close()
    except Exception:  # the worker loop: what is left to do is to end
        log.exception("closing the engine failed")


@dataclass(slots=True, eq=False)
class _Turn:
    """One turn, as far as it has come. A newer one in its place abandons it."""

    number: int
    phase_ns: int
    speech: Rechunker = field(default_factory=Rechunker)
    cues: list[MouthCue] = field(default_factory=list)  # that the engine has not been told
    ended: bool = False
    begun: bool = False
    wanted: int = 0  # samples of the next chunk; 0: not asked yet


class _Loop:
    """The state of one worker's life."""

    def __init__(self, link: Link, ring: FrameRing, engine: Engine) -> None:
        self._link = link
        self._ring = ring
        self._engine = engine
        self._credits = ring.slots
        self._written = 0
        self._turn: _Turn | None = None
        self._stopped = False
        self._heartbeat_due_ns = 0
        self._render_ns = 0
        self._audio_ns = 0
        self._chunks_ns: deque[int] = deque(maxlen=200)
        self._rate_hz = 0

    def run(self) -> None:
        """Load, then drive the engine until told to stop."""
        first = self._link.receive(timeout_s=None)
        if not isinstance(first, Load):
            return
        self._rate_hz = self._load(first.request).rate_hz
        self._heartbeat_due_ns = time.monotonic_ns() + HEARTBEAT_NS
        while not self._stopped:
            busy = self._turn is not None and self._advance(self._turn)
            self._listen(wait=not busy)

    def _load(self, request: EngineRequest) -> EngineInfo:
        info = self._engine.load(request)
        if info.width_px * info.height_px * 4 > self._ring.slot_bytes:
            raise AppError(
                "engine.picture_size",
                f"The engine {info.name} draws {info.width_px}x{info.height_px} pixels, more than there is room for.",
                "Choose a larger program size.",
                permanent=True,
            )
        give_back_free_memory()
        self._link.send(Ready(info))
        return info

    # ---- messages

    def _listen(self, *, wait: bool) -> None:
        """Take all messages that are here. ``wait``: for one at least, or for the heartbeat to be due."""
        left_ns = self._heartbeat_due_ns - time.monotonic_ns()
        message = self._link.receive(max(0, left_ns) / 1e9 if wait else 0)
        while message is not None:
            self._take(message)
            message = self._link.receive(0)
        now_ns = time.monotonic_ns()
        if now_ns >= self._heartbeat_due_ns:
            self._heartbeat_due_ns = now_ns + HEARTBEAT_NS
            self._send_stats()

    def _take(self, message: Down) -> None:
        turn = self._turn
        match message:
            case Credit(count):
                self._credits += count
            case NewTurn(number, phase_ns):
                self._turn = _Turn(number, phase_ns)
            case PushAudio(number, samples) if turn is not None and turn.number == number:
                turn.speech.push(samples)
            case PushCues(number, cues) if turn is not None and turn.number == number:
                turn.cues += cues
            case EndTurn(number) if turn is not None and turn.number == number:
                turn.ended = True
            case Express(name, phase_ns) if isinstance(self._engine, ExpressiveEngine):
                self._engine.express(name, phase_ns)
            case Stop():
                self._stopped = True

    # ---- drawing

    def _advance(self, turn: _Turn) -> bool:
        """Draw the next chunk of ``turn`` if it can be drawn now; says whether it could."""
        if not turn.begun:
            self._engine.begin_turn(turn.number, turn.phase_ns)
            turn.begun = True
        if turn.cues and isinstance(self._engine, CuedEngine):
            self._engine.expect(turn.cues)
        turn.cues.clear()
        if not turn.wanted:
            turn.wanted = self._engine.next_chunk()
            if turn.wanted < 1:
                raise ValueError(f"the engine asks for {turn.wanted} samples")
        samples = turn.speech.take(turn.wanted)
        if samples is None and turn.ended and turn.speech.held:
            samples = turn.speech.take_padded(turn.wanted)
        if samples is not None:
            turn.wanted = 0
            chunk = samples
            self._draw(turn, lambda: self._engine.render(chunk))
            return True
        if not turn.ended:
            return False
        if self._draw(turn, self._engine.end_turn):
            self._turn = None
            self._link.send(TurnDone(turn.number))
        return True

    def _draw(self, turn: _Turn, render: Callable[[], Rendered]) -> bool:
        """Render a stretch and send its pictures; says whether the turn is still on."""
        begun_ns = time.monotonic_ns()
        rendered = render()
        spent_ns = time.monotonic_ns() - begun_ns
        start_ns = samples_to_ns(rendered.start, self._rate_hz)
        end_ns = samples_to_ns(rendered.end, self._rate_hz)
        pictures = iter(rendered.pictures)
        for j in range(rendered.count):
            if not self._may_draw(turn):
                return False
            begun_ns = time.monotonic_ns()
            picture = next(pictures, None)
            spent_ns += time.monotonic_ns() - begun_ns
            if picture is None:
                break
            pts_ns = start_ns + (end_ns - start_ns) * j // rendered.count
            until_ns = start_ns + (end_ns - start_ns) * (j + 1) // rendered.count
            self._send_picture(turn.number, pts_ns, until_ns - pts_ns, picture)
        self._listen(wait=False)
        if not self._is_on(turn):
            return False
        if end_ns > start_ns:  # ``end_turn`` may have had nothing left to draw
            self._render_ns += spent_ns
            self._audio_ns += end_ns - start_ns
            self._chunks_ns.append(spent_ns)
            self._link.send(Progress(turn.number, end_ns))
        return True

    def _may_draw(self, turn: _Turn) -> bool:
        """Wait for credit; False when the turn was abandoned meanwhile."""
        self._listen(wait=False)
        while self._is_on(turn) and not self._credits:
            self._listen(wait=True)
        return self._is_on(turn)

    def _is_on(self, turn: _Turn) -> bool:
        return self._turn is turn and not self._stopped

    def _send_picture(self, turn: int, pts_ns: int, duration_ns: int, picture: Pixels) -> None:
        index = self._written % self._ring.slots
        self._ring.write(index, picture)
        self._written += 1
        self._credits -= 1
        height_px, width_px = picture.shape[:2]
        self._link.send(FrameReady(turn, pts_ns, duration_ns, index, width_px, height_px))

    def _send_stats(self) -> None:
        slowest = sorted(self._chunks_ns)
        p99_ns = slowest[(len(slowest) * 99 - 1) // 100] if slowest else 0
        self._link.send(Stats(self._render_ns, self._audio_ns, p99_ns))
        self._render_ns = self._audio_ns = 0
