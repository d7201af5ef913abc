"""Keeping the computer awake while live."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from app.base.awake import WakeKeeper, hold_awake, hold_fine_timers


class Hold:
    """Something to hold, and whether it is held."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.released = threading.Event()
        self.times = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.times += 1
        self.released.clear()
        self.held.set()
        yield
        self.held.clear()
        self.released.set()


def test_it_holds_while_wanted_and_lets_go() -> None:
    hold = Hold()
    keeper = WakeKeeper(hold)
    keeper.want(False)
    keeper.want(True)
    keeper.want(True)
    assert hold.held.wait(5)
    keeper.want(False)
    assert hold.released.wait(5)
    assert hold.times == 1
    keeper.want(True)
    keeper.close()
    assert hold.released.wait(0)
    assert hold.times == 2


def test_wanting_never_waits_for_a_slow_desktop() -> None:
    answer = threading.Event()

    @contextmanager
    def slow() -> Iterator[None]:
        answer.wait(10)
        yield

    keeper = WakeKeeper(slow)
    keeper.want(True)
    keeper.want(False)
    answer.set()
    keeper.close()


@pytest.mark.parametrize("error", [OSError("no bus"), ImportError("no wakepy"), AttributeError("no such call")])
def test_what_cannot_be_held_is_said_quietly_and_the_rest_is_held(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> AbstractContextManager[None]:
        raise error

    hold = Hold()
    keeper = WakeKeeper(broken, hold)
    with caplog.at_level(logging.INFO):
        keeper.want(True)
        assert hold.held.wait(5)
        keeper.close()
    assert str(error) in caplog.text


@pytest.mark.parametrize("hold", [hold_awake, hold_fine_timers])
def test_the_real_ones_never_fail_loudly(hold: Callable[[], AbstractContextManager[None]]) -> None:
    with hold():
        pass
