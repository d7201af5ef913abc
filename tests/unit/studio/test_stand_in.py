"""An engine that stands in: ready before it is needed, of the right avatar, again before it has ended."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.engine.base import EngineRequest
from app.engine.host import EngineHost, EngineListener, HostOptions
from app.studio.engine_line import EngineLine
from tests.helpers.engine_probe import Probe, wait_until
from tests.helpers.remote_engine import LOCAL
from tests.helpers.speech_rig import Rig

REQUEST = EngineRequest(Path("mira"), 16, 16, 30)


class SlowToGo(EngineHost):
    """Ends when it is let go."""

    def __init__(self, listener: EngineListener, events: list[str], let_go: threading.Event) -> None:
        super().__init__(LOCAL, listener, HostOptions(isolation="thread"))
        self._events = events
        self._let_go = let_go

    def start(self, request: EngineRequest) -> None:
        self._events.append("start")
        super().start(request)

    def stop(self) -> None:
        assert self._let_go.wait(20), "nobody lets it go"
        super().stop()
        self._events.append("gone")


class Stands:
    """A line whose chosen engine is away."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.let_go = threading.Event()
        self.line = EngineLine(
            EngineHost(LOCAL, Probe()), lambda listener: SlowToGo(listener, self.events, self.let_go)
        )
        self.line.cast(REQUEST)

    def bring(self) -> None:
        self.line.bring(None)


@pytest.fixture
def stands() -> Iterator[Stands]:
    made = Stands()
    yield made
    made.let_go.set()
    made.line.close()


def test_nobody_waits_for_one_that_goes_and_the_next_begins_when_it_is_gone(stands: Stands) -> None:
    stands.bring()
    wait_until(lambda: stands.line.standing_in == "Local")
    stands.line.dismiss()
    stands.bring()  # returns although the first one has not been let go
    assert stands.events == ["start"]
    stands.let_go.set()
    wait_until(lambda: stands.line.standing_in == "Local")
    assert stands.events == ["start", "gone", "start"]


def test_one_that_is_not_wanted_any_more_before_it_could_begin_does_not(stands: Stands) -> None:
    stands.bring()
    wait_until(lambda: stands.line.standing_in == "Local")
    for _ in range(3):
        stands.line.dismiss()
        stands.bring()
    stands.line.dismiss()
    stands.let_go.set()
    stands.line.close()
    assert stands.events == ["start", "gone", "gone", "gone", "gone"]
    assert stands.line.info is None


def test_one_that_is_ready_draws_when_it_is_brought_and_no_more_when_it_rests(stands: Stands) -> None:
    stands.line.prepare()
    wait_until(lambda: stands.line.understudied)
    seen = [stands.line.standing_in]  # nobody has asked for it
    for _ in range(2):
        stands.bring()
        seen.append(stands.line.standing_in)
        stands.line.rest()
        seen.append(stands.line.standing_in)
    assert seen == ["", "Local", "", "Local", ""]
    assert stands.events == ["start"]


@pytest.mark.parametrize("drawing", [True, False])
def test_one_that_draws_somebody_else_is_replaced_and_goes_on_where_it_was(stands: Stands, drawing: bool) -> None:
    stands.let_go.set()
    speech = Rig().speech
    stands.line.prepare()
    if drawing:
        stands.line.bring(speech)
    wait_until(lambda: stands.line.understudied)
    stands.line.cast(REQUEST)
    assert stands.line.understudied, "it was the same"
    stands.line.cast(replace(REQUEST, avatar=Path("plain")))
    assert not stands.line.standing_in, "the avatar before is still seen"
    wait_until(lambda: stands.line.understudied)
    assert stands.events == ["start", "gone", "start"]
    assert bool(stands.line.standing_in) is drawing


def test_none_is_loaded_where_none_may_stand_in() -> None:
    line = EngineLine(EngineHost(LOCAL, Probe()))
    line.cast(REQUEST)
    line.prepare()
    line.bring(None)
    assert line.stand_in is None
