"""How the studio steps down for an engine that is too slow, in virtual time."""

from __future__ import annotations

import pytest

from app.base.errors import Problem
from app.studio import watches
from app.studio.problems import ProblemBoard
from app.studio.watches import HOPELESS_S, HOPELESS_SKIPS, SLOW_PACE, SLOW_SHOWN_S, SpeedWatch


class Time:
    """What the watch takes for the time."""

    now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(watches, "time", made)
    return made


@pytest.fixture
def board(time: Time) -> ProblemBoard:
    return ProblemBoard()


def slow(board: ProblemBoard) -> list[Problem]:
    return [problem for problem in board.all() if problem.code == "engine.slow"]


def test_a_server_is_named_before_anybody_speaks_if_it_needs_more_than_it_has(board: ProblemBoard) -> None:
    watch = SpeedWatch(board)
    watch.look(too_slow=False, pace=SLOW_PACE)
    assert slow(board) == []
    watch.look(too_slow=False, pace=SLOW_PACE + 0.05)
    (problem,) = slow(board)
    assert "1.0 s to draw one second" in problem.message
    assert "will outrun it" in problem.message
    assert not watch.hopeless


def test_what_is_left_out_for_it_is_said_and_for_a_while_after(board: ProblemBoard, time: Time) -> None:
    watch = SpeedWatch(board)
    watch.look(too_slow=True, pace=0.9)
    (problem,) = slow(board)
    assert "left out" in problem.message
    time.now_s += SLOW_SHOWN_S
    watch.look(too_slow=False, pace=0.9)
    assert slow(board)
    time.now_s += 0.1
    watch.look(too_slow=False, pace=0.9)
    assert slow(board) == []


@pytest.mark.parametrize(("between_s", "hopeless"), [(0.9, True), (1.1, False)])
def test_it_is_hopeless_when_it_skips_again_and_again(
    board: ProblemBoard, time: Time, between_s: float, hopeless: bool
) -> None:
    watch = SpeedWatch(board)
    for _ in range(HOPELESS_SKIPS):
        assert not watch.hopeless
        time.now_s += between_s * HOPELESS_S / (HOPELESS_SKIPS - 1)
        watch.look(too_slow=True, pace=1.2)
    assert watch.hopeless is hopeless
    watch.forget()
    assert not watch.hopeless


def test_a_server_for_which_another_engine_has_to_go_on_again_and_again_is_hopeless_and_no_news_before(
    board: ProblemBoard, time: Time
) -> None:
    watch = SpeedWatch(board)
    for outruns in (0, *range(1, HOPELESS_SKIPS + 1)):
        assert not watch.hopeless
        time.now_s += 0.9 * HOPELESS_S / HOPELESS_SKIPS
        for _ in range(3):  # each counts once
            watch.look(too_slow=False, pace=0.9, outruns=outruns)
    assert watch.hopeless
    assert slow(board) == []
    watch.forget()
    watch.look(too_slow=False, outruns=0)  # of another engine
    watch.look(too_slow=False, outruns=1)
    assert not watch.hopeless
