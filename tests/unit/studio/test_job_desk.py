"""What the desks of the upkeep have in common: however a job ends, it ends, and says why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import AppError
from app.base.local_settings import LocalModel
from app.base.model_state import ModelState, Progress
from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.base.settings import Settings
from app.base.storage import Kept, Place, PlaceId
from app.studio.commands import upkeep as do
from app.studio.job_desk import JobDesk, JobState
from app.studio.models import ModelDesk
from app.studio.runtime import RuntimeDesk
from app.studio.storage import StorageDesk

WAIT_S = 20.0
GONE = OSError(5, "Input/output error", "/media/stick/studio")


class Broken:
    """A port of every desk, whose looks and whose work fail as they are told to."""

    def __init__(self, look: Exception | None, work: Exception | None) -> None:
        self._look, self._work = look, work

    def _fail(self, error: Exception | None) -> None:
        if error is not None:
            raise error

    def clean(self, place: PlaceId, names: Collection[str] = ()) -> None:
        self._fail(self._work)

    def trim(self, place: PlaceId) -> None:
        pass

    def move(self, place: PlaceId, target: Path, progress: Progress, stop: threading.Event) -> bool:
        self._fail(self._work)
        return True

    def fetch(self, model: LocalModel, progress: Progress, stop: threading.Event, *, agreed: bool) -> None:
        self._fail(self._work)

    def import_folder(self, source: Path, progress: Progress, stop: threading.Event) -> tuple[LocalModel, ...]:
        self._fail(self._work)
        return ()

    def verify(self, model: LocalModel, progress: Progress, stop: threading.Event) -> bool:
        self._fail(self._work)
        return True

    def install(self, progress: Progress, stop: threading.Event) -> None:
        self._fail(self._work)

    def remove(self, *model: LocalModel) -> None:
        self._fail(self._work)


class BrokenModels(Broken):
    def look(self, checkpoint: Path | None = None, wav2vec: Path | None = None) -> tuple[ModelState, ...]:
        self._fail(self._look)
        return ()


class BrokenStorage(Broken):
    def look(self, place: PlaceId) -> Kept:
        self._fail(self._look)
        return Kept(Place(place, Path("/nowhere")))


class BrokenRuntime(Broken):
    def look(self) -> RuntimeState:
        self._fail(self._look)
        return RuntimeState(RuntimeStatus.MISSING)


def models(look: Exception | None, work: Exception | None, changed: Callable[[], None]) -> tuple[JobDesk[Any], Any]:
    return ModelDesk(lambda settings: BrokenModels(look, work), changed), do.FetchModel("flashhead-pro")


def storage(look: Exception | None, work: Exception | None, changed: Callable[[], None]) -> tuple[JobDesk[Any], Any]:
    desk = StorageDesk(lambda settings: BrokenStorage(look, work), changed, lambda change: None)
    return desk, do.CleanStorage("quantised")


def runtime(look: Exception | None, work: Exception | None, changed: Callable[[], None]) -> tuple[JobDesk[Any], Any]:
    desk = RuntimeDesk(lambda settings: BrokenRuntime(look, work), changed, lambda change: None)
    return desk, do.InstallRuntime()


Make = Callable[[Exception | None, Exception | None, Callable[[], None]], tuple[JobDesk[Any], Any]]
DESKS = pytest.mark.parametrize("make", [models, storage, runtime], ids=["models", "storage", "runtime"])


def ended(make: Make, look: Exception | None, work: Exception | None) -> JobState:
    """How the desk stands after its job."""
    told = threading.Condition()

    def changed() -> None:
        with told:
            told.notify_all()

    desk, command = make(look, work, changed)
    desk.obey(command, Settings())  # type: ignore[attr-defined]  # every desk has it, with commands of its own
    with told:
        assert told.wait_for(lambda: not desk.state.doing, WAIT_S), desk.state
    desk.close()
    state: JobState = desk.state
    return state


@DESKS
def test_a_look_that_fails_ends_the_job_with_a_sentence(make: Make) -> None:
    state = ended(make, GONE, None)
    assert state.problem is not None
    assert state.problem.message == "/media/stick/studio cannot be used: Input/output error."
    assert state.problem.hint
    assert (state.doing, state.subject, state.step) == ("", "", "")


@DESKS
def test_work_that_fails_says_why_also_when_nothing_can_be_looked_at_either(make: Make) -> None:
    state = ended(make, AppError("x.look", "It cannot be looked at."), AppError("x.work", "It did not work.", "Try."))
    assert state.problem is not None
    assert (state.problem.code, state.problem.message, state.problem.hint) == ("x.work", "It did not work.", "Try.")
    assert ended(make, None, GONE).problem is not None


@DESKS
def test_what_nobody_has_foreseen_ends_the_job_too(make: Make, expected_warnings: list[str]) -> None:
    expected_warnings.append("died")  # with its traceback
    for look, work in ((KeyError("torch"), None), (None, ZeroDivisionError("division by zero"))):
        state = ended(make, look, work)
        assert state.problem is not None
        assert state.problem.message.startswith("The studio could not finish: ")
        assert "log" in state.problem.hint
