"""The pump: the one thread that waits. At every slot's absolute deadline it hands on what the pacer has decided.

A slot is *planned*, and its sound handed to the audio device, a few slots before it is *due*, because an audio device
needs its samples that much earlier. Its picture is composed one slot ahead, and handed to camera and preview when it is
due, which is when its first sample leaves the device.

A line that waits for its first picture is not made to wait for that, too: until its picture is there, a slot that no
device needs the sound of is decided when it is due, or a third of a slot later.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from app.base.workers import Worker
from app.media.clock import Clock
from app.media.pacer import Pacer
from app.media.pixels import ProgramPicture
from app.media.types import NS_PER_S, ProgramFormat, SlotPlan, SlotSound, Tick
from app.studio.measures import Recent

ASLEEP_NS = 2 * NS_PER_S  # nothing else stops every thread for so long: the computer slept

COMPOSING_NS = 6_000_000
"""How long before a slot is due a first picture must be there to be composed in time. One that comes still later is
handed on as soon as it is composed, a few milliseconds late."""

HOLDING = 3
"""The part of a slot for which one that is due may wait for a line's first picture: otherwise a picture that comes just
too late waits for the whole of the next. Nobody sees that slots without a word in them are so much later."""

LOOK_NS = 1_000_000
"""How often it is looked whether that picture has come."""


class SoundOutlet(Protocol):
    """Where sound goes: takes it on the pump's thread and never blocks."""

    def write(self, sound: SlotSound) -> None:
        """Take the sound of the next slot."""
        ...


class Outlet(Protocol):
    """Where ticks go: takes them on the pump's thread and never blocks."""

    def write(self, tick: Tick) -> None:
        """Take the next slot."""
        ...


class Pump:
    """Paces the show. Its own thread when started; ``step`` for virtual time.

    Args:
        clock: master time.
        program: slot rate.
        pacer: decides.
        compose: makes the program picture of a plan, on the pump's thread.
        on_planned: told of every plan, on the pump's thread.
        shape: gives a plan the loudness that every sink gets it with, on the pump's thread.
        first_slot: number of the first slot; None: the one that comes next.
    """

    def __init__(
        self,
        clock: Clock,
        program: ProgramFormat,
        pacer: Pacer,
        compose: Callable[[SlotPlan], ProgramPicture],
        on_planned: Callable[[SlotPlan], None] = lambda plan: None,
        first_slot: int | None = None,
        shape: Callable[[SlotPlan], SlotPlan] = lambda plan: plan,
    ) -> None:
        self._clock = clock
        self._program = program
        self._pacer = pacer
        self._compose = compose
        self._on_planned = on_planned
        self._shape = shape
        if first_slot is None:
            first_slot = clock.now_ns() * program.fps // NS_PER_S + 1
        self._due_slot = first_slot
        self._next_slot = first_slot
        self._waiting: deque[tuple[SlotPlan, int]] = deque()  # planned, not due yet; with its due_ns
        self._picture: tuple[int, ProgramPicture] | None = None  # the one composed last, and for which slot
        self._stop = threading.Event()
        self._worker: Worker | None = None
        self.early: Sequence[SoundOutlet] = ()
        """Outlets that take a slot's sound when it is planned (the audio device)."""
        self.due: Sequence[Outlet] = ()
        """Outlets that take every slot when it is due (recording)."""
        self.latest: Sequence[Outlet] = ()
        """Outlets that take the newest due slot and none that the pump was late for (camera, preview)."""
        self.lead_slots = 1
        """How many slots before it is due a slot is planned; at least 1."""
        self.lagged = 0
        """Slots whose deadline was missed by a whole slot or more."""
        self.lateness_ns: Recent[int] = Recent(3600)
        """How late the pump woke for the latest slots."""

    def start(self, on_crash: Callable[[Exception], None]) -> None:
        """Begin on a thread of its own."""
        self._worker = Worker("pump", self._run, on_crash)
        self._worker.start()

    def stop(self) -> None:
        """End; returns when no outlet is being written to any more."""
        if self._worker is not None:
            self._worker.stop_and_join(self._stop.set)
            self._worker = None

    @property
    def next_slot(self) -> int:
        """The slot that is planned next."""
        return self._next_slot

    def step(self) -> None:
        """Wait for the next deadline, hand out what is due, and plan what must be ready by the one after."""
        deadline_ns = self._program.slot_ns(self._due_slot)
        if self._undecided():
            self._clock.wait_until(deadline_ns - COMPOSING_NS, self._stop)
        if not self._undecided():
            self._compose_due()
        self._clock.wait_until(deadline_ns, self._stop)
        woke_ns = self._clock.now_ns()
        self._hold(deadline_ns)
        if self._stop.is_set():
            return
        late_ns = max(0, woke_ns - deadline_ns)
        if late_ns > ASLEEP_NS:
            self._clock.forget(late_ns)
            late_ns = 0
        self.lateness_ns.append(late_ns)
        missed = late_ns * self._program.fps // NS_PER_S
        self.lagged += missed
        for _ in range(missed):
            self._hand_out(missed=True)
        self._hand_out(missed=False)
        if not self._undecided():
            self._plan_until(self._due_slot + self.lead_slots - 1)

    def _hold(self, deadline_ns: int) -> None:
        """Let a slot that is due wait for a line's first picture."""
        until_ns = deadline_ns + NS_PER_S // self._program.fps // HOLDING
        look_ns = deadline_ns
        while look_ns < until_ns and self._undecided() and not self._stop.is_set():
            look_ns = min(look_ns + LOOK_NS, until_ns)
            self._clock.wait_until(look_ns, self._stop)

    def _undecided(self) -> bool:
        """A line waits for its first picture, and the slot that is due next may still be the one that shows it."""
        free = self._next_slot == self._due_slot and not self.early
        return free and self._pacer.beginning and not self._pacer.ready(self._due_slot)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.step()

    def _hand_out(self, *, missed: bool) -> None:
        self._plan_until(self._due_slot)
        picture = self._picture[1] if missed and self._picture is not None else self._compose_due()
        plan, due_ns = self._waiting.popleft()
        self._due_slot += 1
        tick = Tick(plan.slot, plan.samples, plan.live, due_ns, plan.turn, plan.pts_ns, picture)
        for outlet in self.due:
            outlet.write(tick)
        if not missed:
            for outlet in self.latest:
                outlet.write(tick)

    def _compose_due(self) -> ProgramPicture:
        """The picture of the slot that is due next; composed once."""
        self._plan_until(self._due_slot)
        if self._picture is None or self._picture[0] != self._due_slot:
            self._picture = self._due_slot, self._compose(self._waiting[0][0])
        return self._picture[1]

    def _plan_until(self, last_slot: int) -> None:
        while self._next_slot <= last_slot:
            plan = self._shape(self._pacer.plan(self._next_slot))
            self._next_slot += 1
            due_ns = self._clock.to_monotonic_ns(self._program.slot_ns(plan.slot))
            self._waiting.append((plan, due_ns))
            for outlet in self.early:
                outlet.write(SlotSound(plan.slot, plan.samples, plan.live, due_ns))
            self._on_planned(plan)
