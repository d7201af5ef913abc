"""The pump in virtual time: deadlines, lead, lag, sleep."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
import pytest

from app.media.clock import VirtualClock
from app.media.pacer import Pacer
from app.media.pixels import ProgramPicture
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
    AudioChunk,
    ProgramFormat,
    SlotPlan,
    SlotSound,
    Tick,
    VideoFrame,
)
from app.studio.pump import COMPOSING_NS, HOLDING, LOOK_NS, Pump

PROGRAM = ProgramFormat(16, 16, 30)
HELD_NS = NS_PER_S // 30 // HOLDING
T = TypeVar("T", bound=SlotSound)


class Collector(Generic[T]):
    """Remembers ticks, or their sounds, and when they came."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.ticks: list[T] = []
        self.times_ns: list[int] = []

    def write(self, tick: T) -> None:
        self.ticks.append(tick)
        self.times_ns.append(self.clock.now_ns())

    @property
    def slots(self) -> list[int]:
        return [tick.slot for tick in self.ticks]


class Rig:
    def __init__(self, clock: VirtualClock | None = None, lead_slots: int = 1, *, device: bool = False) -> None:
        self.clock = clock or VirtualClock()
        self.pacer = Pacer(PROGRAM)
        self.composed: list[int] = []
        self.pump = Pump(self.clock, PROGRAM, self.pacer, self._compose)
        self.pump.lead_slots = lead_slots
        self.early = Collector[SlotSound](self.clock)
        self.due, self.latest = Collector[Tick](self.clock), Collector[Tick](self.clock)
        self.pump.early = [self.early] if device else []
        self.pump.due, self.pump.latest = [self.due], [self.latest]

    def _compose(self, plan: SlotPlan) -> ProgramPicture:
        self.composed.append(plan.slot)
        return ProgramPicture(np.full((16, 16, 4), 255, np.uint8))

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.pump.step()


class SlowClock(VirtualClock):
    """Oversleeps once."""

    def __init__(self, at_ns: int, by_ns: int) -> None:
        super().__init__()
        self._at_ns, self._by_ns = at_ns, by_ns

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        super().wait_until(when_ns, wake)
        if when_ns >= self._at_ns and self._by_ns:
            self.advance_to(when_ns + self._by_ns)
            self._by_ns = 0


@pytest.mark.parametrize("lead_slots", [1, 2, 4])
def test_every_slot_is_handed_out_at_its_deadline_and_its_sound_a_lead_before(lead_slots: int) -> None:
    rig = Rig(lead_slots=lead_slots, device=True)
    rig.steps(40)
    assert rig.due.slots == list(range(1, 41))
    assert rig.latest.slots == rig.due.slots
    assert rig.due.times_ns == [PROGRAM.slot_ns(slot) for slot in rig.due.slots]
    assert [tick.due_ns for tick in rig.due.ticks] == rig.due.times_ns
    for slot, at_ns in list(zip(rig.early.slots, rig.early.times_ns, strict=True))[lead_slots + 1 :]:
        assert at_ns == PROGRAM.slot_ns(slot - lead_slots)
    assert rig.pump.lagged == 0
    assert rig.composed == rig.due.slots, "a picture was composed earlier than one slot ahead"


def test_sound_is_complete_and_pictures_are_caught_up_when_the_pump_was_late() -> None:
    clock = SlowClock(at_ns=PROGRAM.slot_ns(10), by_ns=PROGRAM.slot_ns(3) + 1)
    rig = Rig(clock)
    sound = np.linspace(0.001, 1.0, PROGRAM_RATE_HZ, dtype=np.float32)
    rig.pacer.begin_turn(1, live=True, start_sample=PROGRAM.first_sample(1))
    rig.pacer.push_audio(AudioChunk(1, 0, sound))
    rig.steps(20)
    assert rig.pump.lagged == 3
    assert rig.due.slots == list(range(1, 24))
    np.testing.assert_array_equal(np.concatenate([tick.samples for tick in rig.due.ticks]), sound[: 23 * 1600])
    assert rig.latest.slots == [*range(1, 10), *range(13, 24)]
    assert 11 not in rig.composed
    assert rig.due.times_ns[-1] == PROGRAM.slot_ns(23)


def test_a_computer_that_slept_goes_on_where_it_was() -> None:
    clock = SlowClock(at_ns=PROGRAM.slot_ns(10), by_ns=3_600_000_000_000)
    rig = Rig(clock)
    rig.steps(20)
    assert rig.due.slots == list(range(1, 21))
    assert rig.pump.lagged == 0


def test_a_longer_lead_plans_the_missing_slots_at_once() -> None:
    rig = Rig(lead_slots=1, device=True)
    rig.steps(5)
    rig.pump.lead_slots = 4
    rig.steps(5)
    rig.pump.lead_slots = 1
    rig.steps(10)
    assert rig.early.slots == list(range(1, len(rig.early.slots) + 1))
    assert rig.due.slots == list(range(1, 21))


def test_slot_deadlines_are_absolute_after_ten_hours() -> None:
    start_slot = 10 * 3600 * 30
    rig = Rig(VirtualClock(PROGRAM.slot_ns(start_slot) - 1))
    rig.steps(3)
    assert rig.due.slots == [start_slot, start_slot + 1, start_slot + 2]
    assert rig.due.times_ns == [PROGRAM.slot_ns(slot) for slot in rig.due.slots]


class Arrivals(VirtualClock):
    """Has something happen at a time that lies between two waits."""

    def __init__(self, at_ns: int, what: Callable[[], None]) -> None:
        super().__init__()
        self._at_ns, self._what = at_ns, what

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        if self.now_ns() <= self._at_ns < when_ns:
            self.advance_to(self._at_ns)
            self._what()
        super().wait_until(when_ns, wake)


def waiting_line(rig: Rig) -> None:
    rig.pacer.begin_turn(1, live=False)
    rig.pacer.push_audio(AudioChunk(1, 0, np.ones(PROGRAM_RATE_HZ, np.float32)))


@pytest.mark.parametrize("before_ns", [1, COMPOSING_NS - 1, COMPOSING_NS + 1, 22_000_000])
def test_a_first_picture_is_on_air_at_the_next_deadline(before_ns: int) -> None:
    picture = VideoFrame(1, 0, NS_PER_S, np.zeros((16, 16, 4), np.uint8))
    clock = Arrivals(PROGRAM.slot_ns(10) - before_ns, lambda: rig.pacer.push_frame(picture))
    rig = Rig(clock)
    waiting_line(rig)
    rig.steps(20)
    assert [tick.slot for tick in rig.due.ticks if tick.pts_ns is not None] == list(range(10, 21))
    assert rig.due.times_ns[9:] == [PROGRAM.slot_ns(slot) for slot in rig.due.slots[9:]]
    assert rig.composed == rig.due.slots
    heard = np.concatenate([tick.samples for tick in rig.due.ticks if tick.pts_ns is not None])
    np.testing.assert_array_equal(heard, np.ones(11 * 1600, np.float32))


@pytest.mark.parametrize(
    ("after_ns", "slot", "late_ns"),
    [(1, 10, LOOK_NS), (LOOK_NS, 10, LOOK_NS), (5 * LOOK_NS + 1, 10, 6 * LOOK_NS), (HELD_NS + 1, 11, 0)],
)
def test_a_first_picture_that_is_just_too_late_is_waited_for(after_ns: int, slot: int, late_ns: int) -> None:
    picture = VideoFrame(1, 0, NS_PER_S, np.zeros((16, 16, 4), np.uint8))
    clock = Arrivals(PROGRAM.slot_ns(10) + after_ns - 1, lambda: rig.pacer.push_frame(picture))
    rig = Rig(clock)
    waiting_line(rig)
    rig.steps(20)
    shown = [tick.slot for tick in rig.due.ticks if tick.pts_ns is not None]
    assert shown == list(range(slot, 21))
    times_ns = dict(zip(rig.due.slots, rig.due.times_ns, strict=True))
    assert times_ns[slot] == PROGRAM.slot_ns(slot) + late_ns
    assert all(times_ns[one] == PROGRAM.slot_ns(one) for one in shown[1:]), "the words go on in step"
    assert max(times_ns[one] - PROGRAM.slot_ns(one) for one in times_ns) <= HELD_NS
    assert (rig.pump.lagged, max(rig.pump.lateness_ns.values())) == (0, 0), "who waits on purpose is not late"
    heard = np.concatenate([tick.samples for tick in rig.due.ticks if tick.pts_ns is not None])
    np.testing.assert_array_equal(heard, np.ones((21 - slot) * 1600, np.float32))


def test_an_audio_device_has_its_sound_in_time_while_a_line_waits() -> None:
    rig = Rig(lead_slots=1, device=True)
    waiting_line(rig)
    rig.steps(20)
    slots_ns = [(slot, at_ns) for slot, at_ns in zip(rig.early.slots, rig.early.times_ns, strict=True) if slot > 2]
    assert slots_ns == [(slot, PROGRAM.slot_ns(slot - 1)) for slot, _ in slots_ns]
    assert rig.due.times_ns == [PROGRAM.slot_ns(slot) for slot in rig.due.slots], "and nothing is held back"
