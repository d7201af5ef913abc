"""One session on a server at a time: the show's, or that of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.studio import commands as do
from app.studio.snapshot import EngineState, Snapshot
from tests.helpers.engine_probe import wait_until
from tests.helpers.remote_engine import REMOTE, Server, known_server
from tests.helpers.small_studio import SmallStudio

TESTS = [do.TryServer, do.VerifyServer]


@pytest.fixture
def server() -> Iterator[Server]:
    with known_server() as server:
        yield server


@pytest.fixture
def small(server: Server) -> Iterator[SmallStudio]:
    small = SmallStudio(factory=REMOTE, settings=server.settings())
    small.wait(lambda s: s.avatar_id == "mira" and s.engine is EngineState.STANDBY)
    yield small
    small.studio.close()


@pytest.mark.parametrize("command", [do.SpeakText("ten letters"), do.WarmUp(), do.StartRecording()])
def test_the_show_takes_the_place_of_a_verification_that_has_closed_its_session(
    small: SmallStudio, server: Server, command: do.Command
) -> None:
    opened_during: list[int] = []
    small.connection.on_stopped = lambda: opened_during.append(server.opened)
    small.studio.post(do.VerifyServer(server.settings().omnirt))
    small.wait(lambda s: s.connection.testing and bool(s.connection.rungs))
    small.studio.post(command)
    small.wait(lambda s: s.engine is EngineState.READY)
    assert opened_during == [0]
    assert not small.studio.snapshot().connection.testing


@pytest.mark.parametrize("ask", TESTS)
@pytest.mark.parametrize("state", [EngineState.READY, EngineState.RESTARTING])
def test_a_test_leaves_the_shows_session_alone_also_while_it_comes_back(
    small: SmallStudio, server: Server, state: EngineState, ask: type[do.TryServer | do.VerifyServer]
) -> None:
    if state is EngineState.RESTARTING:
        server.refuses = AppError("engine.lost", "The server is gone.", "It is asked again.")
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is state)
    small.connection.let_go.set()
    small.studio.post(ask(server.settings().omnirt))
    done = small.wait(lambda s: bool(s.connection.rungs) and not s.connection.testing)
    if ask is do.VerifyServer:
        assert small.connection.verified == []
        assert "one at a time" in done.connection.rungs[0].text
    else:
        assert [spared for _, spared in small.connection.tested] == [True]


def test_a_session_that_is_being_given_back_is_one_still(small: SmallStudio, server: Server) -> None:
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    server.let_go.clear()
    small.studio.post(do.ReleaseEngine())
    small.studio.post(do.VerifyServer(server.settings().omnirt))
    refused = small.wait(lambda s: bool(s.connection.rungs) and not s.connection.testing)
    assert "one at a time" in refused.connection.rungs[0].text
    server.let_go.set()
    wait_until(lambda: server.open_now == 0)
    small.connection.let_go.set()

    def verified(snapshot: Snapshot) -> bool:
        if len(snapshot.connection.rungs) != 2 and not snapshot.connection.testing:  # it hears of it later
            small.studio.post(do.VerifyServer(server.settings().omnirt))
        return len(snapshot.connection.rungs) == 2

    small.wait(verified)
