"""The real OmniRT: its video clone follows pictures, and its program is started and stopped by the studio."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

import av
import numpy as np
import pytest

from app.base.settings import LocalServerSettings
from app.engine.base import EngineRequest, RemoteRequest
from app.engine.host import HostOptions
from app.engine.omnirt.local_server import LocalServer
from app.engine.table import ENGINES
from app.media.jpeg import JpegEncoder
from app.media.types import NS_PER_S
from tests.helpers.engine_probe import Rig, rig
from tests.helpers.real_omnirt import RealOmniRT, free_port, real_omnirt_python

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # run by hand, the first of them downloads the server

AVATAR = Path(__file__).parents[2] / "resources" / "avatars" / "mira"


def following(stack: ExitStack, url: str) -> Rig:
    remote = RemoteRequest(url, "fasterliveportrait", camera=True)
    options = HostOptions(isolation="thread", load_limit_s=330, grace_s=8, credits=6)
    return stack.enter_context(rig(ENGINES["omnirt_camera"], EngineRequest(AVATAR, 640, 720, 25, remote), options))


def test_its_video_clone_gives_a_picture_for_every_picture(tmp_path: Path) -> None:
    picture = av.VideoFrame.from_numpy_buffer(np.full((480, 640, 3), 90, np.uint8), format="bgr24")
    jpeg = JpegEncoder(448).encode(picture)
    with ExitStack() as stack:
        server = stack.enter_context(RealOmniRT(tmp_path, moving=True))
        engine = following(stack, server.url)
        info = engine.start()
        engine.host.new_turn(1, phase_ns=0)
        for number in range(30):
            engine.host.push_picture(1, number * NS_PER_S // 25, jpeg)
            engine.probe.wait_frames(number + 1)
        engine.host.end_turn(1)
        engine.probe.wait(lambda: 1 in engine.probe.done)
        engine.host.stop()
    assert info.follows_camera
    assert info.offers_camera
    assert info.fake == ""
    frames = engine.probe.frames
    assert [round(frame.pts_ns * 25 / NS_PER_S) for frame in frames] == list(range(30))
    assert {frame.pixels.shape[:2] for frame in frames} == {(info.height_px, info.width_px)}
    assert engine.probe.notices == []


def test_as_it_comes_it_says_that_it_cannot_follow_a_camera(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(RealOmniRT(tmp_path))
        engine = following(stack, server.url)
        engine.host.start(engine.request)
        reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.no_camera", True)


def test_its_program_is_started_and_stopped(tmp_path: Path) -> None:
    program = real_omnirt_python().with_name("omnirt")
    server = LocalServer(tmp_path, tmp_path)
    settings = LocalServerSettings(port=free_port(), backend="cpu-stub")
    server.start(program, settings, threading.Event())
    try:
        with ExitStack() as stack:
            remote = RemoteRequest(server.url, "flashtalk")
            options = HostOptions(isolation="thread", load_limit_s=330, grace_s=8)
            request = EngineRequest(AVATAR, 640, 720, 25, remote)
            assert "fake runtime" in stack.enter_context(rig(ENGINES["omnirt"], request, options)).start().fake
    finally:
        server.stop()
    assert server.url == ""
    assert not server.answers(settings)
