from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence
from dataclasses import replace

import numpy as np
import pytest

from app.base.errors import AppError, Problem
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Tick
from app.sinks.runner import SinkRunner, SinkState
from tests.helpers.recording import SMALL, numbered_tick


class Gate:
    """A sink that tells what it was asked, and waits in ``write`` until it is let through."""

    name = "gate"

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.ticks: MutableSequence[Tick] = []
        self.open_gate = threading.Event()
        self.entered = threading.Semaphore(0)
        self.pass_one = threading.Semaphore(0)
        self.fail_in: dict[str, Exception] = {}
        self.threads: set[str] = set()

    def _did(self, what: str, number: int = 0) -> None:
        self.calls.append((what, number))
        self.threads.add(threading.current_thread().name)
        if what in self.fail_in:
            raise self.fail_in[what]

    def open(self, program: ProgramFormat) -> None:
        self.open_gate.wait(10)
        self._did("open", program.fps)

    def write(self, tick: Tick) -> None:
        self.entered.release()
        self.pass_one.acquire(timeout=10)
        self.ticks.append(tick)
        self._did("write", tick.slot)

    def skip(self, count: int) -> None:
        self._did("skip", count)

    def close(self) -> None:
        self._did("close")


class Stage:
    """A runner over a gate, with what it reported."""

    def __init__(self, make: Callable[[Gate, Callable[[Problem], None]], SinkRunner]) -> None:
        self.gate = Gate()
        self.problems: list[Problem] = []
        self.states_at_problem: list[SinkState] = []
        self.runner = make(self.gate, self._problem)

    def _problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.states_at_problem.append(self.runner.state)

    def turn_on(self) -> None:
        self.gate.open_gate.set()
        self.runner.start()
        wait_for(lambda: self.runner.state is SinkState.ON)

    def fill(self, slots: int, first: int = 0) -> None:
        """Write while the sink stands in its first write."""
        self.runner.write(numbered_tick(first))
        assert self.gate.entered.acquire(timeout=10)
        for slot in range(first + 1, first + slots):
            self.runner.write(numbered_tick(slot))

    def let_all_pass(self) -> None:
        self.gate.pass_one.release(10_000)


def wait_for(condition: Callable[[], bool]) -> None:
    tries = threading.Event()
    for _ in range(2000):
        if condition():
            return
        tries.wait(0.005)
    raise AssertionError("it never came true")


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage(lambda sink, tell: SinkRunner(sink, SMALL, tell, queue_slots=4))
    yield made
    made.gate.open_gate.set()
    made.let_all_pass()
    made.runner.stop()


def test_every_call_comes_from_one_thread_named_after_the_sink(stage: Stage) -> None:
    stage.let_all_pass()
    stage.turn_on()
    stage.runner.write(numbered_tick(5))
    stage.runner.stop()
    assert stage.gate.calls == [("open", 30), ("write", 5), ("close", 0)]
    assert stage.gate.threads == {"sink-gate"}
    assert stage.runner.state is SinkState.OFF


def test_slots_before_the_sink_is_open_are_not_meant_for_it(stage: Stage) -> None:
    stage.runner.write(numbered_tick(0))
    stage.runner.start()
    assert stage.runner.state is SinkState.STARTING
    stage.runner.write(numbered_tick(1))
    stage.gate.open_gate.set()
    wait_for(lambda: stage.runner.state is SinkState.ON)
    stage.let_all_pass()
    stage.runner.write(numbered_tick(2))
    stage.runner.stop()
    assert [tick.slot for tick in stage.gate.ticks] == [2]
    assert stage.runner.skipped == 0


def test_a_full_queue_counts_what_is_lost_and_tells_the_sink_before_the_next_slot(stage: Stage) -> None:
    stage.turn_on()
    stage.fill(10)  # one in the sink, three wait, six are lost
    assert stage.runner.skipped == 6
    for _ in range(4):
        stage.gate.pass_one.release()
    wait_for(lambda: len(stage.gate.ticks) == 4)
    stage.runner.write(numbered_tick(10))
    stage.let_all_pass()
    stage.runner.stop()
    assert stage.gate.calls[1:] == [
        ("write", 0),
        ("write", 1),
        ("write", 2),
        ("write", 3),
        ("skip", 6),
        ("write", 10),
        ("close", 0),
    ]


def test_a_sink_that_keeps_its_sound_gets_every_sample_and_repeats_pictures() -> None:
    stage = Stage(lambda sink, tell: SinkRunner(sink, SMALL, tell, queue_slots=4, keep_sound=True))
    stage.turn_on()
    stage.fill(20)
    assert stage.runner.skipped == 16
    stage.let_all_pass()
    wait_for(lambda: len(stage.gate.ticks) == 20)
    stage.runner.write(numbered_tick(20))
    stage.runner.stop()
    assert [tick.slot for tick in stage.gate.ticks] == list(range(21))
    ticks = stage.gate.ticks
    assert all(tick.picture is ticks[3].picture for tick in ticks[4:20])
    assert ticks[20].picture is not ticks[3].picture
    for tick in stage.gate.ticks:
        np.testing.assert_array_equal(tick.samples, numbered_tick(tick.slot).samples)
    assert not [call for call in stage.gate.calls if call[0] == "skip"]


def test_kept_sound_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sinks.runner.KEPT_SOUND_S", 1)
    stage = Stage(lambda sink, tell: SinkRunner(sink, SMALL, tell, queue_slots=2, keep_sound=True))
    stage.turn_on()
    stage.fill(100)
    stage.let_all_pass()
    wait_for(lambda: len(stage.gate.ticks) >= 30)
    wait_for(lambda: stage.runner.queued == 0)
    stage.runner.write(numbered_tick(100))
    stage.runner.stop()
    skipped = sum(count for what, count in stage.gate.calls if what == "skip")
    assert len(stage.gate.ticks) + skipped == 101
    assert 30 <= len(stage.gate.ticks) <= 40


@pytest.mark.parametrize("where", ["open", "write", "close"])
@pytest.mark.parametrize(
    ("error", "code", "hint"),
    [
        (AppError("disk.full", "The disk is full.", "Make room."), "disk.full", "Make room."),
        (ZeroDivisionError("1/0"), "gate.fault", "Start it again"),
    ],
    ids=["AppError", "any other"],
)
def test_whatever_a_sink_raises_ends_that_sink_and_is_told_once(
    stage: Stage, where: str, error: Exception, code: str, hint: str, expected_warnings: list[str]
) -> None:
    expected_warnings.append("sink gate ended")
    stage.gate.fail_in = {where: error}
    stage.gate.open_gate.set()
    stage.let_all_pass()
    stage.runner.start()
    if where != "open":
        wait_for(lambda: stage.runner.state is SinkState.ON)
        stage.runner.write(numbered_tick(0))
    if where == "close":
        stage.runner.request_stop()
    assert stage.runner.join(10)
    assert [problem.code for problem in stage.problems] == [code]
    assert stage.problems[0].hint.startswith(hint)
    assert stage.states_at_problem == [SinkState.OFF]
    assert [what for what, _ in stage.gate.calls].count("close") == 1
    stage.runner.write(numbered_tick(1))  # the pump has not heard of it yet
    assert len(stage.gate.ticks) <= 1


def test_the_first_of_two_faults_is_the_one_that_is_told(stage: Stage, expected_warnings: list[str]) -> None:
    expected_warnings.append("sink gate ended")
    stage.gate.fail_in = {"write": AppError("first", "First."), "close": AppError("second", "Second.")}
    stage.let_all_pass()
    stage.turn_on()
    stage.runner.write(numbered_tick(0))
    assert stage.runner.join(10)
    assert [problem.code for problem in stage.problems] == ["first"]


def test_stop_finishes_what_is_queued(stage: Stage) -> None:
    stage.turn_on()
    stage.fill(4)
    stage.runner.request_stop()
    stage.runner.write(numbered_tick(99))
    stage.let_all_pass()
    assert stage.runner.join(10)
    assert [tick.slot for tick in stage.gate.ticks] == [0, 1, 2, 3]
    assert stage.runner.skipped == 0


def test_stop_gives_up_what_is_queued_when_its_time_is_over(stage: Stage) -> None:
    stage.turn_on()
    stage.fill(4)
    stage.runner.request_stop(timeout_s=0)
    stage.let_all_pass()
    assert stage.runner.join(10)
    assert [tick.slot for tick in stage.gate.ticks] == [0]
    assert stage.runner.skipped == 3


def test_a_sink_that_hangs_does_not_hold_up_its_owner(stage: Stage, expected_warnings: list[str]) -> None:
    expected_warnings.append("did not close")
    stage.turn_on()
    stage.fill(1)
    stage.runner.stop(timeout_s=0.01, close_s=0.01)
    assert stage.runner.state is SinkState.ON


def test_stop_while_the_sink_is_opening_closes_it(stage: Stage) -> None:
    stage.runner.start()
    stage.runner.request_stop()
    stage.gate.open_gate.set()
    assert stage.runner.join(10)
    assert stage.gate.calls == [("open", 30), ("close", 0)]


def test_stop_of_a_runner_that_never_started_is_nothing(stage: Stage) -> None:
    stage.runner.stop()
    assert stage.gate.calls == []


def test_a_runner_that_waits_for_the_next_slot_holds_no_picture() -> None:
    sink = Gate()
    sink.ticks = deque(maxlen=0)  # a sink that keeps none either
    runner = SinkRunner(sink, SMALL, lambda problem: None)
    sink.open_gate.set()
    sink.pass_one.release(10)
    runner.start()
    wait_for(lambda: runner.state is SinkState.ON)
    tick = replace(numbered_tick(0), picture=ProgramPicture(np.zeros((2, 2, 4), np.uint8)))
    held = weakref.ref(tick.picture.pixels)
    runner.write(tick)
    del tick
    wait_for(lambda: held() is None)
    runner.stop()
