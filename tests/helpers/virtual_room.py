"""A server's engine, and one that may stand in for it, kept by a real engine room in virtual time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from app.avatars.expressions import Expression
from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, Option
from app.engine.host import EngineListener
from app.media.pacer import Pacer
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, MouthCue, Samples, SlotPlan, VideoFrame, samples_to_ns
from app.studio.engine_room import EngineRoom
from app.studio.feeder import Feeder
from app.studio.lease import LeaseTerms
from app.studio.loop import Action, Loop
from app.studio.remote import RemoteKeeping
from app.studio.speech import Speech
from tests.helpers.speech_rig import PROGRAM, FakeMicrophone, Line

REMOTE, LOCAL = 200, 50
CHUNK_S = 1.1  # 33 pictures
DRAWING_S = 0.85
PICTURE = PROGRAM_RATE_HZ // PROGRAM.fps
REQUEST = EngineRequest(Path("mira"), 16, 16, PROGRAM.fps)
LOST = AppError("engine.lost", "The server is gone.", "It is asked again.")


class AtOnce(Loop):
    """Does everything where it was asked for, and nothing later."""

    def post(self, action: Action) -> None:
        action()

    def later(self, delay_s: float, action: Action) -> None:
        pass


class VirtualEngine:
    """Draws one chunk after the other, each in so many seconds of virtual time. Its shade says who drew."""

    def __init__(self, listener: EngineListener, shade: int, chunk_s: float, takes_s: float) -> None:
        self.listener = listener
        self.answers = True
        """Cleared: what is drawn is kept, and no chunk begins."""
        self.draws = True
        """Cleared: chunks are done with, and have no pictures."""
        self._shade = shade
        self._chunk = round(chunk_s * PROGRAM_RATE_HZ)
        self._takes_ns = round(takes_s * NS_PER_S)
        measured_ns = self._takes_ns + 50_000_000 if takes_s else 5_000_000
        self._info = EngineInfo(str(shade), PROGRAM.fps, 16_000, round(chunk_s * NS_PER_S), 0, measured_ns, 16, 16)
        self._turn: int | None = None
        self._heard = self._drawn = 0
        self._ended = False
        self._at: tuple[int | None, int, int] | None = None  # turn, samples, when it is done
        self.begun: list[tuple[int, int, int]] = []
        """Turns: number, phase, first sample."""

    def start(self, request: EngineRequest) -> None:
        self.listener.on_ready(self._info, 1.0)

    def stop(self) -> None:
        self.listener.on_down(None)

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        self.begun.append((turn, phase_ns, start))
        self._turn, self._heard, self._drawn, self._ended = turn, start, start, False
        if self._at is not None:  # it goes on, for nobody
            self._at = None, self._at[1], self._at[2]

    def push(self, turn: int, samples: Samples) -> None:
        if turn == self._turn:
            self._heard += len(samples)

    def end_turn(self, turn: int) -> None:
        self._ended |= turn == self._turn

    def work(self, now_ns: int) -> None:
        """Hand over what is drawn by now, and begin what can be begun."""
        while self.answers:
            if self._at is None:
                waiting = self._heard - self._drawn
                count = waiting if self._ended and waiting < self._chunk else self._chunk
                if not count or waiting < count:
                    return
                self._at = self._turn, count, now_ns + self._takes_ns
            turn, count, done_ns = self._at
            if now_ns < done_ns:
                return
            self._at = None
            if turn is not None:
                self._hand_over(turn, count)

    def _hand_over(self, turn: int, count: int) -> None:
        end = self._drawn + count
        self._drawn = self._drawn if self.draws else end
        while self._drawn < end:
            pts_ns, self._drawn = samples_to_ns(self._drawn), min(end, self._drawn + PICTURE)
            pixels = np.full((1, 1, 4), self._shade, np.uint8)
            self.listener.on_frame(VideoFrame(turn, pts_ns, samples_to_ns(self._drawn) - pts_ns, pixels))
        self.listener.on_progress(turn, samples_to_ns(end))

    def switch(self, request: EngineRequest) -> None:
        raise AssertionError("a server is not switched")

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None: ...

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None: ...

    def express(self, name: Expression, phase_ns: int) -> None: ...

    def configure(self, options: Mapping[str, Option]) -> None: ...

    def release(self, count: int) -> None: ...


class VirtualRoom:
    """Microphone and lines, speech, pacer, engine room. The test's thread is the pump's and the studio's.

    Args:
        stands_in: another engine may draw in the server's place.
    """

    def __init__(self, *, stands_in: bool = True) -> None:
        self.now_ns = 0
        self.problems: list[str | None] = []
        """Their codes, as people are told; None: there is none any more."""
        self.talking = True
        self.microphone = FakeMicrophone()
        self.pacer = Pacer(PROGRAM)
        self._slot = 0
        self._feeder: Feeder | None = None
        self._gate = threading.Event()
        self._gate.set()
        keeping = RemoteKeeping(LeaseTerms(), 0, self._make_local if stands_in else None)
        self.room = EngineRoom(
            AtOnce(self._fail), self._make_remote, self._told, self._fail, keeping, now_ns=lambda: self.now_ns
        )
        self.speech = Speech(
            PROGRAM, self.pacer, self.room.line, lambda: PROGRAM.slot_ns(1), lambda: self.now_ns, self._fail
        )
        self.room.speech = self.speech
        self.room.load(REQUEST, REQUEST)
        self.room.need()
        if stands_in:
            self.until(lambda: self.room.line.understudied)

    def say(self, seconds: float) -> None:
        """Have a line spoken."""
        line = Line(round(seconds * PROGRAM_RATE_HZ), gate=self._gate)
        self._feeder = self.speech.say(lambda: line, "a line")

    def hold_voice(self, held: bool) -> None:
        """Nothing more comes of the line for the moment."""
        (self._gate.clear if held else self._gate.set)()

    def pass_s(self, seconds: float) -> list[SlotPlan]:
        """Let time pass: planning a slot one slot before it is due, and looking after the engine ten times a second."""
        plans = []
        for _ in range(round(seconds * PROGRAM.fps)):
            self.now_ns = PROGRAM.slot_ns(self._slot)
            self.microphone.hear_until(self.now_ns)
            self._wait_for_voice()
            self.remote.work(self.now_ns)
            if self.room.line.stand_in is not None:
                self.local.work(self.now_ns)
            plans.append(self.pacer.plan(self._slot + 1))
            self._slot += 1
            if self._slot % 3 == 0:
                if self.speech.pictures.changeable:
                    self.pacer.expect_pictures(self.room.worth_waiting)
                self.room.look(talking=self.talking)
        return plans

    def pass_until(self, met: Callable[[], bool], limit_s: float = 10.0) -> list[SlotPlan]:
        """The same, until something has come about."""
        plans: list[SlotPlan] = []
        while not met():
            assert len(plans) < limit_s * PROGRAM.fps, "it has not come about"
            plans += self.pass_s(1 / PROGRAM.fps)
        return plans

    def until(self, met: Callable[[], bool]) -> None:
        """Feeder and engines begin on threads of their own: give them real time."""
        deadline_s = time.monotonic() + 20
        while not met():
            assert time.monotonic() < deadline_s
            time.sleep(0.001)

    def close(self) -> None:
        self._gate.set()
        self.speech.close()
        self.room.close()

    def _wait_for_voice(self) -> None:
        """The line has been read as far ahead as is enough."""
        feeder = self._feeder
        if feeder is not None and self._gate.is_set():
            self.until(lambda: feeder.fed or self.pacer.backlog() > 2 * PROGRAM_RATE_HZ)

    def _make_remote(self, listener: EngineListener) -> VirtualEngine:
        self.remote = VirtualEngine(listener, REMOTE, CHUNK_S, DRAWING_S)
        return self.remote

    def _make_local(self, listener: EngineListener) -> VirtualEngine:
        self.local = VirtualEngine(listener, LOCAL, 1 / PROGRAM.fps, 0)
        return self.local

    def _told(self, error: AppError | None) -> None:
        self.problems.append(None if error is None else error.code)

    def _fail(self, error: AppError) -> None:
        raise error


def who(plan: SlotPlan) -> int | None:
    """Who drew a slot's picture; None: the host is at rest."""
    return None if plan.frame is None else int(plan.frame.pixels[0, 0, 0])


def on_time(plan: SlotPlan) -> bool:
    """Whether it shows the picture of its sound."""
    frame, pts_ns = plan.frame, plan.pts_ns
    return frame is not None and pts_ns is not None and frame.pts_ns <= pts_ns < frame.pts_ns + frame.duration_ns


def changes(plans: Sequence[SlotPlan]) -> list[int]:
    """Who drew, in order, without repetitions and without the host at rest."""
    drew = [shade for plan in plans if (shade := who(plan)) is not None]
    return [shade for number, shade in enumerate(drew) if number == 0 or drew[number - 1] != shade]
