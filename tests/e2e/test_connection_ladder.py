"""The whole test of a connection: real parts and the real engine against a scripted server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.paths import Paths
from app.base.rungs import Rung, RungState
from app.base.settings import Settings, WindowSettings
from app.parts import RealParts
from tests.helpers.avatars import GREY, manifest, plain, write_json, write_picture
from tests.helpers.omnirt_script import Error
from tests.helpers.omnirt_server import OmniRTServer


@pytest.fixture
def avatar(tmp_path: Path) -> Path:
    folder = tmp_path / "ada"
    write_json(folder / "manifest.json", manifest(id="ada"))
    write_picture(folder / "reference.png", plain(200, 300, GREY))
    return folder


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[RealParts]:
    paths = Paths.find(tmp_path / "base")
    paths.make()
    parts = RealParts(paths)
    yield parts
    parts.close()


def climbed(parts: RealParts, avatar: Path, url: str) -> dict[str, Rung]:
    servers = (ServerProfile(name="near", url=url),)
    settings = Settings(omnirt=OmniRTSettings(servers=servers), window=WindowSettings(avatar=str(avatar)))
    rungs = parts.servers.test_connection(settings, threading.Event(), session_open=False, tts_first_pcm_ms=None)
    return {rung.name: rung for rung in rungs}


def test_a_server_that_draws_is_good_up_to_the_last_rung_and_left_free(parts: RealParts, avatar: Path) -> None:
    with OmniRTServer("app") as server:
        rungs = climbed(parts, avatar, server.url)
        server.until(lambda: not server.shared and any("gone" in event for event in server.events))
        assert list(rungs) == ["reachable", "kind", "key", "models", "session", "pictures", "speed", "delay"]
        assert {rung.state for rung in rungs.values()} == {RungState.GOOD}
        events = [event.split()[1] for event in server.events]
        assert events.count("open") == 1
        assert events[-2:] == ["close", "gone"]
        assert server.http.count("/v1/audio2video/models") == 1


def test_a_fake_one_is_named_and_one_that_cannot_begin_is_quoted(parts: RealParts, avatar: Path) -> None:
    with OmniRTServer("standalone") as server:
        server.fake = True
        rungs = climbed(parts, avatar, server.url)
        assert list(rungs) == ["reachable", "kind", "session", "pictures"]
        assert "fake" in rungs["pictures"].text
        server.on_init = lambda number: Error("CUDA out of memory. Tried to allocate 3 GiB.")
        rungs = climbed(parts, avatar, server.url)
        assert rungs["session"].state is RungState.BAD
        assert "CUDA out of memory" in rungs["session"].text
        assert "quantised" in " ".join(rungs["session"].advice)
