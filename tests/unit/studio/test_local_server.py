"""The server of this computer as the window asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.settings import EngineSettings, LocalServerSettings, Settings
from app.studio import commands as do
from app.studio import local_server
from app.studio.local_server import LocalServerDesk, LocalServerStatus
from tests.helpers.engine_probe import wait_until
from tests.helpers.scripted_connection import ScriptedLocalServer
from tests.helpers.small_studio import SmallStudio

SETTINGS = LocalServerSettings()
PROGRAM = Path("/usr/bin/omnirt")


class Rig:
    def __init__(self) -> None:
        self.server = ScriptedLocalServer()
        self.program: Path | None = PROGRAM
        self.told: list[LocalServerStatus] = []
        self.desk = LocalServerDesk(lambda chosen: chosen or self.program, self.server, self._changed)

    def _changed(self) -> None:
        self.told.append(self.desk.state.status)

    def ask(self, command: do.LocalServerCommand, then: LocalServerStatus) -> None:
        wait_until(lambda: self.desk._worker is None or not self.desk._worker.is_alive() or self.server.url)
        self.desk.obey(command)
        wait_until(lambda: self.desk.state.status is then)


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(local_server, "LOOK_S", 0.01)
    rig = Rig()
    yield rig
    rig.desk.close(keep=False)


def test_it_is_missing_or_stopped(rig: Rig) -> None:
    rig.program = None
    rig.ask(do.LookForLocalServer(SETTINGS), LocalServerStatus.MISSING)
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.MISSING)
    chosen = SETTINGS.model_copy(update={"program": Path("/opt/omnirt")})
    rig.ask(do.LookForLocalServer(chosen), LocalServerStatus.STOPPED)
    assert rig.desk.state.program == str(Path("/opt/omnirt"))
    assert not rig.server.did


def test_it_starts_runs_and_stops(rig: Rig) -> None:
    rig.server.let_go.clear()
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.STARTING)
    rig.server.let_go.set()
    wait_until(lambda: rig.desk.state.status is LocalServerStatus.RUNNING)
    assert rig.desk.state.url == "http://127.0.0.1:9000"
    rig.desk.obey(do.StartLocalServer(SETTINGS))
    rig.desk.obey(do.LookForLocalServer(SETTINGS))
    rig.ask(do.StopLocalServer(), LocalServerStatus.STOPPED)
    assert rig.server.did == [f"start {PROGRAM}", "stop"]


def test_a_start_can_be_stopped(rig: Rig) -> None:
    rig.server.let_go.clear()
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.STARTING)
    rig.ask(do.StopLocalServer(), LocalServerStatus.STOPPED)
    assert LocalServerStatus.RUNNING not in rig.told


def test_one_that_does_not_start_or_ends_by_itself_is_said_until_it_is_started_again(rig: Rig) -> None:
    rig.server.fails = AppError("local_server.ended", "No CUDA.", "Get some.")
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.FAILED)
    assert rig.desk.state.problem is not None
    assert rig.desk.state.problem.message == "No CUDA."
    rig.desk.obey(do.LookForLocalServer(SETTINGS))
    assert rig.desk.state.status is LocalServerStatus.FAILED, "looking at the page forgets nothing"
    rig.server.fails = None
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.RUNNING)
    rig.server.url = ""
    wait_until(lambda: rig.desk.state.status is LocalServerStatus.FAILED)
    assert rig.desk.state.problem is not None
    assert rig.desk.state.problem.message == "OmniRT has stopped by itself."


@pytest.mark.parametrize(("keep", "did"), [(False, ["stop"]), (True, [])])
def test_it_ends_with_the_studio_unless_it_is_kept(rig: Rig, keep: bool, did: list[str]) -> None:
    rig.ask(do.StartLocalServer(SETTINGS), LocalServerStatus.RUNNING)
    rig.desk.close(keep=keep)
    assert rig.server.did[1:] == did


def test_one_that_was_kept_is_found_and_can_be_stopped(rig: Rig) -> None:
    rig.server.url = "http://127.0.0.1:9000"
    rig.ask(do.LookForLocalServer(SETTINGS), LocalServerStatus.RUNNING)
    rig.ask(do.StopLocalServer(), LocalServerStatus.STOPPED)
    assert rig.server.did == ["stop"]


def test_one_that_somebody_else_started_is_said_to_run_and_left_alone(rig: Rig) -> None:
    rig.server.elsewhere = True
    rig.ask(do.LookForLocalServer(SETTINGS), LocalServerStatus.RUNNING)
    assert not rig.desk.state.ours
    rig.desk.close(keep=False)
    assert not rig.server.did


@pytest.mark.parametrize(("keep", "did"), [(False, [f"start {PROGRAM}", "stop"]), (True, [f"start {PROGRAM}"])])
def test_a_studio_that_closes_heeds_what_is_set(keep: bool, did: list[str]) -> None:
    settings = Settings(engine=EngineSettings(kind="testcard"), local_server=LocalServerSettings(keep=keep))
    small = SmallStudio(settings=settings)
    small.studio.post(do.StartLocalServer(settings.local_server))
    small.wait(lambda s: s.connection.local.status is LocalServerStatus.RUNNING)
    small.studio.close()
    assert small.connection.local_server.did == did
