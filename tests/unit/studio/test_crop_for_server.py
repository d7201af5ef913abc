"""Another part of an avatar's picture for servers, as the show's users see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.studio import commands as do
from app.studio.snapshot import EngineState, OutputState
from tests.helpers.remote_engine import LOCAL, REMOTE, Server, known_server
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def server() -> Iterator[Server]:
    with known_server() as server:
        yield server


@pytest.fixture
def small(server: Server) -> Iterator[SmallStudio]:
    small = SmallStudio(factory=REMOTE, stand_in=LOCAL, settings=server.settings(crops={"mira": (0.5, 0.0)}))
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "mira")
    yield small
    small.studio.close()


def test_a_session_that_nobody_watches_is_begun_anew_with_it(small: SmallStudio, server: Server) -> None:
    assert small.studio.snapshot().server_size_px == (1280, 720)
    small.studio.post(do.FinishCrop("mira", -0.25, 1.0))
    small.wait(lambda s: len(server.crops) == 2 and s.engine is EngineState.READY)
    assert server.crops == [(0.5, 0.0), (-0.25, 1.0)]
    assert small.saved[-1].omnirt.crops == {"mira": (-0.25, 1.0)}


def test_a_session_that_is_on_air_goes_on_and_the_next_begins_with_it(small: SmallStudio, server: Server) -> None:
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON)
    small.studio.post(do.FinishCrop("mira", 0.0, 1.0))
    small.wait(lambda s: s.settings.omnirt.crops == {"mira": (0.0, 1.0)})
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: bool(s.speaking_text))
    assert server.crops == [(0.5, 0.0)]
    small.wait(lambda s: not s.speaking_text)  # whoever speaks needs a session again at once
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY)
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    assert server.crops == [(0.5, 0.0), (0.0, 1.0)]


def test_the_crop_of_somebody_else_disturbs_no_session(small: SmallStudio, server: Server) -> None:
    small.studio.post(do.FinishCrop("plain", 1.0, 1.0))
    small.wait(lambda s: len(s.settings.omnirt.crops) == 2)
    assert small.studio.snapshot().engine is EngineState.READY
    assert server.opened == 1
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.avatar_id == "plain" and len(server.crops) == 2)
    assert server.crops[-1] == (1.0, 1.0)
