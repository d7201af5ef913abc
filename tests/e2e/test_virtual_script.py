"""A script of hundreds of lines in virtual time: hosts change, answers and the streamer's voice break in at random.

Whatever happens, every slot carries exactly the samples and the picture of its moment, and every line is said.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.engine.testcard.reader import read
from app.media.pacer import DUCK_SAMPLES, FADE_SAMPLES
from app.media.types import Samples, SlotPlan, VideoFrame, ns_to_samples, samples_to_ns
from app.studio import commands as do
from app.studio.cast_change import CastChange
from app.studio.script_view import LineState
from tests.helpers.speech_desk import Desk
from tests.helpers.speech_rig import INFO, PROGRAM, InlineEngine, Rig

HOSTS = ("mira", "ben", "laozi")
LEARNS_SLOTS = 12
"""So long the engine learns a new face, and draws nobody."""

CARD_TURNS = 256
"""The card counts turns up to so many."""
LATE_SLOTS = 10
"""So long a live voice may go without pictures of its own: it never waits for them."""


class CardEngine(InlineEngine):
    """Draws the test card of every turn, and remembers what it was told of each."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[int, list[Samples]] = {}
        self.pictures: dict[tuple[int, int], range] = {}  # turn and number on the card, and the samples it stands for
        self._card = TestcardEngine()
        self._card.load(EngineRequest(Path(), 64, 36, PROGRAM.fps))

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        super().new_turn(turn, phase_ns, start)
        if self.info is not None:
            for old in [old for old in self.told if old < turn - 3]:
                del self.told[old]
            self.told[turn] = [np.full(start, np.nan, np.float32)]
            self._card.begin_turn(turn, start)

    def push(self, turn: int, samples: Samples) -> None:
        if self.info is not None and turn == self.turn:
            self.told[turn].append(samples.copy())
        super().push(turn, samples)

    def _draw(self, count: int) -> None:
        pts_ns = samples_to_ns(self.drawn)
        (picture,) = self._card.render(np.zeros(count, np.float32)).pictures
        reading = read(picture)
        assert reading is not None
        self.pictures[reading.turn, reading.index] = range(self.drawn, self.drawn + count)
        self.drawn += count
        self.speech.frame(VideoFrame(self.turn, pts_ns, samples_to_ns(self.drawn) - pts_ns, picture))


class World:
    """A desk whose hosts change, and a check on every slot that passes."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.random = Random(seed)
        self.desk = Desk(folder)
        self.engine = CardEngine()
        self.desk.rig = Rig(self.engine)
        self.desk.rig.speech.microphone_on(self.desk.rig.microphone)
        self.cast = CastChange(self._select)
        self.on_stage = "mira"
        self.changes = 0
        self.ducked = 0
        self.checked = 0
        self.wrong: list[str] = []
        self._learning = 0
        self._drawn_slots = 0  # of a live voice, since it began or the engine was ready
        self._before: SlotPlan | None = None
        self._gives_way: SlotPlan | None = None  # the last slot of a line that gives way to the voice
        self._running_out: Samples = np.zeros(0, np.float32)  # of such a line
        lines = [self._line(number) for number in range(count)]
        self.desk.open_script(*lines)

    def _line(self, number: int) -> str:
        words = " ".join(f"word{self.random.randrange(90):02d}" for _ in range(self.random.randrange(1, 3)))
        notes = self.random.choice(("", "", "[nod] ", "[pause: 0.3 s] "))
        host = f"[avatar: {self.random.choice(HOSTS)}] " if self.random.random() < 0.2 else ""
        return f"{notes}{host}{number}. {words}."

    def _select(self, avatar: str) -> bool:
        self.on_stage = avatar
        self.changes += 1
        self.engine.info = None
        self._learning = LEARNS_SLOTS
        return True

    def step(self) -> None:
        """One slot, and everything that the studio does meanwhile."""
        desk = self.desk
        desk.look()
        wanted = desk.script.player.coming_avatar
        self.cast.look(desk.rig.speech, wanted, self.on_stage, ready=not self._learning, voice=False)
        if self._learning:
            self._learning -= 1
            self._drawn_slots = 0
            if not self._learning:
                self.engine.info = INFO
                desk.rig.speech.engine_is_back()
        for plan in desk.rig.slots(1):
            self._drawn_slots = self._drawn_slots + 1 if plan.live else 0
            self._check(plan)

    def until(self, met: Callable[[], bool]) -> None:
        def step() -> bool:
            self.step()
            return met()

        self.desk.rig.wait(step, timeout_s=60)

    def pass_slots(self, count: int) -> None:
        for _ in range(count):
            self.until(lambda: True)

    def talk(self, slots: int) -> None:
        """The streamer's voice for a while: longer than the line takes to run out under it."""
        before = self._before
        if self.desk.rig.speech.busy and before is not None and before.pts_ns is not None:
            self._gives_way = before
            self.ducked += 1
        self.desk.post(do.PushToTalk(True))
        self.pass_slots(slots)
        self.desk.post(do.PushToTalk(False))

    def _run_out(self, last: SlotPlan) -> Samples:
        """What is heard of a line that gave way after ``last``; not known before its voice has been cut, too."""
        assert last.pts_ns is not None
        head = ns_to_samples(last.pts_ns + 500) + len(last.samples)
        rest = np.zeros(DUCK_SAMPLES, np.float32)
        told = np.concatenate(self.engine.told[last.turn])[head : head + DUCK_SAMPLES]
        rest[: len(told)] = told
        return rest * np.linspace(1.0, 0.0, DUCK_SAMPLES, dtype=np.float32)

    def _check(self, plan: SlotPlan) -> None:
        """Sound and picture of a slot are those of one sample of its turn."""
        if self._gives_way is not None:
            self._running_out, self._gives_way = self._run_out(self._gives_way), None
        before, self._before = self._before, plan
        running_out = np.zeros(len(plan.samples), np.float32)
        now, self._running_out = np.split(self._running_out, [len(plan.samples)])
        running_out[: len(now)] = now
        if plan.pts_ns is None:
            if len(now) and not np.array_equal(plan.samples, running_out):
                self.wrong.append(f"slot {plan.slot}: not what runs out of the line that gave way")
            return
        position = ns_to_samples(plan.pts_ns + 500)
        told = np.concatenate(self.engine.told.get(plan.turn, [np.zeros(0, np.float32)]))
        expected = told[position : position + len(plan.samples)]
        goes_on = before is not None and before.turn == plan.turn and before.pts_ns is not None
        if (plan.live and not goes_on) or not len(expected):
            return  # a live voice begins in the middle of a slot; a line whose end came late ends with an empty one
        first = 0 if goes_on else FADE_SAMPLES  # what was cut runs out over the beginning, or it rises from silence
        if plan.live:
            first = max(0, FADE_SAMPLES - position)  # also where that is more than the slot in which it began
        heard, expected = plan.samples[: len(expected)][first:], expected[first:]
        expected = np.clip(expected + running_out[first:][: len(expected)], -1.0, 1.0)
        if not np.array_equal(heard[~np.isnan(expected)], expected[~np.isnan(expected)]):
            self.wrong.append(f"slot {plan.slot}: not the sound of {position} in turn {plan.turn}")
        starved = len(told) < position + len(plan.samples)  # a voice that is no longer heard: a line is about to begin
        if not plan.live or (self._drawn_slots > LATE_SLOTS and not starved):
            self._check_picture(plan, position)
        self.checked += 1

    def _check_picture(self, plan: SlotPlan, position: int) -> None:
        reading = None if plan.frame is None else read(plan.frame.pixels)
        drawn = range(0) if reading is None else self.engine.pictures.get((reading.turn, reading.index), range(0))
        if reading is None or reading.turn != plan.turn % CARD_TURNS or position not in drawn:
            self.wrong.append(f"slot {plan.slot}: {reading} is not the picture of {position} in turn {plan.turn}")


def _answer(world: World) -> None:
    world.desk.post(do.SpeakText("an answer.", now=True))


def _type(world: World) -> None:
    world.desk.post(do.SpeakText("typed."))


def _talk(world: World) -> None:
    world.talk(world.random.randrange(8, 40))


def _pause(world: World) -> None:
    world.desk.post(do.PauseScript())
    world.pass_slots(world.random.randrange(1, 10))
    world.desk.post(do.PlayScript())


def _interrupt(world: World) -> None:
    world.desk.post(do.Interrupt())
    world.pass_slots(world.random.randrange(1, 5))
    world.desk.post(do.PlayScript())


def _skip(world: World) -> None:
    world.desk.post(do.SkipSpeech())


def _back(world: World) -> None:
    world.desk.post(do.PreviousLine())


def _choose(world: World) -> None:
    world.cast.ask(world.random.choice(HOSTS))


def _edit(world: World) -> None:
    following = world.desk.view.next
    if following is not None:
        world.desk.post(do.EditScriptLine(following, "another text."))


TROUBLES = (_answer, _answer, _type, _talk, _pause, _interrupt, _skip, _back, _choose, _edit)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("count", "seed"),
    [(25, 1), pytest.param(300, 2, marks=pytest.mark.slow), pytest.param(300, 3, marks=pytest.mark.slow)],
)
def test_a_show_of_many_lines_with_everything_that_breaks_in(tmp_path: Path, count: int, seed: int) -> None:
    world = World(tmp_path, count, seed)
    desk = world.desk
    desk.post(do.PlayScript())
    try:
        while not desk.view.over or desk.rig.speech.busy or desk.waiting:
            world.pass_slots(world.random.randrange(1, 90))
            if not desk.view.over:
                world.random.choice(TROUBLES)(world)
                if not desk.view.playing:
                    desk.post(do.PlayScript())
        assert not world.wrong, "\n".join(world.wrong[:12])
        assert {one.state for one in desk.view.lines} == {LineState.SPOKEN}
        assert desk.rig.errors == []
        assert desk.problems.all() == ()
        assert world.checked > 20 * count
        assert world.changes > count // 10
        assert world.ducked >= count // 100  # of few lines perhaps none is spoken just when somebody talks
    finally:
        desk.script.close(())
        desk.rig.speech.close()
