"""Windows over measured numbers."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest

from app.studio.measures import RateMeter, Recent, percentile


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 2), (0.75, 3), (0.76, 4), (1.0, 4)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile((1, 2, 3, 4), share) == value


def test_no_values_have_no_percentile() -> None:
    assert percentile((), 0.5) is None


def test_a_rate_is_that_of_the_window() -> None:
    meter = RateMeter(window_ns=10**9)
    for n in range(100):
        meter.count(n * 40_000_000)
    assert meter.per_second(99 * 40_000_000) == pytest.approx(25)
    assert meter.per_second(10**12) == 0


@pytest.fixture
def interrupted_reading() -> Iterator[None]:
    """Other threads get their turn in the middle of whatever makes a new object."""
    thresholds = gc.get_threshold()

    def let_others(phase: str, info: dict[str, int]) -> None:
        del phase, info
        time.sleep(0)

    gc.callbacks.append(let_others)
    gc.set_threshold(1)
    yield
    gc.set_threshold(*thresholds)
    gc.callbacks.remove(let_others)


@pytest.mark.usefixtures("interrupted_reading")
def test_values_are_read_while_another_thread_adds_to_them() -> None:
    recent: Recent[int] = Recent(50)
    over = threading.Event()

    def add() -> None:
        n = 0
        while not over.is_set():
            recent.append(n)
            n += 1

    adding = threading.Thread(target=add)
    adding.start()
    try:
        kept = [recent.values() for _ in range(300)]  # what is kept, makes the collector run for what comes
    finally:
        over.set()
        adding.join()
    for values in filter(None, kept):
        assert values == tuple(range(values[0], values[0] + len(values)))
