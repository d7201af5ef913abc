"""Who speaks: one turn at a time. Sound goes to the pacer and to the engine; only pictures come back.

Voice-through is a live turn that lasts as long as the microphone is on. A file or a typed line is a turn of its own
that takes the place of the microphone until it has been played. While one is on air the next is made ready.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from app.base.errors import AppError
from app.media.pacer import DUCK_SAMPLES, FADE_SAMPLES, Pacer
from app.media.types import AudioChunk, MouthCue, ProgramFormat, Samples, VideoFrame, ns_to_samples, samples_to_ns
from app.sources.base import LiveSource, PictureSource, SpeechSource, Told
from app.studio.feeder import FEED_AHEAD, Feeder
from app.studio.live_sources import LiveSources
from app.studio.live_turn import LiveTurn
from app.studio.pictures import Pictures
from app.studio.speech_parts import MARGIN_NS, EnginePort, SpeechMeasures, live_engine_ns, prebuffer_ns

log = logging.getLogger(__name__)

TOO_LATE_NS = 400_000_000  # behind a live voice by so much, the host has been idle for a moment already


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
        self.now_ns = now_ns
        self._on_error = on_error
        self._on_heard = on_heard
        self._lock = threading.RLock()  # a push to pacer and engine is one step; so is beginning a turn
        self._turn = pacer.turn  # of the show's: no picture of an older one is taken for one of ours
        self._cues: list[MouthCue] = []  # of the turn: an engine that comes back is told them again
        self._microphone: LiveSources | None = None
        self._live: LiveTurn | None = None  # None: it has not begun
        self._live_turn: int | None = None  # number of the last live turn
        self._rises = False  # the next live turn begins in the middle of a word
        self._feeder: Feeder | None = None
        self._next: Feeder | None = None  # is made ready, and begins when the one before is over
        self._cut = False  # by an interrupt that is still to come
        self._next_pause_ns = 0  # before it
        self._quiet_since_ns: int | None = None  # nobody has spoken a line
        self.more_waits = False
        """Lines wait to be spoken, between which the microphone is not heard."""
        self.held = False
        """What was made ready waits for somebody who comes on stage."""
        self._first_push_ns: int | None = None
        self._fast = False  # the engine
        self.pictures = Pictures(pacer)
        self.measures = SpeechMeasures()

    # ---- commands

    def microphone_on(self, source: LiveSource, webcam: PictureSource | None = None) -> None:
        """Begin voice-through, with a camera that the host follows. Raises AppError when there is no microphone."""
        self.microphone_off()
        with self._lock:
            self._live = None
            self._microphone = LiveSources(source, webcam)
        try:
            self._microphone.start(self._on_live, self._on_picture)
        except AppError:
            self._microphone = None
            raise

    def microphone_off(self) -> None:
        """End voice-through; what has been said is still played."""
        source, self._microphone = self._microphone, None
        if source is None:
            return
        source.stop()
        with self._lock:
            if self._live_turn == self._turn:  # also while it was about to begin anew with another delay
                self._pacer.end_turn(self._turn)
                self._engine.end_turn(self._turn)
            self._live = None

    def say(self, open_source: Callable[[], SpeechSource], label: str) -> Feeder:
        """Speak a file or a line, interrupting what is being spoken. ``open_source`` runs on the feeder's thread."""
        self._stop_feeders()
        with self._lock:
            feeder = self._feeder = Feeder(self._begin_fed(), label, open_source, self)
        feeder.start()
        return feeder

    def line_up(self, open_source: Callable[[], SpeechSource], label: str, pause_ns: int = 0) -> Feeder:
        """Make a file or a line ready, which begins ``pause_ns`` after the one on air. Only where it ``takes_next``."""
        feeder = Feeder(None, label, open_source, self)
        with self._lock:
            self._next, self._next_pause_ns, self._quiet_since_ns = feeder, pause_ns, None
        feeder.start()
        return feeder

    def drop_next(self) -> None:
        """What was made ready is not to be spoken."""
        with self._lock:
            feeder, self._next = self._next, None
        if feeder is not None:
            feeder.stop()

    def skip(self, *, for_voice: bool = False) -> None:
        """Break off the file or line that is being spoken; what was made ready follows.

        ``for_voice``: the streamer is about to speak. It is turned down, not cut, and their voice rises over it.
        """
        with self._lock:
            self._rises |= for_voice
            if not self.busy:
                return
            self._break_off(DUCK_SAMPLES if for_voice else FADE_SAMPLES)
            feeder, self._feeder = self._feeder, None
        if feeder is not None:
            feeder.stop()

    def interrupt(self) -> None:
        """Stop speaking now. The microphone, if it is on, goes on afresh."""
        self.cut()
        self._stop_feeders()
        self._cut = False

    def cut(self) -> None:
        """The part of ``interrupt`` that viewers notice: what is on air fades with the next slot. Any thread."""
        with self._lock:
            self._cut = True  # nothing that waits may take its place
            self.more_waits = False
            self._break_off()

    def _break_off(self, fade_samples: int = FADE_SAMPLES) -> None:
        turn = self._next_turn()
        self._pacer.interrupt(turn, fade_samples)
        self._engine.new_turn(turn, self.now_ns())

    def close(self) -> None:
        """End all sources."""
        self._stop_feeders()
        source, self._microphone = self._microphone, None
        if source is not None:
            source.stop()

    # ---- state

    @property
    def label(self) -> str:
        """The line or file that is being spoken, or empty."""
        feeder = self._feeder
        return feeder.label if feeder is not None and not self.over(feeder) else ""

    @property
    def told(self) -> Told | None:
        """How far the words on air have come; None: none are, or they are not known."""
        feeder = self._feeder
        return feeder.told(self.heard_ns) if feeder is not None and not self.over(feeder) else None

    @property
    def busy(self) -> bool:
        """A line or a file is being spoken."""
        return self._feeder is not None and not self.over(self._feeder)

    def over(self, feeder: Feeder) -> bool:
        """A file or line that had its turn is no longer on air."""
        return feeder.turn != self._turn or (feeder.fed and not self._pacer.speaking)

    @property
    def heard_ns(self) -> int:
        """How much of the file or line on air has been heard."""
        return self._pacer.head_ns

    @property
    def lined_up(self) -> bool:
        """Another one was made ready, or is being made, and has not begun."""
        return self._next is not None

    @property
    def takes_next(self) -> bool:
        """Another one may be made ready: none is, and that on air has been read to its end."""
        feeder = self._feeder
        read = feeder is None or feeder.fed or feeder.turn != self._turn
        return self._next is None and read and not self._cut

    @property
    def live(self) -> bool:
        """The microphone is on the air."""
        return self._live is not None and self._pacer.speaking

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

    def engine_is_back(self, *, fast: bool = False) -> None:
        """The engine is ready and knows nothing of the turn that is on air: give it the rest.

        ``fast``: it draws much faster than people speak, and need not skip what of a live voice waits to be heard.
        """
        with self._lock:
            self._fast = fast
            resume = self._pacer.resume_point(self._engine.render_ns + MARGIN_NS if fast else None)
            if resume is None:
                return
            head, rest = resume
            phase_ns = self.now_ns()
            if self._live is not None:
                self._live.engine_is_new()
                phase_ns = self._live.heard_ns(head)
            self._pacer.set_prebuffer(prebuffer_ns(self._engine))
            self._engine.new_turn(self._turn, phase_ns, head)
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
            self.engine_is_back(fast=self._fast)
            return True

    def change_engine(self) -> None:
        """Another engine draws from now on. A live voice begins anew, with the delay that this one needs."""
        with self._lock:
            if self._live is not None:
                self._live, self._fast = None, False
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
            self._live = None

    # ---- sound

    def _on_live(self, samples: Samples, captured_ns: int) -> None:
        captured = ns_to_samples(captured_ns + 500)  # back to the sample number that the nanoseconds came from
        self._on_heard(captured, samples)
        with self._lock:
            if self._microphone is None or self.busy or self.more_waits:
                self._live = None
                return
            live, info = self._live, self._engine.info
            if live is None or not self._pacer.speaking or not live.goes_on(captured):
                live = self._live = self._begin_live(captured)
            if live.position == 0 and not (info is not None and info.follows_camera):
                self._first_push_ns = time.monotonic_ns()
            live.push(samples)

    def _on_picture(self, jpeg: bytes, taken_ns: int) -> None:
        """What the camera sees belongs to the live turn, at the time at which it was seen."""
        with self._lock:
            if self._live is not None and self._live_turn == self._turn:
                self._live.see(jpeg, taken_ns)

    def _begin_live(self, captured: int) -> LiveTurn:
        delay = ns_to_samples(self._live_delay_ns())
        turn = self._live_turn = self._next_turn()
        delay_ns = self.measures.delay_ns = samples_to_ns(delay)
        rises, self._rises = self._rises, False
        self._pacer.begin_turn(turn, live=True, start_sample=captured + delay, rises=rises)
        self._engine.new_turn(turn, samples_to_ns(captured + delay))
        return LiveTurn(turn, captured, delay_ns, self._pacer, self._engine)

    def _live_delay_ns(self) -> int:
        assert self._microphone is not None
        path_ns = self._microphone.latency_ns + self._lead_ns() + self._program.slot_ns(1)
        return path_ns + live_engine_ns(self._engine)

    def begin_next(self, feeder: Feeder) -> bool:
        """See ``FedSpeech``."""
        with self._lock:
            if feeder is not self._next or self._cut or self.busy:
                return False
            now_ns = self.now_ns()
            if self._quiet_since_ns is None:
                self._quiet_since_ns = now_ns
            if self.held or now_ns - self._quiet_since_ns < self._next_pause_ns:
                return False
            self._next, self._feeder = None, feeder
            feeder.turn = self._begin_fed()
            return True

    def _begin_fed(self) -> int:
        """Begin the turn of a file or a line."""
        turn = self._next_turn()
        wait_ns = prebuffer_ns(self._engine)
        self._pacer.begin_turn(turn, live=False, prebuffer_ns=wait_ns)
        self._engine.new_turn(turn, self.now_ns() + wait_ns)
        return turn

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
            if position == 0:
                self._first_push_ns = time.monotonic_ns()
            self._pacer.push_audio(AudioChunk(turn, position, samples))
            self._engine.push(turn, samples)
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
        chunks_ns = 0 if info is None else 2 * info.chunk_ns + info.lookahead_ns + prebuffer_ns(self._engine)
        return self._pacer.backlog() > max(FEED_AHEAD, ns_to_samples(chunks_ns))

    def end_next(self, feeder: Feeder) -> None:
        """See ``FedSpeech``."""
        with self._lock:
            if feeder is self._next:
                self._next = None

    def failed(self, turn: int | None, error: AppError) -> None:
        """A feeder could not read its source; None: before its turn."""
        self._on_error(error)
        if turn is not None:
            self.end_fed(turn)

    def _next_turn(self) -> int:
        self._note_cut()
        self._turn += 1
        self._cues = []
        self._live = self._first_push_ns = None
        return self._turn

    def _note_cut(self) -> None:
        """Whoever is on air is broken off, and knows where."""
        feeder = self._feeder
        if feeder is not None and not self.over(feeder):
            feeder.cut_ns = self._pacer.head_ns

    def _stop_feeders(self) -> None:
        self.drop_next()
        with self._lock:
            self._note_cut()
            feeder, self._feeder = self._feeder, None
        if feeder is not None:
            feeder.stop()
