"""A session on a server as the show's users see it: opened late, given back, lost and found again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.media.types import Tick
from app.studio import commands as do
from app.studio.snapshot import EngineState, OutputState, Snapshot, SpeechState
from tests.helpers.engine_probe import wait_until
from tests.helpers.remote_engine import LOCAL, LOCAL_GREY, REMOTE, REMOTE_GREY, SERVERS, Server
from tests.helpers.small_studio import GREY, SmallStudio

MakeSmall = Callable[..., SmallStudio]

LOST = AppError("engine.lost", "The server is gone.", "It is asked again.")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server("http://127.0.0.1:1")
    server.let_in.set()
    SERVERS[server.url] = server
    yield server
    del SERVERS[server.url]
    assert server.open_now == 0, "a session was left open"


@pytest.fixture
def make(server: Server) -> Iterator[MakeSmall]:
    made: list[SmallStudio] = []

    def make(**omnirt: object) -> SmallStudio:
        made.append(SmallStudio(factory=REMOTE, stand_in=LOCAL, settings=server.settings(**omnirt)))
        return made[-1]

    yield make
    for small in made:
        small.studio.close()


def shades(ticks: list[Tick]) -> list[int]:
    """Whose pictures were shown since the host is on stage, in order, without repetitions."""
    seen = [shade for tick in ticks if (shade := int(tick.picture.pixels[0, 0, 0]))]
    return [shade for number, shade in enumerate(seen) if number == 0 or seen[number - 1] != shade]


def speaking(small: SmallStudio, shade: int) -> Callable[[Snapshot], bool]:
    """The recording shows somebody's pictures now."""
    return lambda _: bool(
        small.recordings and (ticks := small.recordings[0].ticks) and ticks[-1].picture.pixels[0, 0, 0] == shade
    )


def test_nobody_asks_the_server_before_a_line_needs_it_and_the_line_waits(make: MakeSmall, server: Server) -> None:
    server.let_in.clear()
    small = make()
    small.wait(lambda s: s.avatar_id == "mira" and s.engine is EngineState.STANDBY)
    assert server.opened == 0
    small.studio.post(do.SpeakText("ten letters"))
    waiting = small.wait(lambda s: s.engine is EngineState.LOADING and s.speech is SpeechState.BUFFERING)
    assert waiting.session_s is None
    server.let_in.set()
    snapshot = small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert snapshot.engine is EngineState.READY
    assert snapshot.session_s is not None
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    assert server.opened == 1


@pytest.mark.parametrize("command", [do.StartCamera(), do.StartRecording(), do.SetMicrophone(True), do.WarmUp()])
def test_whoever_needs_it_opens_it(make: MakeSmall, server: Server, command: do.Command) -> None:
    small = make()
    small.wait(lambda s: s.engine is EngineState.STANDBY and s.avatar_id == "mira")
    small.studio.post(command)
    small.wait(lambda s: s.engine is EngineState.READY)


def test_a_session_is_released_by_command_and_the_next_line_opens_another(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY and s.session_s is None)
    wait_until(lambda: server.open_now == 0)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert (server.opened, server.most_open) == (2, 1)


def test_a_session_that_is_needed_while_it_is_given_back_opens_after_it(make: MakeSmall, server: Server) -> None:
    small = make()
    for _ in range(5):
        small.studio.post(do.WarmUp())
        small.studio.post(do.ReleaseEngine())
    small.studio.post(do.SelectAvatar("plain"))
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "plain")
    assert server.most_open == 1


def test_a_line_survives_the_loss_of_its_session(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and s.recording is OutputState.ON)
    small.studio.post(do.SpeakFile(Path("3.wav")))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    server.fails = LOST
    lost = small.wait(lambda s: s.engine is EngineState.RESTARTING and s.engine_retry_s is not None)
    assert 0 < (lost.engine_retry_s or 0) <= 0.5
    assert [problem.code for problem in lost.problems] == ["engine.lost"]
    small.wait(lambda s: s.engine is EngineState.READY and not s.problems)
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    played = np.concatenate([tick.samples for tick in small.recordings[0].ticks if tick.pts_ns is not None])
    assert len(played) >= 3 * 48_000


def test_a_live_voice_flows_before_the_session_and_gets_its_pictures_in_a_pause(
    make: MakeSmall, server: Server
) -> None:
    server.let_in.clear()
    small = make()
    small.studio.post(do.StartRecording())
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.speech is SpeechState.LIVE and s.engine is EngineState.LOADING)
    server.let_in.set()
    small.wait(lambda s: s.engine is EngineState.READY)
    time.sleep(0.5)
    assert shades(small.recordings[0].ticks) == [GREY], "it came in the middle of a word"
    small.microphones[0].speech_heard = False
    small.wait(speaking(small, REMOTE_GREY))
    small.microphones[0].speech_heard = True
    assert shades(small.recordings[0].ticks) == [GREY, REMOTE_GREY]


def test_the_built_in_engine_stands_in_and_goes_when_the_server_is_back(make: MakeSmall, server: Server) -> None:
    small = make(failover="builtin")
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    small.wait(speaking(small, REMOTE_GREY))
    server.refuses = server.fails = LOST
    small.wait(lambda s: s.standing_in == "Local")
    small.wait(speaking(small, LOCAL_GREY))
    server.refuses = None
    small.wait(lambda s: s.engine is EngineState.READY)
    assert small.studio.snapshot().standing_in == "Local", "the server's face came in the middle of a word"
    small.microphones[0].speech_heard = False
    small.wait(speaking(small, REMOTE_GREY))
    assert small.studio.snapshot().standing_in == ""
    assert shades(small.recordings[0].ticks) == [GREY, REMOTE_GREY, GREY, LOCAL_GREY, GREY, REMOTE_GREY]
