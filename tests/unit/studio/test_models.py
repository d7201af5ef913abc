"""The desk of the models: one thing at a time, told as it goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.local_settings import LocalSettings
from app.base.model_state import ModelStatus
from app.base.settings import EngineSettings, Settings
from app.base.storage_settings import StorageSettings
from app.engine.local.store import ModelStore
from app.studio.commands import upkeep as do
from app.studio.models import ModelDesk, ModelsState
from app.studio.rate import RATE_OVER_S, RateMeter
from tests.helpers import tiny_models
from tests.helpers.model_hub import ModelHub, model_hub


class Office:
    """A desk, a hub, and everything that the desk told."""

    def __init__(self, hub: ModelHub, folder: Path) -> None:
        self.hub = hub
        self.settings = Settings(storage=StorageSettings(hub=hub.url))
        self.seen: list[ModelsState] = []
        self._told = threading.Condition()
        self.arrived: list[str] = []
        self.desk = ModelDesk(
            lambda settings: ModelStore(folder, settings.storage.hub, pause_s=0.0),
            self._on_change,
            lambda: self.arrived.append(self.desk.state.subject),
        )

    def _on_change(self) -> None:
        with self._told:
            self.seen.append(self.desk.state)
            self._told.notify_all()

    def ask(self, command: do.ModelCommand) -> ModelsState:
        """Ask, and wait until it is done."""
        self.desk.obey(command, self.settings)
        return self.wait(lambda state: not state.doing)

    def wait(self, met: object) -> ModelsState:
        assert callable(met)
        deadline = time.monotonic() + 20
        with self._told:
            while not met(self.desk.state):
                assert time.monotonic() < deadline, self.desk.state
                self._told.wait(0.05)  # what the hub was asked for comes without a word of the desk
        return self.desk.state

    def status(self, model: str) -> ModelStatus:
        return next(one.status for one in self.desk.state.models if one.model == model)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    tiny_models.write_flashhead(tmp_path / "published")
    with model_hub() as hub:
        hub.publish("Soul-AILab/SoulX-FlashHead-1_3B", tmp_path / "published" / "SoulX-FlashHead-1_3B")
        hub.publish("facebook/wav2vec2-base-960h", tmp_path / "published" / "wav2vec2-base-960h")
        made = Office(hub, tmp_path / "weights")
        yield made
        hub.held.set()
        made.desk.close()


def test_what_there_is_comes_when_it_is_asked_for(office: Office) -> None:
    assert office.desk.state.models == ()
    state = office.ask(do.LookForModels())
    assert {one.status for one in state.models} == {ModelStatus.MISSING}
    assert office.hub.asked == []


def test_a_model_comes_with_progress_and_rate(office: Office) -> None:
    office.ask(do.FetchModel("flashhead-pro"))
    assert office.status("flashhead-pro") is ModelStatus.THERE
    fetching = [state for state in office.seen if state.doing == "fetching" and state.whole_bytes]
    assert fetching[-1].done_bytes == fetching[-1].whole_bytes > 0
    assert any(state.rate_bytes > 0 for state in fetching)
    assert {state.subject for state in fetching} == {"flashhead-pro"}
    assert office.desk.state.step == ""


def test_a_pause_and_going_on(office: Office) -> None:
    office.hub.held.clear()
    office.desk.obey(do.FetchModel("flashhead-pro"), office.settings)
    office.wait(lambda state: state.done_bytes > 0 or state.whole_bytes > 0 or office.hub.spans("config.json"))
    office.desk.obey(do.PauseModels(), office.settings)
    office.hub.held.set()
    state = office.wait(lambda state: not state.doing)
    assert state.problem is None
    assert office.status("flashhead-pro") is ModelStatus.PART
    office.ask(do.FetchModel("flashhead-pro"))
    assert office.status("flashhead-pro") is ModelStatus.THERE


def test_one_thing_at_a_time(office: Office) -> None:
    office.hub.held.clear()
    office.desk.obey(do.FetchModel("flashhead-pro"), office.settings)
    office.desk.obey(do.RemoveModel("flashhead-pro"), office.settings)
    assert office.desk.state.doing == "fetching"
    office.hub.held.set()
    office.wait(lambda state: not state.doing)
    assert office.status("flashhead-pro") is ModelStatus.THERE


def test_terms_are_no_failure_and_agreeing_goes_on(office: Office) -> None:
    state = office.ask(do.FetchModel("flashhead-lite"))
    assert state.problem is not None
    assert (state.problem.code, state.problem_of) == ("models.terms", "flashhead-lite")
    state = office.ask(do.FetchModel("flashhead-lite", agreed=True))
    assert state.problem is None
    assert office.status("flashhead-lite") is ModelStatus.THERE


def test_what_went_wrong_stands_with_its_model_until_the_next_try(office: Office) -> None:
    office.hub.most = 0
    state = office.ask(do.FetchModel("flashhead-pro"))
    assert state.problem is not None
    assert (state.problem.code, state.problem_of) == ("models.no_network", "flashhead-pro")
    office.hub.most = None
    assert office.ask(do.FetchModel("flashhead-pro")).problem is None


def test_verified_is_remembered_until_the_files_change(office: Office) -> None:
    office.ask(do.FetchModel("flashhead-pro"))
    assert office.ask(do.VerifyModel("flashhead-pro")).verified == (("flashhead-pro", True),)
    assert office.ask(do.RemoveModel("flashhead-pro")).verified == ()
    assert office.status("flashhead-pro") is ModelStatus.MISSING


def test_a_folder_is_imported(office: Office, tmp_path: Path) -> None:
    office.ask(do.ImportModels(tmp_path / "published"))
    assert office.status("flashhead-lite") is ModelStatus.THERE
    assert office.hub.asked == []
    state = office.ask(do.ImportModels(tmp_path / "weights" / "nowhere"))
    assert state.problem is not None
    assert state.problem.code == "models.nothing_here"


def test_an_engine_that_waits_for_its_model_is_told_when_it_has_come(office: Office) -> None:
    office.ask(do.FetchModel("flashhead-pro"))
    assert office.arrived == [], "another engine draws"
    office.ask(do.RemoveModel("flashhead-pro"))
    local = LocalSettings(model="flashhead-pro")
    office.settings = office.settings.model_copy(update={"engine": EngineSettings(kind="local"), "local": local})
    office.ask(do.FetchModel("flashhead-lite", agreed=True))
    assert office.arrived == [], "it draws with another"
    office.ask(do.FetchModel("flashhead-pro"))
    assert office.arrived == ["flashhead-pro"]
    office.ask(do.VerifyModel("flashhead-pro"))
    assert len(office.arrived) == 1
    office.ask(do.RemoveModel("flashhead-pro"))
    office.settings = office.settings.model_copy(update={"local": LocalSettings(model="auto")})
    office.ask(do.FetchModel("flashhead-pro"))
    assert len(office.arrived) == 2, "whichever is there will do"


def test_a_rate_is_that_of_the_last_seconds() -> None:
    meter = RateMeter()
    rates = [meter.measure(float(second), second * 100) for second in range(20)]
    assert rates[0] == 0.0
    assert rates[-1] == pytest.approx(100.0)
    slow = [meter.measure(19.0 + second, 1900 + second) for second in range(1, round(RATE_OVER_S) + 3)]
    assert slow[-1] == pytest.approx(1.0)
    assert meter.measure(40.0, 0) == 0.0, "it began anew"
