"""The desk that asks for newer versions, and what it tells whom."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.base.errors import AppError, Problem, Severity
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.base.updates import Release
from app.studio.commands.upkeep import CheckForUpdates
from app.studio.updates import UpdateDesk, UpdatesState
from tests.helpers.small_studio import SmallStudio

NEWER = Release("0.2.0", "- Faster.", "https://example.org/0.2.0")


class Office:
    """A desk, what it told, and the states that were seen."""

    def __init__(self, port: Callable[[], Release | None]) -> None:
        self.told: list[Problem] = []
        self.seen: list[UpdatesState] = []
        self._changed = threading.Condition()
        self.desk = UpdateDesk(port, self._on_change, self.told.append)

    def _on_change(self) -> None:
        with self._changed:
            self.seen.append(self.desk.state)
            self._changed.notify_all()

    def ask(self, *, unasked: bool = False) -> UpdatesState:
        self.desk.ask(unasked=unasked)
        with self._changed:
            assert self._changed.wait_for(lambda: not self.desk.state.doing, 10)
        self.desk.close()
        return self.desk.state


def refuse() -> Release | None:
    raise AppError("updates.failed", "Nobody answers.", "Try again later.")


def test_what_was_asked_for_is_shown_where_it_was_asked() -> None:
    office = Office(lambda: NEWER)
    assert office.ask() == UpdatesState(asked=True, newer=NEWER)
    assert [state.doing for state in office.seen] == [True, False]
    assert office.told == []


def test_who_did_not_ask_is_told_of_what_is_new_alone() -> None:
    office = Office(lambda: NEWER)
    office.ask(unasked=True)
    (notice,) = office.told
    assert notice.severity is Severity.NOTICE
    assert "0.2.0" in notice.message
    for port in (lambda: None, refuse):
        office = Office(port)
        office.ask(unasked=True)
        assert office.told == []


def test_who_asked_hears_why_nobody_answered() -> None:
    problem = Office(refuse).ask().problem
    assert problem is not None
    assert problem.message == "Nobody answers."


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr("app.upkeep_parts.newer_release", lambda build: asked.append(build.version))
    return asked


def test_a_studio_asks_nobody_unless_it_is_told_to(asked: list[str]) -> None:
    small = SmallStudio(settings=Settings(engine=EngineSettings(kind="testcard")))
    small.wait(lambda now: now.avatar_id is not None)
    assert asked == []
    small.studio.post(CheckForUpdates())
    assert small.wait(lambda now: now.upkeep.updates.asked).upkeep.updates.newer is None
    assert len(asked) == 1
    small.studio.close()


def test_a_studio_asks_once_at_its_start_where_the_settings_say_so(asked: list[str]) -> None:
    window = WindowSettings(check_for_updates=True)
    small = SmallStudio(settings=Settings(engine=EngineSettings(kind="testcard"), window=window))
    small.wait(lambda now: now.upkeep.updates.asked)
    small.wait(lambda now: now.avatar_id is not None)
    assert len(asked) == 1
    small.studio.close()
