"""A show whose pictures come from a server that speaks OmniRT's bytes: spoken, cut off, found again, given back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.engine.host import HostOptions
from app.engine.table import ENGINES
from app.media import test_signal
from app.studio import commands as do
from app.studio.snapshot import EngineState, SpeechState
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_studio import SmallStudio

pytestmark = pytest.mark.serial

FPS = 30


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer(geometry=Geometry(width_px=96, height_px=160, frame_num=11)) as server:
        server.render_s = 0.1
        yield server


@pytest.fixture
def small(server: OmniRTServer, tmp_path: Path) -> Iterator[SmallStudio]:
    settings = Settings(
        engine=EngineSettings(kind="omnirt", isolation="thread"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),)),
        window=WindowSettings(avatar=str(still_bundle(tmp_path / "avatar"))),
    )
    options = HostOptions(isolation="thread", load_limit_s=60, grace_s=8)
    small = SmallStudio(options, ENGINES["omnirt"], settings=settings, cache=tmp_path / "cache")
    yield small
    small.studio.close()


@pytest.mark.slow
def test_a_line_is_drawn_by_a_server_that_goes_away_in_its_middle(small: SmallStudio, server: OmniRTServer) -> None:
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SpeakFile(Path("5.wav")))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    server.cut()
    small.wait(lambda s: s.engine is not EngineState.READY)
    small.wait(lambda s: s.engine is EngineState.READY)
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    ticks = small.recordings[0].ticks
    assert [tick.slot for tick in ticks] == list(range(ticks[0].slot, ticks[-1].slot + 1))
    played = np.concatenate([tick.samples for tick in ticks if tick.pts_ns is not None])
    assert len(played) >= 5 * 48_000
    drawn = len(server.chunks)
    small.studio.post(do.SpeakText("ten letters"))
    server.until(lambda: len(server.chunks) > drawn)
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY)
    server.until(lambda: server.events[-2:] == ["1 close", "1 gone 1000"])
    assert "0 gone 1006" in server.events


def test_a_live_voice_is_drawn_in_time_and_its_silence_not_at_all(small: SmallStudio, server: OmniRTServer) -> None:
    small.studio.post(do.StartRecording())
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.speech is SpeechState.LIVE and (s.measures.avatar_first_frame_ms or 0) > 0)
    small.pass_slots(2 * FPS)
    live = small.studio.snapshot().measures
    assert live.dropped == 0
    assert live.delay_ms is not None
    assert live.delay_ms > 500, "a chunk of 0.4 s, and 0.1 s to draw it"
    small.microphones[0].sound = lambda start, count: np.zeros(count, np.float32)
    small.wait(lambda _: rested(small, server))
    small.microphones[0].sound = test_signal.samples
    drawn = len(server.chunks)
    server.until(lambda: len(server.chunks) > drawn + 2)


def rested(small: SmallStudio, server: OmniRTServer) -> bool:
    """While a second of the show was recorded nothing was drawn."""
    drawn = len(server.chunks)
    small.pass_slots(FPS)
    return len(server.chunks) == drawn
