"""Camera pictures in, pictures of the portrait out, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.base.errors import AppError
from app.engine.omnirt.camera_trial import NO_FACE
from app.media.jpeg import jpeg_size
from app.media.types import NS_PER_S
from tests.helpers.engine_probe import Rig
from tests.helpers.omnirt_script import Act, Close, Error, Forget
from tests.helpers.omnirt_server import OmniRTServer
from tests.unit.engine.omnirt.conftest import GEOMETRY, Studio, marks

INTERVAL_NS = NS_PER_S // 30
TRIED = 4
"""Pictures that a session is tried out with."""

PICTURE_NS = 40_000_000


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    """The full server, which alone follows cameras."""
    with OmniRTServer("app", GEOMETRY) as made:
        yield made


def made(studio: Studio) -> Rig:
    return studio.engine(camera=True, model="fasterliveportrait")


def shown(engine: Rig, number: int, turn: int = 1) -> None:
    """The camera sees picture ``number``, and what became of it has come back."""
    before = len(engine.probe.progress)
    engine.host.push_picture(turn, number * INTERVAL_NS, b"picture %d" % number)
    engine.probe.wait(lambda: len(engine.probe.progress) > before)


def failing(number: int, act: Act) -> Callable[[int], Act | None]:
    return lambda frame: act if frame == number else None


def test_the_portrait_follows_and_every_picture_has_the_time_at_which_it_was_seen(
    server: OmniRTServer, studio: Studio
) -> None:
    engine = made(studio)
    info = engine.start()
    assert (info.follows_camera, info.offers_camera, info.fake, info.idle_clip) == (True, True, "", None)
    assert (info.width_px, info.height_px, info.fps) == (96, 160, 25)
    assert server.inits[-1].path == "/v1/video2video/fasterliveportrait"
    assert len(server.frames) == TRIED
    tried, portrait = jpeg_size(server.frames[0]), jpeg_size(server.inits[-1].portrait)
    assert np.allclose(tried, portrait, atol=1), "it is tried out with the portrait, in even sizes"
    engine.host.new_turn(1, phase_ns=0)
    engine.host.push(1, np.ones(48_000, np.float32))  # sound is not for it
    for number in range(10):
        shown(engine, number)
    engine.host.end_turn(1)
    engine.probe.wait(lambda: 1 in engine.probe.done)
    frames = engine.probe.of_turn(1)
    assert server.frames[TRIED:] == [b"picture %d" % number for number in range(10)]
    assert [mark.chunk for mark in marks(frames)] == list(range(TRIED, TRIED + 10))
    assert [round(frame.pts_ns / INTERVAL_NS) for frame in frames] == list(range(10))
    assert {frame.duration_ns for frame in frames} == {PICTURE_NS}
    assert not server.chunks


def test_one_picture_is_on_its_way_and_of_those_that_wait_the_newest_goes_next(
    server: OmniRTServer, studio: Studio
) -> None:
    engine = made(studio)
    engine.start()
    let_go = threading.Event()
    server.wait = lambda seconds: let_go.wait(10)
    engine.host.new_turn(1, phase_ns=0)
    engine.host.push_picture(1, 0, b"picture 0")
    server.until(lambda: len(server.frames) == TRIED + 1)
    for number in range(1, 9):
        engine.host.push_picture(1, number * INTERVAL_NS, b"picture %d" % number)
    assert len(server.frames) == TRIED + 1
    let_go.set()
    engine.probe.wait_frames(2)
    assert server.frames[TRIED:] == [b"picture 0", b"picture 8"]
    assert [round(frame.pts_ns / INTERVAL_NS) for frame in engine.probe.frames] == [0, 8]
    assert engine.probe.frames[1].duration_ns == NS_PER_S // 4, "it stands for as long as a slow server needs"


def test_who_leaves_the_cameras_sight_comes_back(server: OmniRTServer, studio: Studio) -> None:
    engine = made(studio)
    engine.start()
    server.on_chunk = lambda number: Error("No face.", NO_FACE) if number < TRIED + 20 else None
    engine.host.new_turn(1, phase_ns=0)
    for number in range(20):
        shown(engine, number)
    assert not engine.probe.frames
    shown(engine, 20)
    engine.probe.wait_frames(1)
    assert not engine.probe.notices
    assert not engine.probe.downs


def test_pictures_of_a_turn_that_was_interrupted_are_not_sent(server: OmniRTServer, studio: Studio) -> None:
    engine = made(studio)
    engine.start()
    engine.host.new_turn(1, phase_ns=0)
    shown(engine, 0)
    engine.host.new_turn(2, phase_ns=0, start=48_000)
    engine.host.push_picture(1, INTERVAL_NS, b"of the old turn")
    engine.host.push_picture(2, NS_PER_S // 2, b"from before it was taken up")
    engine.host.push_picture(2, NS_PER_S + INTERVAL_NS, b"of the new turn")
    engine.probe.wait_frames(1, turn=2)
    assert server.frames[TRIED:] == [b"picture 0", b"of the new turn"]
    assert abs(engine.probe.of_turn(2)[0].pts_ns - NS_PER_S - INTERVAL_NS) < 100_000


def test_a_session_that_the_server_forgot_is_begun_anew(server: OmniRTServer, studio: Studio) -> None:
    engine = made(studio)
    engine.start()
    server.on_chunk = failing(TRIED, Forget())
    engine.host.new_turn(1, phase_ns=0)
    shown(engine, 0)
    engine.probe.wait_frames(1)
    assert server.frames[TRIED:] == [b"picture 0"] * 2
    assert len(server.inits) == 3  # the first two: with the portrait's own shape, and with the server's


def test_other_options_are_taken_over_while_it_follows(server: OmniRTServer, studio: Studio) -> None:
    engine = made(studio)
    engine.start()
    engine.host.new_turn(1, phase_ns=0)
    shown(engine, 0)
    engine.host.configure({"expression_multiplier": 1.2, "no_such_option": 1})
    engine.probe.wait(lambda: engine.probe.notices)
    assert [notice.code for notice in engine.probe.notices] == ["engine.omnirt.option"]
    assert "no_such_option" in engine.probe.notices[0].message
    assert "expression_multiplier" not in engine.probe.notices[0].message
    shown(engine, 1)


# ---- what goes wrong


def test_a_line_that_breaks_ends_it_and_it_starts_again(server: OmniRTServer, studio: Studio) -> None:
    engine = made(studio)
    engine.start()
    server.on_chunk = failing(TRIED, Close(1006))
    engine.host.new_turn(1, phase_ns=0)
    engine.host.push_picture(1, 0, b"picture 0")
    assert engine.probe.wait_down().code == "engine.omnirt.connection"
    engine.start()
    engine.host.new_turn(2, phase_ns=0)
    shown(engine, 1, turn=2)


def refused(engine: Rig) -> AppError:
    engine.host.start(engine.request)
    return engine.probe.wait_down()


def test_a_server_that_draws_from_sound_alone_is_not_asked(server: OmniRTServer, studio: Studio) -> None:
    server.kind = "standalone"
    why = refused(made(studio))
    assert (why.code, why.permanent) == ("engine.omnirt.no_camera", True)
    assert "sound alone" in why.message
    assert not server.handshakes


@pytest.mark.parametrize(("code", "permanent"), [("runtime_not_ready", True), ("runtime_error", False)])
def test_a_server_without_what_it_takes_says_so(
    server: OmniRTServer, studio: Studio, code: str, permanent: bool
) -> None:
    server.on_chunk = lambda number: Error("The selected runtime does not support it.", code)
    why = refused(made(studio))
    assert (why.code, why.permanent) == ("engine.omnirt.no_camera", permanent)
    assert "does not support it" in why.message


def test_a_server_that_does_not_know_the_route_is_named(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.helpers.omnirt_server.dialect_of", lambda kind, path: None)
    why = refused(made(studio))
    assert (why.code, why.permanent) == ("engine.omnirt.no_camera", True)


def test_a_portrait_in_which_the_server_sees_nobody_is_ready_all_the_same(server: OmniRTServer, studio: Studio) -> None:
    server.on_chunk = lambda number: Error("No face.", NO_FACE) if number < TRIED else None
    engine = made(studio)
    assert engine.start().fake == ""
    engine.host.new_turn(1, phase_ns=0)
    shown(engine, 0)
    engine.probe.wait_frames(1)
