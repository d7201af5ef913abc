"""The desk of PyTorch, over the real installer and stand-ins of the packages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.runtime_state import RuntimeStatus
from app.base.settings import EngineSettings, Settings
from app.engine.local.runtime import GpuRuntime
from app.studio.commands import upkeep as do
from app.studio.runtime import RuntimeDesk, RuntimeView
from tests.helpers.package_index import PackageIndex, package_index, publish_stand_ins, write_lock

pytestmark = pytest.mark.timeout(240)


class Office:
    """A desk, an index, and everything that the desk told."""

    def __init__(self, index: PackageIndex, tmp_path: Path) -> None:
        self.index = index
        lock = write_lock(tmp_path / "wheels", tmp_path / "local.lock")
        runtime = Settings().runtime.model_copy(update={"torch_index": index.url, "packages_index": index.url})
        self.settings = Settings(engine=EngineSettings(kind="local"), runtime=runtime)
        self.seen: list[RuntimeView] = []
        self._told = threading.Condition()
        self.desk = RuntimeDesk(
            lambda settings: GpuRuntime(tmp_path / "runtime", lock, settings.runtime, pause_s=0.0),
            self._on_change,
            self._apply,
        )

    def _on_change(self) -> None:
        with self._told:
            self.seen.append(self.desk.state)
            self._told.notify_all()

    def _apply(self, change: object) -> None:
        assert callable(change)
        self.settings = change(self.settings)

    def ask(self, command: do.RuntimeCommand) -> RuntimeView:
        self.desk.obey(command, self.settings)
        with self._told:
            assert self._told.wait_for(lambda: not self.desk.state.doing, 200)
        return self.desk.state


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "wheels").mkdir()
    publish_stand_ins(tmp_path / "wheels")
    with package_index(tmp_path / "wheels") as index:
        made = Office(index, tmp_path)
        yield made
        made.desk.close()


def test_it_is_installed_used_and_removed(office: Office) -> None:
    state = office.ask(do.LookAtRuntime()).state
    assert state is not None
    assert state.status is RuntimeStatus.MISSING
    assert office.index.asked == []
    view = office.ask(do.InstallRuntime())
    assert view.state is not None
    assert view.state.status is RuntimeStatus.READY
    assert office.settings.engine.python == view.state.python, "the worker is started with it"
    assert office.settings.engine.kind == "local"
    steps = list(dict.fromkeys(one.step for one in office.seen if one.doing == "installing"))
    assert steps[1] == "Python"
    assert steps[-1] == "self-test"
    view = office.ask(do.RemoveRuntime())
    assert view.state is not None
    assert view.state.status is RuntimeStatus.MISSING
    assert office.settings.engine.python is None


def test_what_went_wrong_is_said_and_another_python_stays(office: Office, tmp_path: Path) -> None:
    own = tmp_path / "my python"
    office.settings = office.settings.model_copy(update={"engine": EngineSettings(kind="local", python=own)})
    office.index.wheels.clear()
    view = office.ask(do.InstallRuntime())
    assert view.problem is not None
    assert view.problem.code == "runtime.uv"
    assert view.state is not None
    assert view.state.status is RuntimeStatus.PART
    assert office.settings.engine.python == own
    office.ask(do.RemoveRuntime())
    assert office.settings.engine.python == own
