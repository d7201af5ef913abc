"""The pacer: the one place that decides which picture and which samples belong to an instant.

It is pure: it never waits, reads no clock and does nothing but answer ``plan(slot)``. Program time is the number of the
slot; the time of a turn is counted in samples from its beginning. For every slot there is one number, the turn's sample
at which the slot begins, and picture and sound are both looked up with it: that is all that sync is.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np

from app.media.fader import falling, shortened
from app.media.track import SoundTrack
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
    AudioChunk,
    PacerCounts,
    ProgramFormat,
    Samples,
    SlotPlan,
    VideoFrame,
    ns_to_samples,
    samples_to_ns,
)

FADE_SAMPLES = PROGRAM_RATE_HZ // 100  # 10 ms: no click, and still an interrupt
DUCK_SAMPLES = PROGRAM_RATE_HZ // 5  # 200 ms: whoever gives way to a voice is turned down, not cut
STALE_NS = 250_000_000  # a picture older than this fades to idle, and is gone well before 500 ms
CROSSFADE_NS = 120_000_000
_MOMENT = PROGRAM_RATE_HZ // 2  # samples; a line that is over so soon needs no other pictures


class Pacer:
    """Pairs pictures with sound, slot by slot. Any thread; every call is short.

    A turn that is **live** sounds at a constant delay whatever the engine does: late pictures are dropped. A turn that
    is **not live** waits for its pictures: sound and picture pause together. ``begin_turn`` is also the interrupt.

    Args:
        program: slot rate.
        crossfade_ns: time in which speech and idle pictures blend into each other; 0 cuts.
    """

    def __init__(self, program: ProgramFormat, crossfade_ns: int = CROSSFADE_NS) -> None:
        self._program = program
        self._fade_step = 1.0 if crossfade_ns == 0 else NS_PER_S / program.fps / crossfade_ns
        self._lock = threading.Lock()
        self._turn = 0
        self._live = False
        self._start = 0  # live: program sample of the turn's sample 0
        self._head = 0  # turn sample that plays next
        self._track: SoundTrack | None = None  # None: nobody speaks
        self._ended = False  # no more sound will be pushed
        self._rendered_ns = 0  # that much of the turn is done with
        self._pictured_ns = 0  # that much has pictures, or needs none
        self._prebuffer_ns = 0
        self._pictures = True
        self._frames: deque[tuple[VideoFrame, bool]] = deque()  # with: came too late
        self._shown: VideoFrame | None = None
        self._shown_pts_ns = 0  # turn time at which it was last looked at
        self._weight = 0.0
        self._waiting = False
        self._waited = 0  # slots in a row
        self._tail: Samples = np.zeros(0, np.float32)
        self._fade_in = self._rises = False
        self._last_sample = 0.0
        self._released = 0
        self._dropped = self._starved = self._stalls = 0

    # ---- turns

    def begin_turn(
        self, turn: int, *, live: bool, start_sample: int = 0, prebuffer_ns: int = 0, rises: bool = False
    ) -> None:
        """Put ``turn`` on air; whatever is on air ends with a fade in the next slot.

        Args:
            turn: higher than every turn before.
            live: the sound flows at a constant delay; needs ``start_sample``.
            start_sample: program sample at which the turn's sample 0 sounds (live).
            prebuffer_ns: pictures that must be there before a turn that is not live starts or goes on.
            rises: a live voice may begin in the middle of a word: its first 10 ms rise from silence.
        """
        with self._lock:
            self._leave()
            self._rises = rises
            self._turn, self._live, self._start, self._head = turn, live, start_sample, 0
            self._track, self._ended = SoundTrack(), False
            self._rendered_ns = self._pictured_ns = 0
            self._prebuffer_ns, self._shown_pts_ns = prebuffer_ns, -1
            self._waiting, self._waited = not live, 0

    def interrupt(self, turn: int, fade_samples: int = FADE_SAMPLES) -> None:
        """Fade out within so many samples and be idle; ``turn`` is the new number, that nothing speaks in.

        With ``DUCK_SAMPLES`` what is on air runs out under whoever begins next; a later interrupt ends that, too.
        """
        with self._lock:
            self._leave(fade_samples)
            self._tail = shortened(self._tail, fade_samples)
            self._turn = turn

    def end_turn(self, turn: int) -> None:
        """All sound of ``turn`` has been pushed; it leaves the air when it has been played."""
        with self._lock:
            if turn == self._turn:
                self._ended = True

    def expect_pictures(self, expected: bool) -> None:
        """Without an engine, turns that are not live speak without waiting for pictures."""
        with self._lock:
            self._pictures = expected

    def set_prebuffer(self, prebuffer_ns: int) -> None:
        """Another engine draws the turn: so many of its pictures must be there before it starts or goes on."""
        with self._lock:
            self._prebuffer_ns = prebuffer_ns

    # ---- what comes in

    def push_audio(self, chunk: AudioChunk) -> None:
        """Take sound; of an older turn it is dropped."""
        with self._lock:
            if chunk.turn == self._turn and self._track is not None:
                self._track.push(chunk)

    def push_frame(self, frame: VideoFrame) -> None:
        """Take a picture; of an older turn it is released at once. Pictures of a turn come in order."""
        with self._lock:
            if frame.turn != self._turn or self._track is None:
                self._released += 1
                return
            end_ns = frame.pts_ns + frame.duration_ns
            self._rendered_ns = max(self._rendered_ns, end_ns)
            self._pictured_ns = max(self._pictured_ns, end_ns)
            self._frames.append((frame, frame.pts_ns <= self._shown_pts_ns))

    def progress(self, turn: int, until_ns: int) -> None:
        """Everything of ``turn`` before ``until_ns`` is rendered, with however many pictures."""
        with self._lock:
            if turn == self._turn:
                self._rendered_ns = max(self._rendered_ns, until_ns)

    def rest(self, turn: int, until_ns: int) -> None:
        """Nothing of ``turn`` before ``until_ns`` needs pictures of an engine's: the host is at rest without."""
        with self._lock:
            if turn == self._turn:
                self._rendered_ns = max(self._rendered_ns, until_ns)
                self._pictured_ns = max(self._pictured_ns, until_ns)

    # ---- what goes out

    def plan(self, slot: int) -> SlotPlan:
        """Decide slot number ``slot``. Called once for each, in order."""
        with self._lock:
            count = self._program.sample_count(slot)
            position = self._position(slot, count)
            if position is None or self._track is None:
                samples = self._declick(np.zeros(count, np.float32))
                pts_ns = None
            else:
                samples = self._sound(position, count)
                pts_ns = max(0, samples_to_ns(position))
                self._pick(pts_ns)
            self._blend(pts_ns)
            plan = SlotPlan(
                slot=slot,
                turn=self._turn,
                live=self._live and pts_ns is not None,
                pts_ns=pts_ns,
                frame=self._shown if self._weight > 0 else None,
                speech_weight=self._weight,
                samples=samples,
            )
            if position is not None:
                self._head = position + count
                self._finish_if_over()
            return plan

    def ready(self, slot: int) -> bool:
        """Whether planning ``slot`` now would not make a turn that is not live wait. For rendering to a file."""
        with self._lock:
            return self._track is None or self._live or self._has(self._program.sample_count(slot))

    def take_released(self) -> int:
        """How many pictures have been let go since the last call: as many may be rendered in their place."""
        with self._lock:
            released, self._released = self._released, 0
            return released

    def resume_point(self, within_ns: int | None = None) -> tuple[int, Samples] | None:
        """Where an engine that has lost the turn must take it up again: turn sample, and the sound from there.

        Live, that is the newest sample (what is already on its way sounds without pictures); not live, the play head.
        None when nobody speaks. Pictures that wait are dropped: the engine will draw them again.

        An engine much faster than people speak gives its first picture ``within_ns``: live, it draws all that it can be
        in time for, and follows the pictures that are there.
        """
        with self._lock:
            if self._track is None:
                return None
            head = self._head
            if self._live:
                head = self._track.end if within_ns is None else self._soonest(self._track, within_ns)
            else:
                self._let_go_frames()
            self._rendered_ns = self._pictured_ns = samples_to_ns(head)
            return head, self._track.rest(head)

    @property
    def turn(self) -> int:
        """Number of the turn."""
        return self._turn

    @property
    def speaking(self) -> bool:
        """A turn is on air or waits to be."""
        return self._track is not None

    @property
    def buffering(self) -> bool:
        """A turn waits for its pictures or its sound."""
        return self._track is not None and self._waiting

    @property
    def beginning(self) -> bool:
        """A turn waits that has not been heard at all."""
        return self.buffering and self._head == 0

    @property
    def head_ns(self) -> int:
        """Time of the turn up to which it has been planned."""
        with self._lock:
            return samples_to_ns(max(0, self._head))

    def backlog(self) -> int:
        """Samples of the turn that have been pushed and wait to be played."""
        with self._lock:
            return 0 if self._track is None else max(0, self._track.end - self._head)

    def behind_ns(self) -> int:
        """How far the pictures of a live turn are behind its sound; 0 while they are on time."""
        with self._lock:
            if self._track is None or not self._live:
                return 0
            return max(0, samples_to_ns(max(0, self._head)) - self._rendered_ns)

    def lacks_pictures(self, heard_ns: int) -> bool:
        """The turn has none for the moment, although so much sound is there that some could be drawn."""
        with self._lock:
            return self._late() if self._live else self._waiting and self._owed(heard_ns)

    def owed_pictures(self, heard_ns: int) -> bool:
        """So much sound of the turn is there that some could be drawn that are not there yet."""
        with self._lock:
            return self._owed(heard_ns)

    def ran_dry(self) -> bool:
        """The turn had pictures, and none has come for so long that the last one is not to be seen any more."""
        with self._lock:
            if self._live:
                return self._pictured_ns > 0 and self._late()
            return self._waiting and self._head > 0 and self._waited * NS_PER_S >= STALE_NS * self._program.fps

    def goes_without(self) -> bool:
        """What is heard has no pictures and will have none, for long enough that somebody sees it."""
        with self._lock:
            if self._track is None or self._waiting:
                return False
            head_ns = samples_to_ns(max(0, self._head))
            goes_on = not self._ended or self._track.end - self._head > _MOMENT
            return goes_on and self._rendered_ns >= head_ns > self._pictured_ns + STALE_NS

    def counts(self) -> PacerCounts:
        """What has been counted so far."""
        with self._lock:
            return PacerCounts(self._dropped, self._starved, self._stalls, len(self._frames), self._drift_ns())

    # ---- the decisions

    def _late(self) -> bool:
        """The last picture of a live turn is too old to be shown."""
        return self._track is not None and samples_to_ns(max(0, self._head)) - self._rendered_ns > STALE_NS

    def _owed(self, heard_ns: int) -> bool:
        if self._track is None:
            return False
        return samples_to_ns(self._track.end) - self._rendered_ns >= (1 if self._ended else heard_ns)

    def _soonest(self, track: SoundTrack, within_ns: int) -> int:
        """The first sample of a live turn that has no picture yet and is heard no sooner than that."""
        heard_ns = samples_to_ns(max(0, self._head)) + within_ns
        return min(track.end, ns_to_samples(max(heard_ns, self._pictured_ns) + 500))

    def _position(self, slot: int, count: int) -> int | None:
        """Turn sample at which the slot begins (negative: begins in it); None while the turn does not play."""
        if self._track is None:
            return None
        if self._live:
            position = self._program.first_sample(slot) - self._start
            return position if position + count > 0 else None
        if not self._has(count):
            if not self._waiting:
                self._stalls += 1
            self._waiting = True  # picture and sound pause together: the head stays where it is
            self._waited += 1
            return None
        self._fade_in = self._waiting and self._head > 0
        self._waiting, self._waited = False, 0
        return self._head

    def _has(self, count: int) -> bool:
        """Whether sound and pictures for the next ``count`` samples are there, and the prebuffer after a wait."""
        assert self._track is not None
        ahead_ns = self._prebuffer_ns if self._waiting else 0
        sound_end = self._head + max(count, ahead_ns * PROGRAM_RATE_HZ // NS_PER_S)
        pictures_ns = samples_to_ns(self._head) + max(1, ahead_ns)
        if self._ended:
            sound_end = min(sound_end, self._track.end)
            pictures_ns = min(pictures_ns, samples_to_ns(self._track.end))
        return self._track.end >= sound_end and (not self._pictures or self._rendered_ns >= pictures_ns)

    def _sound(self, position: int, count: int) -> Samples:
        assert self._track is not None
        samples = self._track.read(position, count)
        if self._live and not self._ended:
            self._starved += min(count, max(0, position + count - self._track.end))
        self._track.forget_before(position + count)
        if self._fade_in:
            length = min(FADE_SAMPLES, count)
            samples[:length] *= np.linspace(0.0, 1.0, length, dtype=np.float32)
            self._fade_in = False
            self._last_sample = 0.0
        if self._rises and position < FADE_SAMPLES:  # it may begin in the middle of a slot, too
            samples *= np.clip((np.arange(position, position + count) + 1) / FADE_SAMPLES, 0.0, 1.0).astype(np.float32)
        if len(self._tail):
            samples = self._declick(samples)
        if count:
            self._last_sample = float(samples[-1])
        return samples

    def _declick(self, samples: Samples) -> Samples:
        """Let what was on air a moment ago run out over the beginning of ``samples``."""
        tail, self._tail = self._tail[: len(samples)], self._tail[len(samples) :]
        if not len(tail) and self._last_sample:
            tail = self._last_sample * falling(min(FADE_SAMPLES, len(samples)))
        self._last_sample = 0.0
        samples[: len(tail)] = np.clip(samples[: len(tail)] + tail, -1.0, 1.0)
        return samples

    def _pick(self, pts_ns: int) -> None:
        """Move on to the newest picture whose time has come."""
        picked_late: bool | None = None
        while self._frames and self._frames[0][0].pts_ns <= pts_ns:
            if picked_late:
                self._dropped += 1
            self._shown, picked_late = self._frames.popleft()
            self._released += 1
        self._shown_pts_ns = pts_ns

    def _drift_ns(self) -> int:
        if self._shown is None or self._track is None:
            return 0
        return max(0, self._shown_pts_ns - self._shown.pts_ns - self._shown.duration_ns)

    def _blend(self, pts_ns: int | None) -> None:
        fresh = (
            pts_ns is not None
            and self._shown is not None
            and self._shown.turn == self._turn
            and self._drift_ns() <= STALE_NS
        )
        self._weight = min(1.0, self._weight + self._fade_step) if fresh else max(0.0, self._weight - self._fade_step)
        if self._weight == 0.0:
            self._shown = None

    def _finish_if_over(self) -> None:
        if self._ended and self._track is not None and self._head >= self._track.end:
            self._track = None
            self._let_go_frames()

    def _leave(self, fade_samples: int = FADE_SAMPLES) -> None:
        """Take the turn off the air: its next samples, faded, run out under whatever comes next."""
        if self._track is not None and not self._waiting:
            before = shortened(self._tail, fade_samples)
            self._tail = self._track.read(self._head, fade_samples) * falling(fade_samples)
            self._tail[: len(before)] += before
        self._track = None
        self._live = self._waiting = self._ended = False
        self._let_go_frames()

    def _let_go_frames(self) -> None:
        self._released += len(self._frames)
        self._frames.clear()
