"""Servers that are warmed up, through the commands and snapshots that the window has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.rungs import RungState
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.connection import ConnectionDesk
from tests.helpers.scripted_connection import ScriptedConnectionPort
from tests.helpers.small_studio import SmallStudio

NEAR = OmniRTSettings(servers=(ServerProfile(name="near", url="http://127.0.0.1:9000"),), model="wav2lip")


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    yield small
    small.studio.close()


def test_a_server_is_warmed_up_once_at_a_time_and_says_what_came_of_it(small: SmallStudio) -> None:
    small.studio.post(do.PreloadServer(NEAR))
    small.wait(lambda now: now.connection.warming)
    small.studio.post(do.PreloadServer(NEAR))
    small.studio.post(do.ApplySettings(Settings(omnirt=NEAR)))
    small.wait(lambda _: small.saved != [])  # so the second one has been looked at, too
    small.connection.let_go.set()
    done = small.wait(lambda now: now.connection.warmed is not None).connection
    assert not done.warming
    assert done.warmed is not None
    assert (done.warmed.state, done.warmed.time_ms) == (RungState.GOOD, 4200.0)
    assert [settings.omnirt for settings in small.connection.preloaded] == [NEAR]


def test_why_it_could_not_be_is_said(small: SmallStudio) -> None:
    small.connection.let_go.set()
    small.connection.refusal = AppError("engine.server_port", "Nothing listens there.", "Start OmniRT.")
    small.studio.post(do.PreloadServer(NEAR))
    rung = small.wait(lambda now: now.connection.warmed is not None).connection.warmed
    assert rung is not None
    assert (rung.state, rung.text, rung.advice) == (RungState.BAD, "Nothing listens there.", ("Start OmniRT.",))


def test_a_server_that_draws_for_us_is_left_alone() -> None:
    port = ScriptedConnectionPort()
    desk = ConnectionDesk(port, lambda: None)
    desk.obey(do.PreloadServer(NEAR), Settings(omnirt=NEAR), session_open=True)
    assert desk.state.warmed is not None
    assert "a session there" in desk.state.warmed.text
    assert port.preloaded == []
    other = NEAR.model_copy(update={"servers": (ServerProfile(name="far", url="http://127.0.0.1:9001"),)})
    desk.obey(do.PreloadServer(other), Settings(omnirt=NEAR), session_open=True)
    desk.close()
    assert [settings.omnirt for settings in port.preloaded] == [other]
    assert not desk.state.warming
