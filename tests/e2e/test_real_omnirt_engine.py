"""The engine against OmniRT itself, as it comes and with a placeholder that moves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
import pytest

from app.base.omnirt_settings import MotionSettings
from app.base.rungs import RungState
from app.engine.base import Configured, EngineRequest, RemoteRequest
from app.engine.host import HostOptions
from app.engine.omnirt.preload import preload
from app.engine.table import ENGINES
from app.media.types import NS_PER_S
from tests.helpers.engine_probe import Rig, rig, seconds
from tests.helpers.real_omnirt import RealOmniRT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # run by hand, the first of them downloads the server

AVATAR = Path(__file__).parents[2] / "resources" / "avatars" / "mira"

Make = Callable[..., Rig]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with ExitStack() as stack:

        def enter(server: RealOmniRT, model: str, key: str = "") -> Rig:
            remote = RemoteRequest(server.url, model, key=key, cache=tmp_path / "clips")
            options = HostOptions(isolation="thread", load_limit_s=330, grace_s=8, credits=6)
            made: AbstractContextManager[Rig] = rig(
                ENGINES["omnirt"], EngineRequest(AVATAR, 640, 720, 25, remote), options
            )
            return stack.enter_context(made)

        yield enter


@pytest.mark.parametrize("model", ["flashtalk", "wav2lip", "quicktalk", "fasterliveportrait", "flashhead"])
def test_every_model_speaks(tmp_path: Path, make: Make, model: str) -> None:
    with RealOmniRT(tmp_path, moving=True) as server:
        engine = make(server, model)
        info = engine.start()
        frames = engine.speak_whole(1, seconds(3.0))
        engine.host.stop()
    assert (info.width_px, info.height_px, info.fake) == (416, 704, "")
    assert info.idle_clip is not None
    ends = [frame.pts_ns + frame.duration_ns for frame in frames]
    assert ends[:-1] == [frame.pts_ns for frame in frames[1:]]  # no gap
    assert 3 * NS_PER_S <= ends[-1] <= 3.4 * NS_PER_S
    assert not np.array_equal(frames[0].pixels, frames[40].pixels)
    assert engine.probe.notices == []


def test_how_a_face_moves_is_told_while_it_speaks_and_echoed(tmp_path: Path, make: Make) -> None:
    with RealOmniRT(tmp_path, moving=True) as server:
        engine = make(server, "fasterliveportrait")
        engine.start()
        wished = dict(MotionSettings(mouth_open_multiplier=1.7, animation_region="all"))
        engine.host.configure({**wished, "charm": 2.0})
        engine.probe.wait(lambda: engine.probe.configured)
        assert engine.probe.configured == [Configured(taken=tuple(wished), refused=("charm",))]
        assert len(engine.speak_whole(1, seconds(1.0))) > 0
        engine.host.stop()


def test_it_warms_up_what_its_disk_has_and_says_why_it_cannot(tmp_path: Path) -> None:
    with RealOmniRT(tmp_path, moving=True) as server:
        cannot = preload(RemoteRequest(server.url, "wav2lip"), threading.Event())
        assert (cannot.state, "ref_frame_dir is required" in cannot.text) == (RungState.BAD, True)
        assert preload(RemoteRequest(server.url, "quicktalk"), threading.Event()).state is RungState.GOOD
    with RealOmniRT(tmp_path) as server:
        without = preload(RemoteRequest(server.url, "quicktalk"), threading.Event())
        assert without.state is RungState.DOUBTFUL


def test_it_is_fake_as_it_comes(tmp_path: Path, make: Make) -> None:
    with RealOmniRT(tmp_path) as server:
        engine = make(server, "flashtalk")
        assert "fake runtime" in engine.start().fake
        assert len(engine.speak_whole(1, seconds(3.0))) == 3  # of other colours, and no other client's
        engine.host.stop()


def test_keys_stand_before_its_http_alone(tmp_path: Path, make: Make) -> None:
    keys = tmp_path / "keys"
    keys.write_text("a-key-of-the-tests\n", encoding="utf-8")
    with RealOmniRT(tmp_path, moving=True, keys=keys) as server:
        engine = make(server, "flashtalk", key="a-key-of-the-tests")
        assert engine.start().fake == ""
        engine.host.stop()


def test_a_restart_in_mid_session_is_told_and_survived(tmp_path: Path, make: Make) -> None:
    with RealOmniRT(tmp_path, moving=True) as server:
        engine = make(server, "flashtalk")
        engine.start()
        engine.speak(1, seconds(20.0), end=False)
        engine.probe.wait_frames(28)
        server.stop()
        reason = engine.probe.wait_down()
        assert (reason.code, reason.permanent) == ("engine.omnirt.connection", False)
        server.start()
        engine.start()
        assert len(engine.speak_whole(2, seconds(1.0))) > 0
        engine.host.stop()
