"""The loop of an engine worker: messages in, pictures out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.base.memory import give_back_free_memory
from app.engine.base import (
    CameraDrivenEngine,
    ConfigurableEngine,
    Configured,
    CuedEngine,
    EngineInfo,
    ExpressiveEngine,
    Flushed,
    PipelinedEngine,
    Rendered,
)
from app.engine.frame_ring import FrameRing
from app.engine.link import Link
from app.engine.messages import (
    Configure,
    Copied,
    Credit,
    Down,
    EndTurn,
    Express,
    FrameReady,
    Load,
    NewTurn,
    Noticed,
    Progress,
    PushAudio,
    PushCues,
    PushPicture,
    Ready,
    Stats,
    Stop,
    TurnDone,
)
from app.media.chunker import Rechunker
from app.media.types import NS_PER_S, MouthCue, Pixels, samples_to_ns

HEARTBEAT_NS = NS_PER_S


@dataclass(slots=True, eq=False)
class _Stretch:
    """Pictures that are being taken."""

    pictures: Iterator[Pixels]
    count: int
    start_ns: int
    end_ns: int
    spent_ns: int
    sent: int = 0
    told: bool = False  # that it is drawn


@dataclass(slots=True, eq=False)
class _Turn:
    """One turn, as far as it has come. A newer one in its place abandons it."""

    number: int
    phase_ns: int
    part: int
    speech: Rechunker = field(default_factory=Rechunker)
    cues: list[MouthCue] = field(default_factory=list)  # that the engine has not been told
    stretches: deque[_Stretch] = field(default_factory=deque)
    ended: bool = False
    begun: bool = False
    flushing: bool = False  # the engine was told of the end
    flushed: bool = False  # and has given everything
    wanted: int = 0  # samples of the next chunk; 0: not asked yet
    seen: PushPicture | None = None  # the camera's newest picture, which nobody has drawn


class Drive:
    """The state of one worker's life. Lives on the worker's thread."""

    def __init__(self, link: Link, ring: FrameRing, engine: PipelinedEngine) -> None:
        self._link = link
        self._ring = ring
        self._engine = engine
        self._credits = 0  # pictures that may be drawn ahead
        self._written = 0  # pictures in all
        self._copied = 0  # of which so many have left the ring again
        self._turn: _Turn | None = None
        self._stopped = False
        self._heartbeat_due_ns = time.monotonic_ns() + HEARTBEAT_NS
        self._render_ns = 0
        self._audio_ns = 0
        self._chunks_ns: deque[int] = deque(maxlen=200)
        self._fresh_ns: list[int] = []  # of the chunks since the last heartbeat
        self._info: EngineInfo | None = None
        self._camera_driven = engine if isinstance(engine, CameraDrivenEngine) else None

    def run(self) -> None:
        """Load, then drive the engine until told to stop."""
        first = self._link.receive(timeout_s=None)
        if not isinstance(first, Load):
            return
        self._engine.open(first.request)
        while not self._stopped:
            busy = self._collect()
            if self._turn is not None:
                busy |= self._feed(self._turn)
                busy |= self._draw(self._turn)
            self._listen(wait=not busy)

    # ---- messages

    def _listen(self, *, wait: bool) -> None:
        """Take all messages that are here. ``wait``: for one at least, for a result, or for the heartbeat to be due."""
        left_ns = self._heartbeat_due_ns - time.monotonic_ns()
        message = self._link.receive(max(0, left_ns) / 1e9 if wait else 0, self._engine.arrived if wait else None)
        while message is not None:
            self._take(message)
            message = self._link.receive(0)
        now_ns = time.monotonic_ns()
        if now_ns >= self._heartbeat_due_ns:
            self._heartbeat_due_ns = now_ns + HEARTBEAT_NS
            if self._info is not None:  # until then it has the time that loading may take
                self._send_stats()

    def _take(self, message: Down) -> None:
        turn = self._turn
        match message:
            case Load(request):
                self._turn = None
                self._engine.open(request)
            case Credit(count):
                self._credits += count
            case Copied():
                self._copied += 1
            case NewTurn(number, phase_ns, part):
                self._turn = _Turn(number, phase_ns, part)
            case PushAudio(number, samples) if turn is not None and turn.number == number:
                if self._camera_driven is None:
                    turn.speech.push(samples)
            case PushCues(number, cues) if turn is not None and turn.number == number:
                turn.cues += cues
            case PushPicture(number) if turn is not None and turn.number == number:
                turn.seen = message
            case EndTurn(number) if turn is not None and turn.number == number:
                turn.ended = True
            case Express(name, phase_ns) if isinstance(self._engine, ExpressiveEngine):
                self._engine.express(name, phase_ns)
            case Configure(options) if isinstance(self._engine, ConfigurableEngine):
                self._engine.configure(dict(options))
            case Stop():
                self._stopped = True

    # ---- what the engine is given

    def _feed(self, turn: _Turn) -> bool:
        """Give the engine the next chunk of ``turn`` if it can take it now; says whether it could."""
        if not turn.begun:
            self._engine.begin_turn(turn.part, turn.number, turn.phase_ns)
            turn.begun = True
        if self._camera_driven is not None:
            return self._feed_picture(turn, self._camera_driven)
        if turn.flushing or len(turn.stretches) > self._engine.ahead or not self._engine.room:
            return False
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
            self._engine.submit(samples)
            return True
        if not turn.ended:
            return False
        self._engine.end_turn()
        turn.flushing = True
        return True

    def _feed_picture(self, turn: _Turn, engine: CameraDrivenEngine) -> bool:
        """The same with what the camera saw last: what it saw before that is out of date."""
        if turn.ended and not turn.flushing:
            engine.end_turn()
            turn.flushing = True
            return True
        if turn.flushing or turn.seen is None or turn.stretches or not engine.room:
            return False
        engine.submit_picture(turn.seen.jpeg, turn.seen.pts_ns)
        turn.seen = None
        return True

    # ---- what it gives

    def _collect(self) -> bool:
        """Take over what has come; says whether anything has."""
        result = self._engine.collect()
        match result:
            case EngineInfo():
                self._loaded(result)
            case Rendered() if self._turn is not None and self._turn.begun:
                self._take_over(self._turn, self._stretch(result))
            case Flushed(part) if self._turn is not None and self._turn.part == part:
                self._turn.flushed = True
            case Configured() | CardChoice():
                self._link.send(result)
            case AppError():
                self._link.send(Noticed(result.code, result.message, result.hint))
        return result is not None

    def _take_over(self, turn: _Turn, stretch: _Stretch) -> None:
        turn.stretches.append(stretch)
        # What came from elsewhere is drawn, and only waits for credit: a line that waits for it may begin. Where it
        # need not wait, the line begins with its picture.
        if self._engine.arrived is not None and not (len(turn.stretches) == 1 and stretch.count and self._place):
            self._tell(turn, stretch)

    def _loaded(self, info: EngineInfo) -> None:
        if info.width_px * info.height_px * 4 > self._ring.slot_bytes:
            raise AppError(
                "engine.picture_size",
                f"The engine {info.name} draws {info.width_px}x{info.height_px} pixels, more than there is room for.",
                "Choose a larger program size.",
                permanent=True,
            )
        give_back_free_memory()
        self._info = info
        self._link.send(Ready(info))

    def _stretch(self, rendered: Rendered) -> _Stretch:
        assert self._info is not None
        start_ns = samples_to_ns(rendered.start, self._info.rate_hz)
        end_ns = samples_to_ns(rendered.end, self._info.rate_hz)
        return _Stretch(iter(rendered.pictures), rendered.count, start_ns, end_ns, rendered.spent_ns)

    def _draw(self, turn: _Turn) -> bool:
        """Send the next picture of ``turn`` if there is one, with credit and place; says whether anything was done."""
        if not turn.stretches:
            if turn.flushed:
                self._turn = None
                self._link.send(TurnDone(turn.part))
            return False
        stretch = turn.stretches[0]
        if stretch.sent < stretch.count:
            if not self._place:
                return False
            begun_ns = time.monotonic_ns()
            picture = next(stretch.pictures, None)
            stretch.spent_ns += time.monotonic_ns() - begun_ns
            if picture is not None:
                self._send_picture(turn.part, stretch, picture)
                stretch.sent += 1
                if self._engine.arrived is not None:
                    self._tell(turn, stretch)
                if stretch.sent < stretch.count:
                    return True
        turn.stretches.popleft()
        self._account(turn, stretch)
        return True

    def _account(self, turn: _Turn, stretch: _Stretch) -> None:
        """A stretch has been sent."""
        if stretch.end_ns > stretch.start_ns:  # the end of a turn may have had nothing left to draw
            self._render_ns += stretch.spent_ns
            self._audio_ns += stretch.end_ns - stretch.start_ns
            self._chunks_ns.append(stretch.spent_ns)
            self._fresh_ns.append(stretch.spent_ns)
            self._tell(turn, stretch)

    def _tell(self, turn: _Turn, stretch: _Stretch) -> None:
        """Say, once, that everything until the end of ``stretch`` is drawn."""
        if not stretch.told and stretch.end_ns > stretch.start_ns:
            stretch.told = True
            self._link.send(Progress(turn.part, stretch.end_ns))

    @property
    def _place(self) -> bool:
        """Another picture may be sent."""
        return self._credits > 0 and self._written - self._copied < self._ring.slots

    def _send_picture(self, part: int, stretch: _Stretch, picture: Pixels) -> None:
        length_ns = stretch.end_ns - stretch.start_ns
        pts_ns = stretch.start_ns + length_ns * stretch.sent // stretch.count
        until_ns = stretch.start_ns + length_ns * (stretch.sent + 1) // stretch.count
        index = self._written % self._ring.slots
        self._ring.write(index, picture)
        self._written += 1
        self._credits -= 1
        height_px, width_px = picture.shape[:2]
        self._link.send(FrameReady(part, pts_ns, until_ns - pts_ns, index, width_px, height_px))

    def _send_stats(self) -> None:
        slowest = sorted(self._chunks_ns)
        p99_ns = slowest[(len(slowest) * 99 - 1) // 100] if slowest else 0
        self._link.send(Stats(self._render_ns, self._audio_ns, p99_ns, tuple(self._fresh_ns)))
        self._render_ns = self._audio_ns = 0
        self._fresh_ns.clear()
