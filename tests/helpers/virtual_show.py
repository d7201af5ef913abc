"""A show in virtual time whose pictures come from a real engine that a scripted OmniRT server draws for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest, RemoteRequest
from app.engine.host import EngineHost, HostOptions
from app.engine.messages import Stats
from app.engine.table import ENGINES
from app.media import test_signal
from app.media.clock import VirtualClock
from app.media.pacer import STALE_NS, Pacer
from app.media.pixels import ProgramPicture
from app.media.types import (
    NS_PER_S,
    MouthCue,
    ProgramFormat,
    Samples,
    SlotPlan,
    Tick,
    VideoFrame,
    ns_to_samples,
    samples_to_ns,
)
from app.sources.base import LiveSink
from app.studio.pump import Pump
from app.studio.speech import Speech
from tests.helpers.omnirt_pairing import Heard
from tests.helpers.omnirt_pictures import Mark, read_mark
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer

GEOMETRY = Geometry(width_px=96, height_px=54)
PROGRAM = ProgramFormat(96, 54, 30)
AT_REST = ProgramPicture(np.full((PROGRAM.height_px, PROGRAM.width_px, 4), 90, np.uint8))
STALE = ns_to_samples(STALE_NS)
PATIENCE_S = 20.0


def nearest_sample(time_ns: int) -> int:
    """The number of the sample that ``time_ns`` was made from."""
    return ns_to_samples(time_ns + 500)


class Microphone:
    """Hears the test signal, as far as the test lets time pass."""

    level_dbfs = -20.0
    latency_ns = 30_000_000

    def __init__(self) -> None:
        self._sink: LiveSink | None = None
        self._heard = 0

    def start(self, sink: LiveSink) -> None:
        self._sink = sink

    def stop(self) -> None:
        self._sink = None

    def hear(self, until: int) -> None:
        """Push everything before sample ``until``."""
        assert self._sink is not None
        self._sink(test_signal.samples(self._heard, until - self._heard), samples_to_ns(self._heard))
        self._heard = until


class Remote:
    """The engine host, as speech uses it, and what it tells. The pictures come on the host's thread."""

    def __init__(self, avatar: Path, url: str) -> None:
        remote = RemoteRequest(url, "flashtalk")
        self._request = EngineRequest(avatar, PROGRAM.width_px, PROGRAM.height_px, PROGRAM.fps, remote)
        self._host = EngineHost(ENGINES["omnirt"], self, HostOptions(isolation="thread", grace_s=8))
        self._told = threading.Condition()
        self._ready = threading.Event()
        self._down = threading.Event()
        self.info: EngineInfo | None = None
        self.speech: Speech | None = None
        self.reasons: list[AppError] = []
        self.begun = 0
        """The turn's sample from which on the session draws."""
        self.drawn_ns = 0
        """Up to here there are pictures."""
        self.waiting = self.most_waiting = 0
        """Samples that the engine was given since it last began, and the most there were."""

    def load(self) -> None:
        """Have a session begun; returns when it draws."""
        self.begin()
        self.wait_until_ready()

    def begin(self) -> None:
        """Have a session begun."""
        self._ready.clear()
        self._down.clear()
        self._host.start(self._request)

    def wait_until_ready(self) -> None:
        """Until it draws."""
        assert self._ready.wait(PATIENCE_S), self.reasons

    def wait_until_lost(self) -> None:
        """Until it is known that the session has gone."""
        assert self._down.wait(PATIENCE_S)

    def wait_until_drawn(self, position: int) -> None:
        """Until there is the picture of the turn's sample ``position``, or no session any more."""
        with self._told:
            met = self._told.wait_for(lambda: self.drawn_ns > samples_to_ns(position) or not self.info, PATIENCE_S)
            assert met, "the pictures stay away"

    def let_go(self, count: int) -> None:
        """As many pictures have been shown."""
        self._host.release(count)

    def close(self) -> None:
        self._host.stop()

    # ---- as speech uses it

    @property
    def render_ns(self) -> int:
        return 0 if self.info is None else self.info.render_ns

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        if self.info is not None:
            self.begun, self.waiting = start, 0
            self._host.new_turn(turn, phase_ns, start)

    def push(self, turn: int, samples: Samples) -> None:
        if self.info is not None:
            self.waiting += len(samples)
            drawn = max(0, ns_to_samples(self.drawn_ns) - self.begun)
            self.most_waiting = max(self.waiting - drawn, self.most_waiting)
            self._host.push(turn, samples)

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        pass

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        pass

    def end_turn(self, turn: int) -> None:
        if self.info is not None:
            self._host.end_turn(turn)

    # ---- what the host tells

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        self.info = info
        if self.speech is not None:
            self.speech.engine_is_back()
        self._ready.set()

    def on_frame(self, frame: VideoFrame) -> None:
        assert self.speech is not None
        self.speech.frame(frame)
        with self._told:
            self.drawn_ns = frame.pts_ns + frame.duration_ns
            self._told.notify()

    def on_progress(self, turn: int, until_ns: int) -> None:
        assert self.speech is not None
        self.speech.progress(turn, until_ns)

    def on_turn_done(self, turn: int) -> None:
        pass

    def on_stats(self, stats: Stats) -> None:
        pass

    def on_notice(self, notice: AppError) -> None:
        self.reasons.append(notice)

    def on_configured(self, said: Configured) -> None:
        pass

    def on_card_choice(self, choice: CardChoice) -> None:
        pass

    def on_down(self, reason: AppError | None) -> None:
        if reason is not None:
            self.reasons.append(reason)
        with self._told:
            self.info = None
            self._told.notify()
        self._down.set()


@dataclass(frozen=True, slots=True)
class Shown:
    """A slot: the turn's sample at which it begins, and what its picture says; None: it shows somebody at rest."""

    position: int
    mark: Mark | None


class World:
    """Microphone, speech, pacer, pump and a distant engine. The test's thread is the pump's and the microphone's."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._clock = VirtualClock()
        self._pacer = Pacer(PROGRAM, crossfade_ns=0)
        self._speech = Speech(
            PROGRAM, self._pacer, remote, lambda: NS_PER_S // PROGRAM.fps, self._clock.now_ns, self._on_error
        )
        self._pump = Pump(self._clock, PROGRAM, self._pacer, self._compose, first_slot=0)
        self._pump.due = [self]
        self._microphone = Microphone()
        self._start = 0  # program sample of the turn's first
        self._passed = threading.Condition()
        self.awaited = 0
        """Waits of a server that have begun and not ended: how long they last is set."""
        self.waits = True
        """Time stands still until the pictures are there that are due."""
        self.shown: list[Shown] = []
        remote.speech = self._speech
        self._speech.microphone_on(self._microphone)

    def run(self, seconds: int) -> None:
        """So many more seconds."""
        for _ in range(seconds * PROGRAM.fps):
            planned = self._pump.next_slot  # in this step, one slot before it is due
            heard_ns = PROGRAM.slot_ns(planned - 1) - self._microphone.latency_ns
            if heard_ns > 0:
                self._microphone.hear(ns_to_samples(heard_ns))
                delay_ns = self._speech.measures.delay_ns
                assert delay_ns is not None
                self._start = nearest_sample(delay_ns)
            position = PROGRAM.first_sample(planned) - self._start
            if self.waits and self._remote.info is not None and self._start and position >= self._remote.begun:
                self._remote.wait_until_drawn(position)
            if not self.waits:
                with self._passed:  # a server that waits for our time must have had its processor before time goes on
                    self._passed.wait_for(lambda: self.awaited, 0.02)
            self._pump.step()
            if planned % 3 == 0:
                self._speech.catch_up()
            self._remote.let_go(self._pacer.take_released())
            with self._passed:
                self._passed.notify_all()

    @property
    def position(self) -> int:
        """The turn's sample that is heard now."""
        return self.shown[-1].position if self.shown else 0

    def wait_for(self, server: OmniRTServer) -> Callable[[float], None]:
        """How ``server`` waits for seconds of this world's time."""

        def wait(seconds: float) -> None:
            until_ns = self._clock.now_ns() + round(seconds * NS_PER_S)
            with self._passed:
                self.awaited += 1
                self._passed.notify_all()
                while self._clock.now_ns() < until_ns and not server.over.is_set():
                    self._passed.wait(0.02)
                self.awaited -= 1

        return wait

    def write(self, tick: Tick) -> None:
        """Every slot that leaves the studio: exactly the sound that was heard a constant delay before."""
        count = PROGRAM.sample_count(tick.slot)
        position = PROGRAM.first_sample(tick.slot) - self._start
        if not self._start or position < 0:
            return  # nothing has come through yet
        assert np.array_equal(tick.samples, test_signal.samples(position, count)), tick.slot
        assert tick.pts_ns == samples_to_ns(position)
        self.shown.append(Shown(position, read_mark(tick.picture.pixels)))

    def close(self) -> None:
        """The end of the show."""
        self._speech.close()

    def _compose(self, plan: SlotPlan) -> ProgramPicture:
        return AT_REST if plan.frame is None else ProgramPicture(plan.frame.pixels)

    def _on_error(self, error: AppError) -> None:
        raise error


def check(shown: list[Shown], heard: Heard, gaps: list[tuple[int, int]]) -> int:
    """Every slot shows the picture of its sound, or in a gap none; returns how many do.

    Args:
        shown: the slots.
        heard: what the server was sent.
        gaps: from which of the turn's samples on there were no pictures, and from which on there were again.

    """
    own = 0
    for slot in shown:
        gap = next(((since, until) for since, until in gaps if since <= slot.position < until), None)
        first = None if slot.mark is None else heard.first_sample(slot.mark)
        if gap is None:
            assert first is not None, slot
            assert 0 <= slot.position - first < heard.picture_samples, (slot, first)
            own += 1
        elif slot.position - gap[0] <= STALE:
            assert first == gap[0] - heard.picture_samples, (slot, first)
        else:
            assert slot.mark is None, slot
    return own
