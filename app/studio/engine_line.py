"""Who draws now, and how fast: the chosen engine, the one that stands in for it, or nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from app.avatars.expressions import Expression
from app.base.card_choice import CardChoice
from app.engine.base import Configured, EngineInfo, EngineRequest, Option
from app.engine.host import EngineListener
from app.engine.messages import Stats
from app.media.types import MouthCue, Samples, ns_to_samples
from app.studio.measures import RateMeter, Recent
from app.studio.parts import EngineLink
from app.studio.speech import Speech
from app.studio.stand_in import ALL, SILENCE, StandIn


class EngineLine:
    """Hands on what is said to whoever draws. Any thread; nothing blocks.

    Args:
        link: to the chosen engine.
        make_stand_in: makes the link to one that may draw in its place, given its listener; None: none may.
    """

    def __init__(self, link: EngineLink, make_stand_in: Callable[[EngineListener], EngineLink] | None = None) -> None:
        self._link = link
        self._make_stand_in = make_stand_in
        self._stand_in_request: EngineRequest | None = None
        self.own: EngineInfo | None = None
        """What the chosen engine says of itself; None: it does not draw."""
        self.stand_in: StandIn | None = None
        self.server_size_px: tuple[int, int] | None = None
        """Size of the pictures of the latest session on a server; None: there was none."""
        self.refused: frozenset[str] = frozenset()
        """Options that the session was given, and goes on without."""
        self._unsaid: dict[str, Option] = {}  # options for a session that is being opened
        self.frames = RateMeter()
        self.outruns = 0
        """How often another engine had to go on because the chosen one was late."""
        self.stats: Recent[Stats] = Recent(10)
        """The latest heartbeats of the chosen engine."""
        self.chunks_ns: Recent[int] = Recent(1000)
        """How long each of its latest chunks took."""
        self.fresh_chunks_ns: deque[int] = deque(maxlen=100)
        """The same of those that nobody has looked at yet."""
        self.card_choice: CardChoice | None = None
        """What was measured of the graphics card; None: nothing, in this life of the engine."""

    @property
    def info(self) -> EngineInfo | None:
        """What draws now, perhaps in another's place; None: nothing does."""
        stand_in = self.stand_in
        return self.own or (stand_in.info if stand_in is not None else None)

    @property
    def understudied(self) -> bool:
        """Another engine could draw from this moment on."""
        return self.stand_in is not None and self.stand_in.ready

    def cast(self, request: EngineRequest | None) -> None:
        """What another engine would draw, from now on. On the studio's thread, as the next six."""
        self._stand_in_request = request
        if self.stand_in is not None and not self.stand_in.over:
            self.prepare()

    def prepare(self) -> None:
        """Have another engine loaded that can stand in at once, if one may; one that draws something else goes."""
        before, request = self.stand_in, self._stand_in_request
        if self._make_stand_in is None or request is None:
            return
        if before is None or before.over or before.request != request:
            drawing = before.leave() if before is not None and not before.over else None
            self.dismiss()  # one that has gone by itself is still to be parted from
            self.stand_in = StandIn(self._make_stand_in, request, self.frames, before)
            if drawing is not None:
                self.stand_in.enter(drawing)

    def bring(self, speech: Speech | None) -> None:
        """Have another engine stand in, if one may; one that does goes on."""
        self.prepare()
        if self.stand_in is not None and not self.stand_in.over:
            self.stand_in.enter(speech)

    def rest(self) -> None:
        """The one that stands in draws no more, and is ready for the next time."""
        if self.stand_in is not None:
            self.stand_in.leave()

    def leave(self) -> None:
        """The chosen engine draws no more for the moment. It is asked for a moment of silence: so it is heard again."""
        info, self.own = self.own, None
        if info is not None:
            self._link.release(ALL)
            self._link.new_turn(SILENCE, 0)
            self._link.push(SILENCE, np.zeros(ns_to_samples(info.chunk_ns + info.lookahead_ns), np.float32))
            self._link.end_turn(SILENCE)

    def dismiss(self) -> None:
        """Nothing that it still draws is wanted."""
        if self.stand_in is not None:
            self.stand_in.dismiss()

    def close(self) -> None:
        """Wait until it is gone."""
        if self.stand_in is not None:
            self.stand_in.join()

    @property
    def _drawing(self) -> EngineLink | None:
        if self.own is not None:
            return self._link
        stand_in = self.stand_in
        return stand_in.link if stand_in is not None and stand_in.info is not None else None

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Drop everything older and begin, at the turn's sample ``start``."""
        if (link := self._drawing) is not None:
            link.new_turn(turn, phase_ns, start)

    def push(self, turn: int, samples: Samples) -> None:
        """Sound at PROGRAM_RATE_HZ; while the engine is down it takes nothing."""
        if (link := self._drawing) is not None:
            link.push(turn, samples)

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """What is known of the words."""
        if (link := self._drawing) is not None:
            link.push_cues(turn, cues)

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """What a camera saw."""
        if (link := self._drawing) is not None:
            link.push_picture(turn, pts_ns, jpeg)

    def end_turn(self, turn: int) -> None:
        """No more sound for this turn."""
        if (link := self._drawing) is not None:
            link.end_turn(turn)

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have the face make an expression; an engine that is down begins with a neutral one."""
        drawing, stand_in = self._drawing, self.stand_in
        if drawing is not None:
            drawing.express(name, phase_ns)
        if stand_in is not None and stand_in.ready and stand_in.link is not drawing:  # it may have to go on with it
            stand_in.link.express(name, phase_ns)

    def release(self, count: int) -> None:
        """Pictures that left the pacer."""
        if count and (link := self._drawing) is not None:
            link.release(count)

    # ---- the session on a server, on the studio's thread

    def opened(self, info: EngineInfo) -> None:
        """A session has begun."""
        self.server_size_px = info.width_px, info.height_px
        if self._unsaid:
            self._link.configure(dict(self._unsaid))
            self._unsaid.clear()

    def configure(self, options: Mapping[str, Option], *, ready: bool) -> None:
        """Give the session other options: now, or once it is ``ready``."""
        if ready:
            self._link.configure(options)
        else:
            self._unsaid |= options

    def settled(self, configured: Configured) -> None:
        """What became of options."""
        self.refused = (self.refused - set(configured.taken)) | set(configured.refused)

    def ended(self) -> None:
        """The session is over; the next one begins with all that it is to know."""
        self.refused = frozenset()
        self._unsaid.clear()

    # ---- state

    def measured(self, stats: Stats) -> None:
        """The chosen engine's heartbeat; on its link's thread."""
        self.stats.append(stats)
        for chunk_ns in stats.chunks_ns:
            self.chunks_ns.append(chunk_ns)
            self.fresh_chunks_ns.append(chunk_ns)

    @property
    def standing_in(self) -> str:
        """Name of the engine that draws in place of the chosen one, or empty."""
        info = self.info
        return info.name if info is not None and self.own is None else ""

    @property
    def render_ns(self) -> int:
        """Time to draw a chunk: as measured lately, else as measured while loading."""
        info = self.info
        return 0 if info is None else (self.own and self.chunk_p99_ns) or info.render_ns

    @property
    def rtf(self) -> float | None:
        """Render time over audio time in the last seconds; None while nothing is rendered."""
        stats = self.stats.values()
        audio_ns = sum(s.audio_ns for s in stats)
        return sum(s.render_ns for s in stats) / audio_ns if audio_ns else None

    @property
    def chunk_p99_ns(self) -> int | None:
        """Time to draw a chunk, p99 of the recent ones."""
        recent = [s.chunk_p99_ns for s in self.stats.values() if s.audio_ns]
        return recent[-1] if recent else None
