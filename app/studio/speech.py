"""Who speaks: one turn at a time. Sound goes to the pacer and to the engine; only pictures come back.

Voice-through is a live turn that lasts as long as the microphone is on. A file or a typed line is a turn of its own
that takes the place of the microphone until it has been played.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.base.errors import AppError
from app.engine.base import EngineInfo
from app.media.pacer import Pacer
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
    AudioChunk,
    MouthCue,
    ProgramFormat,
    Samples,
    VideoFrame,
    ns_to_samples,
    samples_to_ns,
)
from app.sources.base import LiveSource, PictureSource, SpeechSource
from app.studio.feeder import FEED_AHEAD, Feeder
from app.studio.live_rest import LiveRest

log = logging.getLogger(__name__)

MARGIN_NS = 30_000_000  # what a busy machine adds to the engine's usual path before a live picture is missed
PREBUFFER_NS = 120_000_000
TOO_LATE_NS = 400_000_000  # behind a live voice by so much, the host has been idle for a moment already
GAP = PROGRAM_RATE_HZ // 50  # samples by which live sound may disagree with the clock before it is a new beginning


class EnginePort(Protocol):
    """The engine as speech sees it: never blocks, and takes nothing while it is down."""

    @property
    def info(self) -> EngineInfo | None:
        """What draws now; None: nothing does."""
        ...

    @property
    def render_ns(self) -> int:
        """Measured time to draw one chunk; 0 while nothing draws."""
        ...

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Drop everything older and begin, at the turn's sample ``start``."""
        ...

    def push(self, turn: int, samples: Samples) -> None:
        """Sound at PROGRAM_RATE_HZ."""
        ...

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """What is known of the words, before their sound."""
        ...

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """What a camera saw, a JPEG file, so long after the turn began."""
        ...

    def end_turn(self, turn: int) -> None:
        """No more sound for this turn."""
        ...


@dataclass(slots=True)
class SpeechMeasures:
    """What speech has measured; None: not yet.

    Attributes:
        delay_ns: from a sound at the microphone to its picture and sound at the outputs.
        first_pcm_ns: from asking for a line to its first sample.
        first_frame_ns: from the first sample of a turn to its first picture.
    """

    delay_ns: int | None = None
    first_pcm_ns: int | None = None
    first_frame_ns: int | None = None


class Speech:
    """Turns. Commands come on the studio's thread, sound on the microphone's and the feeder's, pictures on the host's.

    Args:
        program: slot rate.
        pacer: gets sound and pictures.
        engine: gets the same sound.
        lead_ns: asks how long before it is due a slot is planned.
        now_ns: master time.
        on_error: told what went wrong with a source, on the source's thread.
        on_heard: given what the microphone heard, whoever is on air: master number of the first sample, samples.
    """

    def __init__(
        self,
        program: ProgramFormat,
        pacer: Pacer,
        engine: EnginePort,
        lead_ns: Callable[[], int],
        now_ns: Callable[[], int],
        on_error: Callable[[AppError], None],
        on_heard: Callable[[int, Samples], None] = lambda start, samples: None,
    ) -> None:
        self._program = program
        self._pacer = pacer
        self._engine = engine
        self._lead_ns = lead_ns
        self._now_ns = now_ns
        self._on_error = on_error
        self._on_heard = on_heard
        self._lock = threading.RLock()  # a push to pacer and engine is one step; so is beginning a turn
        self._turn = 0
        self._cues: list[MouthCue] = []  # of the turn: an engine that comes back is told them again
        self._microphone: LiveSource | None = None
        self._webcam: PictureSource | None = None  # that the host follows while the microphone is on
        self._live_position: int | None = None  # samples pushed of the live turn; None: it has not begun
        self._live_turn: int | None = None  # number of the last live turn
        self._rest = LiveRest()
        self._resting = False  # the engine is told nothing of the live turn, which is silent
        self._live_start = 0  # master sample number at which the live turn's sample 0 was captured
        self._feeder: Feeder | None = None
        self._first_push_ns: int | None = None
        self.measures = SpeechMeasures()

    # ---- commands

    def microphone_on(self, source: LiveSource, webcam: PictureSource | None = None) -> None:
        """Begin voice-through, with a camera that the host follows. Raises AppError when there is no microphone."""
        self.microphone_off()
        with self._lock:
            self._live_position = None
            self._microphone = source
        try:
            source.start(self._on_live)
        except AppError:
            self._microphone = None
            raise
        if webcam is not None:
            webcam.start(self._on_picture)
            self._webcam = webcam

    def microphone_off(self) -> None:
        """End voice-through; what has been said is still played."""
        if self._microphone is None:
            return
        self._stop_sources()
        with self._lock:
            if self._live_turn == self._turn:  # also while it was about to begin anew with another delay
                self._pacer.end_turn(self._turn)
                self._engine.end_turn(self._turn)
            self._live_position = None

    def say(self, open_source: Callable[[], SpeechSource], label: str) -> None:
        """Speak a file or a line, interrupting what is being spoken. ``open_source`` runs on the feeder's thread."""
        self._stop_feeder()
        with self._lock:
            turn = self._next_turn()
            prebuffer_ns = self._prebuffer_ns()
            self._pacer.begin_turn(turn, live=False, prebuffer_ns=prebuffer_ns)
            self._engine.new_turn(turn, self._now_ns() + prebuffer_ns)
            self._feeder = Feeder(turn, label, open_source, self)
        self._feeder.start()

    def interrupt(self) -> None:
        """Stop speaking now. The microphone, if it is on, goes on afresh."""
        self.cut()
        self._stop_feeder()

    def cut(self) -> None:
        """The part of ``interrupt`` that viewers notice: what is on air fades with the next slot. Any thread."""
        with self._lock:
            turn = self._next_turn()
            self._pacer.interrupt(turn)
            self._engine.new_turn(turn, self._now_ns())

    def close(self) -> None:
        """End all sources."""
        self._stop_feeder()
        self._stop_sources()

    # ---- state

    @property
    def label(self) -> str:
        """The line or file that is being spoken, or empty."""
        feeder = self._feeder
        return feeder.label if feeder is not None and not self._feeder_over(feeder) else ""

    @property
    def live(self) -> bool:
        """The microphone is on the air."""
        return self._live_position is not None and self._pacer.speaking

    # ---- the engine's side

    def frame(self, frame: VideoFrame) -> None:
        """Take a picture from the engine."""
        with self._lock:
            if frame.turn == self._turn and self._first_push_ns is not None:
                self.measures.first_frame_ns = time.monotonic_ns() - self._first_push_ns
                self._first_push_ns = None
            self._pacer.push_frame(frame)

    def progress(self, turn: int, until_ns: int) -> None:
        """Everything of ``turn`` before ``until_ns`` is rendered."""
        self._pacer.progress(turn, until_ns)

    def engine_is_back(self) -> None:
        """The engine is ready and knows nothing of the turn that is on air: give it the rest."""
        with self._lock:
            resume = self._pacer.resume_point()
            if resume is None:
                return
            head, rest = resume
            self._resting = False
            self._pacer.set_prebuffer(self._prebuffer_ns())
            self._engine.new_turn(self._turn, self._now_ns(), head)
            self._engine.push_cues(self._turn, self._cues)
            if len(rest):
                self._engine.push(self._turn, rest)
            if self._feeder is not None and self._feeder.fed:
                self._engine.end_turn(self._turn)

    def catch_up(self) -> bool:
        """Let an engine slower than the voice skip to what is said now; it would be late for ever. True: it had to."""
        with self._lock:
            info = self._engine.info
            if info is None or info.follows_camera or self._pacer.behind_ns() < TOO_LATE_NS:
                return False
            self.engine_is_back()
            return True

    @property
    def changeable(self) -> bool:
        """Nobody would see another engine take over: nobody speaks, or what is to be said waits for its pictures.

        A live voice hides it only in a pause, which is not known here.
        """
        return not self._pacer.speaking or self._pacer.buffering

    def change_engine(self) -> None:
        """Another engine draws from now on. A live voice begins anew, with the delay that this one needs."""
        with self._lock:
            if self._live_position is not None:
                self._live_position = None
            else:
                self.engine_is_back()

    @property
    def delay_too_short(self) -> bool:
        """The engine has turned out to need more time than the live voice leaves it."""
        delay_ns = self.measures.delay_ns
        return self.live and delay_ns is not None and self._live_delay_ns() > delay_ns + MARGIN_NS

    def delay_changed(self) -> None:
        """An engine or a device with another latency is in use: the live turn begins anew with the right delay."""
        with self._lock:
            if self._live_position is not None:
                self._live_position = None

    # ---- sound

    def _on_live(self, samples: Samples, captured_ns: int) -> None:
        captured = ns_to_samples(captured_ns + 500)  # back to the sample number that the nanoseconds came from
        self._on_heard(captured, samples)
        with self._lock:
            if self._microphone is None or (self._feeder is not None and not self._feeder_over(self._feeder)):
                self._live_position = None
                return
            on_air = self._live_position is not None and self._pacer.speaking
            if not on_air or abs(self._live_start + (self._live_position or 0) - captured) > GAP:
                self._begin_live(captured)
            assert self._live_position is not None
            self._push_live(self._live_position, samples)
            self._live_position += len(samples)

    def _on_picture(self, jpeg: bytes, taken_ns: int) -> None:
        """What the camera sees belongs to the live turn, at the time at which it was seen."""
        with self._lock:
            if self._live_position is not None and self._live_turn == self._turn:
                self._engine.push_picture(self._turn, taken_ns - samples_to_ns(self._live_start), jpeg)

    def _push_live(self, position: int, samples: Samples) -> None:
        """Hand on what the microphone hears, but no long silence to an engine whose host idles without it."""
        rest, turn, info = self._rest, self._turn, self._engine.info
        rest.hear(samples)
        resting = rest.resting and info is not None and info.idle_clip is not None
        if resting and not self._resting:
            self._engine.end_turn(turn)
        elif self._resting and not resting:
            start = position - len(rest.before)
            phase_ns = samples_to_ns(self._live_start + start) + (self.measures.delay_ns or 0)
            self._engine.new_turn(turn, phase_ns, start)
            self._engine.push(turn, rest.before)
        self._resting = resting
        if resting or (info is not None and info.follows_camera):  # which draws when it sees something
            self._pacer.push_audio(AudioChunk(turn, position, samples))
            self._pacer.progress(turn, samples_to_ns(position + len(samples)))
        else:
            self._push(turn, position, samples)

    def _begin_live(self, captured: int) -> None:
        delay = ns_to_samples(self._live_delay_ns())
        turn = self._live_turn = self._next_turn()
        self._live_start, self._live_position = captured, 0
        self._rest, self._resting = LiveRest(), False
        self.measures.delay_ns = samples_to_ns(delay)
        self._pacer.begin_turn(turn, live=True, start_sample=captured + delay)
        self._engine.new_turn(turn, samples_to_ns(captured + delay))

    def _live_delay_ns(self) -> int:
        """Capture, chunk, lookahead and drawing; then the slot that is planned next, and its lead."""
        assert self._microphone is not None
        slot_ns = NS_PER_S // self._program.fps
        latency_ns = max(self._microphone.latency_ns, self._webcam.latency_ns if self._webcam is not None else 0)
        delay_ns = latency_ns + self._lead_ns() + slot_ns + MARGIN_NS
        info = self._engine.info
        if info is not None:
            # What has been measured lately counts, but no single stall makes a voice seconds late for good.
            render_ns = max(info.render_ns, min(self._engine.render_ns, info.render_ns + info.chunk_ns))
            delay_ns += info.chunk_ns + info.lookahead_ns + render_ns
        return delay_ns

    def first_pcm(self, waited_ns: int) -> None:
        """A file or a line has begun to come, so long after it was asked for."""
        self.measures.first_pcm_ns = waited_ns

    def push_fed(self, turn: int, position: int, samples: Samples, cues: Sequence[MouthCue]) -> bool:
        """Sound of a file or a line, from its feeder. False: the turn is over."""
        with self._lock:
            if turn != self._turn:
                return False
            self._cues += cues
            self._engine.push_cues(turn, cues)
            self._push(turn, position, samples)
            return True

    def end_fed(self, turn: int) -> None:
        """The file or line has been pushed completely."""
        with self._lock:
            if turn == self._turn:
                self._pacer.end_turn(turn)
                self._engine.end_turn(turn)

    def fed_enough(self) -> bool:
        """A feeder has pushed so much that it can wait: what the engine takes at once twice, and what is waited for."""
        info = self._engine.info
        chunks_ns = 0 if info is None else 2 * info.chunk_ns + info.lookahead_ns + self._prebuffer_ns()
        return self._pacer.backlog() > max(FEED_AHEAD, ns_to_samples(chunks_ns))

    def _prebuffer_ns(self) -> int:
        """Pictures that must be there before a line begins, so that an engine as fast as measured never runs dry."""
        info = self._engine.info
        if info is None:
            return PREBUFFER_NS
        late_ns = self._engine.render_ns - info.chunk_ns + MARGIN_NS
        return max(PREBUFFER_NS, min(late_ns, info.ahead_ns))  # what does not come while nothing plays is not awaited

    def failed(self, turn: int, error: AppError) -> None:
        """A feeder could not read its source."""
        self._on_error(error)
        self.end_fed(turn)

    def _push(self, turn: int, position: int, samples: Samples) -> None:
        if position == 0:
            self._first_push_ns = time.monotonic_ns()
        self._pacer.push_audio(AudioChunk(turn, position, samples))
        self._engine.push(turn, samples)

    def _next_turn(self) -> int:
        self._turn += 1
        self._cues = []
        self._live_position = None
        self._first_push_ns = None
        return self._turn

    def _feeder_over(self, feeder: Feeder) -> bool:
        return feeder.turn != self._turn or (feeder.fed and not self._pacer.speaking)

    def _stop_sources(self) -> None:
        for stop in [source.stop for source in (self._webcam, self._microphone) if source is not None]:
            stop()
        self._webcam = self._microphone = None

    def _stop_feeder(self) -> None:
        feeder, self._feeder = self._feeder, None
        if feeder is not None:
            feeder.stop()
