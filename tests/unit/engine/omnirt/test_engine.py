"""Speech in, pictures back, through a server that draws what it heard, well or badly."""

from __future__ import annotations

import base64

import numpy as np
import pytest

import app.engine.omnirt.conversation as conversation_module
import app.engine.omnirt.session as session_module
from app.avatars.idle_clip import open_clip
from app.engine.base import EngineInfo
from app.engine.omnirt.engine import OmniRTEngine
from app.media.jpeg import jpeg_size
from app.media.types import VideoFrame
from tests.helpers.engine_probe import Rig, seconds
from tests.helpers.omnirt_pictures import Mark, read_mark
from tests.helpers.omnirt_script import Close, Error, Forget, Frames, Garbage, Geometry, Raw, Sized, Stall
from tests.helpers.omnirt_server import OmniRTServer
from tests.unit.engine.omnirt.conftest import Studio

PICTURE_NS = 40_000_000
CHUNK_NS = 5 * PICTURE_NS


def marks(frames: list[VideoFrame]) -> list[Mark]:
    """What the pictures say of themselves."""
    found = [read_mark(frame.pixels) for frame in frames]
    assert None not in found
    return [mark for mark in found if mark is not None]


def paired(server: OmniRTServer, frames: list[VideoFrame], first: int) -> list[int]:
    """The chunk of speech (from ``first`` on) whose picture is shown at each picture's time, minus the one it is of."""
    return [mark.chunk - first - frame.pts_ns // CHUNK_NS for mark, frame in zip(marks(frames), frames, strict=True)]


def at(first: int, *acts: object) -> object:
    """A script for the server's chunks from ``first`` on."""
    return {first + n: act for n, act in enumerate(acts) if act is not None}.get


def begun(studio: Studio, server: OmniRTServer, **changes: object) -> tuple[Rig, int]:
    """An engine that is ready, and the number of the next chunk that the server will receive."""
    engine = studio.engine(**changes)
    engine.start()
    return engine, len(server.chunks)


# ---- what it says


def test_it_says_what_it_is(server: OmniRTServer, studio: Studio) -> None:
    info = studio.engine().start()
    assert (info.fps, info.rate_hz, info.chunk_ns, info.lookahead_ns) == (25, 16_000, CHUNK_NS, 0)
    assert (info.width_px, info.height_px) == (96, 160)
    assert info.fake == ""
    assert info.render_ns > 0
    assert info.idle_clip is None  # there is no place to keep one


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("app", "flashtalk"),
        ("app", "flashhead"),
        ("standalone", "flashtalk"),
        ("standalone", "musetalk"),
        ("gateway", "flashtalk"),
    ],
)
def test_every_kind_of_server_is_spoken_to_in_its_dialect(
    server: OmniRTServer, studio: Studio, kind: str, model: str
) -> None:
    server.kind = kind  # type: ignore[assignment] - of three
    engine, first = begun(studio, server, model=model, prompt="A calm host", seed=7)
    frames = engine.speak_whole(1, seconds(1.0))
    assert paired(server, frames, first) == [0] * len(frames)
    assert server.inits[-1].message.get("seed", 7) == 7
    assert all(chunk.size == 3200 for chunk in server.chunks)


def test_the_portrait_is_cut_to_the_shape_that_the_server_draws(server: OmniRTServer, studio: Studio) -> None:
    """Its natural shape is 1:2, the server's 3:5."""
    studio.engine().start()
    sizes = [jpeg_size(init.portrait) for init in server.inits]
    assert [round(width / height, 2) for width, height in sizes] == [0.5, 0.6]
    assert base64.b64decode(server.inits[-1].message["ref_image"]) == server.inits[-1].portrait


def test_pictures_larger_than_their_place_are_made_smaller(server: OmniRTServer, studio: Studio) -> None:
    engine = studio.engine(size_px=(48, 100))
    info = engine.start()
    assert (info.width_px, info.height_px) == (48, 80)
    assert engine.speak_whole(1, seconds(0.2))[0].pixels.shape == (80, 48, 4)


@pytest.mark.parametrize("colours", ["one", "many"])
def test_a_fake_runtime_is_named(server: OmniRTServer, studio: Studio, colours: str) -> None:
    server.kind = "app"
    if colours == "one":
        server.fake = True
    else:
        server.on_chunk = lambda _: Frames(1)
    assert "fake runtime" in studio.engine().start().fake


def test_the_idle_clip_is_filmed_once(server: OmniRTServer, studio: Studio) -> None:
    cache = studio.avatar.parent / "cache"
    info = studio.engine(cache=cache).start()
    assert info.idle_clip is not None
    clip = open_clip(info.idle_clip)
    assert clip is not None
    assert clip.picture(0).shape == (160, 96, 4)
    filmed = len(server.chunks)
    assert filmed >= 20  # four seconds
    assert studio.engine(cache=cache).start().idle_clip == info.idle_clip
    assert len(server.chunks) - filmed < 6


# ---- pairing


def test_every_picture_belongs_to_its_sound(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    frames = engine.speak_whole(1, seconds(1.0))
    assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(33)]  # 0.32 s of silence follow
    assert paired(server, frames, first) == [0] * 33
    assert engine.probe.progress[-1] == (1, 33 * PICTURE_NS)


def test_silence_at_the_end_of_the_speech_counts(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    engine.speak_whole(1, seconds(1.01))  # padded by 0.19 s
    assert len(server.chunks) - first == 6 + 1


def test_a_server_that_looks_ahead_stays_behind_across_turns(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.lookahead = "app", 1
    engine, first = begun(studio, server, model="quicktalk")
    for turn in (1, 2):
        frames = engine.speak_whole(turn, seconds(1.0))
        assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(33)]
        assert paired(server, frames, first) == [0] * 33
        first = len(server.chunks)


def test_a_chunk_without_pictures_is_drawn_with_the_next(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Frames(0))  # type: ignore[assignment]
    frames = engine.speak_whole(1, seconds(0.6))
    assert [frame.pts_ns for frame in frames[:10]] == [
        *(n * PICTURE_NS for n in range(5)),
        *(CHUNK_NS + n * 2 * PICTURE_NS for n in range(5)),
    ]


def test_pictures_may_come_one_by_one(server: OmniRTServer, studio: Studio) -> None:
    server.progressive = True
    engine, first = begun(studio, server)
    frames = engine.speak_whole(1, seconds(1.0))
    assert paired(server, frames, first) == [0] * 33


def test_of_pictures_one_by_one_the_last_may_be_missing(server: OmniRTServer, studio: Studio) -> None:
    server.progressive = True
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Frames(3))  # type: ignore[assignment]
    frames = engine.speak_whole(1, seconds(0.6))
    assert paired(server, frames, first) == [0] * len(frames)
    assert sum(CHUNK_NS <= frame.pts_ns < 2 * CHUNK_NS for frame in frames) == 3


@pytest.mark.parametrize(("render_s", "expected"), [(0.0, 1), (0.16, 2)])
def test_only_a_slow_server_is_sent_the_next_chunk_in_advance(
    server: OmniRTServer, studio: Studio, render_s: float, expected: int
) -> None:
    server.render_s = render_s
    engine = OmniRTEngine()
    engine.open(studio.request())
    assert engine.arrived is not None
    while not isinstance(engine.collect(), EngineInfo):
        assert engine.arrived.poll(10)
    server.on_chunk = lambda _: Stall()
    engine.begin_turn(1, 0)
    sent = 0
    while engine.room:
        engine.submit(np.zeros(engine.next_chunk(), np.float32))
        sent += 1
    server.resume.set()
    engine.close()
    assert sent == expected


# ---- turns


def test_an_interrupt_drops_what_comes_late_and_clears_the_model_s_memory(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    inits = len(server.inits)
    server.on_chunk = at(first, None, Stall())  # type: ignore[assignment]
    engine.speak(1, seconds(2.0), end=False)
    engine.probe.wait_frames(5)
    server.until(lambda: len(server.chunks) == first + 2)
    engine.speak(2, seconds(1.0))
    server.resume.set()
    engine.probe.wait(lambda: engine.probe.done == [2])
    assert len(engine.probe.of_turn(1)) == 5
    assert paired(server, engine.probe.of_turn(2), first + 2) == [0] * 33
    assert len(server.inits) == inits + 1
    assert {mark.session for mark in marks(engine.probe.of_turn(2))} == {inits}


def test_a_turn_that_was_spoken_to_its_end_needs_no_new_session(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    inits = len(server.inits)
    for turn in (1, 2, 3):
        engine.speak_whole(turn, seconds(0.3))
    assert len(server.inits) == inits


def test_wav2lip_begins_anew_after_a_minute(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.geometry = "app", Geometry(96, 160, fps=10, frame_num=31)
    server.on_chunk = lambda _: Frames(2)
    engine, _ = begun(studio, server, model="wav2lip")
    inits = len(server.inits)
    engine.speak_whole(1, seconds(59.0), piece=48_000)
    engine.speak_whole(2, seconds(1.0))
    engine.speak_whole(3, seconds(1.0))
    assert [init.number for init in server.inits[inits:]] == [inits]
    assert {mark.session for mark in marks(engine.probe.of_turn(3))} == {inits}


# ---- what goes wrong, and goes on


def test_an_error_for_a_chunk_costs_its_pictures_and_is_told_once(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Error("Generate failed: CUDA out of memory."), Error())  # type: ignore[assignment]
    frames = engine.speak_whole(1, seconds(1.0))
    assert [frame.pts_ns // PICTURE_NS for frame in frames] == [*range(5), *range(15, 33)]
    assert [notice.code for notice in engine.probe.notices] == ["engine.omnirt.chunk"]
    assert '"Generate failed: CUDA out of memory."' in engine.probe.notices[0].message


@pytest.mark.parametrize(("kind", "model"), [("app", "flashtalk"), ("app", "flashhead"), ("standalone", "flashtalk")])
def test_a_session_that_was_lost_is_begun_again_without_a_gap(
    server: OmniRTServer, studio: Studio, kind: str, model: str
) -> None:
    server.kind = kind  # type: ignore[assignment] - of three
    server.render_s = 0.15  # two are in flight
    engine, first = begun(studio, server, model=model)
    server.on_chunk = at(first, None, Forget())  # type: ignore[assignment]
    frames = engine.speak_whole(1, seconds(1.0))
    assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(33)]
    spoken = [(chunk.samples, chunk.answered_ns) for chunk in server.chunks[first:] if chunk.answered_ns]
    assert len(spoken) == 7
    assert engine.probe.notices == []


def test_a_session_that_is_lost_again_and_again_is_somebody_else_s(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    server.on_chunk = lambda _: Forget()
    engine.speak(1, seconds(1.0))
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.taken_over", False)
    assert "No active session" in reason.message


def test_options_can_change_and_what_is_ignored_is_said(server: OmniRTServer, studio: Studio) -> None:
    server.kind = "app"
    engine, _ = begun(studio, server, model="fasterliveportrait")
    engine.host.configure({"mouth_open_multiplier": 1.5, "charm": 2.0})
    engine.probe.wait(lambda: engine.probe.notices)
    assert "charm" in engine.probe.notices[0].message
    assert "mouth_open_multiplier" not in engine.probe.notices[0].message
    assert len(engine.speak_whole(1, seconds(0.2))) > 0


def test_a_damaged_picture_is_covered_by_the_one_before(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Garbage())  # type: ignore[assignment]
    frames = engine.speak_whole(1, seconds(0.6))
    assert [(mark.chunk - first, mark.frame) for mark in marks(frames)[:10]] == [(0, n) for n in range(5)] + [
        (0, 4)
    ] * 5


# ---- what ends it


@pytest.mark.parametrize("code", [1000, 1006, 1009, 1011])
def test_a_connection_that_ends_is_told(server: OmniRTServer, studio: Studio, code: int) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Close(code))  # type: ignore[assignment]
    engine.speak(1, seconds(1.0))
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.connection", False)
    assert str(code) in reason.message


@pytest.mark.parametrize("act", [Garbage(), Raw(b"VIDX\x09\0\0\0"), Raw(b"?")])
def test_a_server_that_talks_nonsense_is_left(server: OmniRTServer, studio: Studio, act: Garbage | Raw) -> None:
    engine, _ = begun(studio, server)
    server.on_chunk = lambda _: act
    engine.speak(1, seconds(3.0))
    assert engine.probe.wait_down().code == "engine.omnirt.garbage"


@pytest.mark.parametrize("act", [Stall(), Raw("[]"), Raw('{"type": "metrics"}')])
def test_a_server_that_answers_nothing_is_left(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch, act: Stall | Raw
) -> None:
    engine, first = begun(studio, server)
    monkeypatch.setattr(conversation_module, "ANSWER_LIMIT_S", 0.1)
    monkeypatch.setattr(session_module, "GRACE_S", 0.1)
    server.on_chunk = at(first, act)  # type: ignore[assignment]
    engine.speak(1, seconds(1.0))
    assert engine.probe.wait_down().code == "engine.omnirt.stalled"


def test_an_error_for_every_chunk_ends_it(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    server.on_chunk = lambda _: Error("Generate failed: no more memory")
    engine.speak(1, seconds(3.0))
    reason = engine.probe.wait_down()
    assert reason.code == "engine.omnirt.failing"
    assert '"Generate failed: no more memory"' in reason.message


@pytest.mark.parametrize("sign", ["size", "face"])
def test_a_session_that_was_taken_over_is_noticed(server: OmniRTServer, studio: Studio, sign: str) -> None:
    engine, first = begun(studio, server)
    if sign == "size":
        server.on_chunk = at(first + 1, Sized(64, 64))  # type: ignore[assignment]
    else:
        server.take_over(b"somebody else")
    engine.speak(1, seconds(2.0))
    reason = engine.probe.wait_down()
    assert reason.code == "engine.omnirt.taken_over"
    assert "taken over by another client" in reason.message


def test_the_server_s_own_words_say_why_there_is_no_session(server: OmniRTServer, studio: Studio) -> None:
    said = "Init failed: Default process group has not been initialized"
    server.on_init = lambda _: Error(said)
    engine = studio.engine()
    engine.host.start(engine.request)
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.refused", False)
    assert f'"{said}"' in reason.message


def test_a_server_that_cannot_draw_is_not_ready(server: OmniRTServer, studio: Studio) -> None:
    server.on_chunk = lambda _: Error("runtime not ready")
    engine = studio.engine()
    engine.host.start(engine.request)
    assert '"runtime not ready"' in engine.probe.wait_down().message


def test_a_wrong_key_is_permanent(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.socket_key = "app", "right"
    engine = studio.engine(key="wrong")
    engine.host.start(engine.request)
    assert engine.probe.wait_down().permanent


def test_the_right_key_and_headers_are_sent(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.socket_key = "app", "right"
    studio.engine(key="right", headers=(("x-team", "red"),)).start()
    assert server.handshakes[-1].headers["authorization"] == "Bearer right"
    assert server.handshakes[-1].headers["x-team"] == "red"


def test_a_model_that_the_server_does_not_know_is_permanent(server: OmniRTServer, studio: Studio) -> None:
    server.kind = "app"
    engine = studio.engine(model="nonesuch")
    engine.host.start(engine.request)
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.route", True)


def test_no_server_is_permanent(studio: Studio) -> None:
    engine = studio.engine()
    engine.host.start(type(engine.request)(engine.request.avatar, 180, 240, 25))
    assert engine.probe.wait_down().permanent


# ---- the end


def test_the_goodbye_is_said_and_waited_for(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    engine.host.stop()
    assert server.events[-2:] == ["0 close", "0 gone 1000"]


def test_a_server_that_does_not_answer_is_left_in_time(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "GRACE_S", 0.1)
    engine, first = begun(studio, server)
    server.on_chunk = at(first, Stall())  # type: ignore[assignment]
    engine.speak(1, seconds(1.0))
    server.until(lambda: len(server.chunks) > first)
    engine.host.stop()
    assert engine.probe.downs == [None]


def test_it_can_be_stopped_while_the_server_loads(server: OmniRTServer, studio: Studio) -> None:
    server.on_init = lambda _: Stall()
    engine = studio.engine()
    engine.host.start(engine.request)
    server.until(lambda: server.inits)
    engine.host.stop()
    assert engine.probe.downs == [None]
