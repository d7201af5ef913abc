"""How a face moves, told to a session on a server that speaks OmniRT's bytes while it draws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.omnirt_settings import MotionSettings, OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.engine.host import HostOptions
from app.engine.table import ENGINES
from app.studio import commands as do
from app.studio.snapshot import EngineState
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer(geometry=Geometry(width_px=96, height_px=160, frame_num=11)) as server:
        yield server


@pytest.fixture
def small(server: OmniRTServer, tmp_path: Path) -> Iterator[SmallStudio]:
    profile = ServerProfile(name="test", url=server.url)
    settings = Settings(
        engine=EngineSettings(kind="omnirt", isolation="thread"),
        omnirt=OmniRTSettings(servers=(profile,), model="fasterliveportrait"),
        window=WindowSettings(avatar=str(still_bundle(tmp_path / "avatar"))),
    )
    options = HostOptions(isolation="thread", load_limit_s=60, grace_s=8)
    small = SmallStudio(options, ENGINES["omnirt"], settings=settings, cache=tmp_path / "cache")
    yield small
    small.studio.close()


def _move(small: SmallStudio, **motion: object) -> None:
    settings = small.studio.snapshot().settings
    moved = settings.omnirt.motion.model_copy(update=motion)
    omnirt = settings.omnirt.model_copy(update={"motion": moved})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"omnirt": omnirt})))
    small.wait(lambda s: s.settings.omnirt.motion == moved)


def test_a_running_session_is_told_what_changed_and_the_next_begins_with_it(
    small: SmallStudio, server: OmniRTServer
) -> None:
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    assert server.inits[-1].message.items() >= MotionSettings().model_dump().items()
    begun = len(server.inits)
    _move(small, mouth_open_multiplier=1.6, animation_region="all")
    server.until(lambda: server.configs == [{"mouth_open_multiplier": 1.6, "animation_region": "all"}])
    server.on_config = lambda known: {name: min(value, 1.0) for name, value in known.items() if name != "cfg_scale"}
    _move(small, yaw_multiplier=1.5, pitch_multiplier=0.5, cfg_scale=6.0)
    now = small.wait(lambda s: bool(s.refused_options))
    assert now.refused_options == {"yaw_multiplier", "cfg_scale"}, "one was echoed as another value, one not at all"
    server.on_config = lambda known: known
    _move(small, yaw_multiplier=1.2)
    small.wait(lambda s: s.refused_options == {"cfg_scale"})
    assert len(server.inits) == begun, "no other session was begun for it"
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY and not s.refused_options)
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    sent = server.inits[-1].message
    assert (sent["mouth_open_multiplier"], sent["yaw_multiplier"], sent["cfg_scale"]) == (1.6, 1.2, 6.0)
