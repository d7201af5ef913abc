"""The studio's own way to OmniRT itself: discovery, then an engine that speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.engine.base import EngineRequest, RemoteRequest
from app.engine.host import HostOptions
from app.engine.omnirt import discovery
from app.engine.omnirt.discovery import ServerKind
from app.engine.table import ENGINES
from app.media.types import VideoFrame
from tests.helpers.avatars import still_bundle
from tests.helpers.engine_probe import Rig, rig, seconds
from tests.helpers.real_omnirt import RealOmniRT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # the first use downloads the server


@contextmanager
def engine(server: RealOmniRT, folder: Path, model: str = "flashtalk", key: str = "") -> Iterator[Rig]:
    remote = RemoteRequest(server.url, model, key)
    request = EngineRequest(still_bundle(folder / "avatar"), 416, 704, 25, remote)
    with rig(ENGINES["omnirt"], request, HostOptions(isolation="thread", grace_s=8, credits=6)) as made:
        yield made


def test_discovery_needs_the_key_for_the_models_alone(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("right\n")
    with RealOmniRT(tmp_path, moving=True, keys=keys) as server:
        assert discovery.find_kind(server.url, {}, None) is ServerKind.APP
        for key in ("", "wrong"):
            with pytest.raises(AppError, match="key"):
                discovery.models(server.url, discovery.request_headers(key, {}), None)
        found = discovery.models(server.url, discovery.request_headers("right", {}), None)
        assert [model.id for model in found if model.connected][:1] == ["flashtalk"]
        assert discovery.socket_url(server.url, ServerKind.APP, "flashtalk") == server.socket_url()
        with engine(server, tmp_path, key="right") as made:
            assert made.start().fps == 25


def test_a_fake_runtime_is_named(tmp_path: Path) -> None:
    with RealOmniRT(tmp_path) as server, engine(server, tmp_path) as made:
        flashtalk = discovery.models(server.url, {}, None)[0]
        assert flashtalk.fake
        assert made.start().fake


@pytest.mark.parametrize("model", ["flashtalk", "fasterliveportrait", "flashhead"])
def test_it_speaks_and_outlives_a_restart(tmp_path: Path, model: str) -> None:
    with RealOmniRT(tmp_path, moving=True) as server, engine(server, tmp_path, model=model) as made:
        info = made.start()
        assert not info.fake
        _check(made.speak_whole(1, seconds(3.0)), spoken_s=3.0)
        made.speak(2, seconds(2.0), end=False)
        made.probe.wait(lambda: made.probe.of_turn(2))
        server.kill()
        made.probe.wait_down()
        server.start()
        assert replace(made.start(), render_ns=info.render_ns) == info
        _check(made.speak_whole(3, seconds(2.0)), spoken_s=2.0)


def _check(frames: list[VideoFrame], spoken_s: float) -> None:
    """A picture every 40 ms from the first sample to the last and a little longer, in order."""
    assert [frame.pts_ns for frame in frames] == [number * 40_000_000 for number in range(len(frames))]
    assert spoken_s * 25 <= len(frames) <= (spoken_s + 1) * 25
