"""What a server does wrong: what is said of it, what goes on, and what ends."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

import app.engine.omnirt.conversation as conversation_module
import app.engine.omnirt.session as session_module
from app.engine.base import Configured
from app.engine.omnirt.troubles import NO_SLOT
from tests.helpers.engine_probe import seconds, wait_until
from tests.helpers.omnirt_script import Close, Error, Forget, Garbage, Kind, Raw, Sized, Stall
from tests.helpers.omnirt_server import OmniRTServer
from tests.unit.engine.omnirt.conftest import PICTURE_NS, Studio, at, begun, marks, paired

# ---- what goes wrong, and goes on


def test_an_error_for_a_chunk_costs_its_pictures_and_is_told_once(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Error("Generate failed: CUDA out of memory."), Error())
    frames = engine.speak_whole(1, seconds(1.0))
    assert [frame.pts_ns // PICTURE_NS for frame in frames] == [*range(5), *range(15, 33)]
    assert [notice.code for notice in engine.probe.notices] == ["engine.omnirt.chunk"]
    assert '"Generate failed: CUDA out of memory."' in engine.probe.notices[0].message


@pytest.mark.parametrize(("kind", "model"), [("app", "flashtalk"), ("app", "flashhead"), ("standalone", "flashtalk")])
def test_a_session_that_was_lost_is_begun_again_without_a_gap(
    server: OmniRTServer, studio: Studio, kind: Kind, model: str
) -> None:
    server.kind = kind
    server.render_s = 0.15 if kind == "standalone" else 0.0  # slow: two are in flight
    engine, first = begun(studio, server, model=model)
    server.on_chunk = at(first, None, Forget())
    frames = engine.speak_whole(1, seconds(0.6))
    assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(23)]
    assert sum(chunk.answered_ns > 0 for chunk in server.chunks[first:]) == 5
    assert engine.probe.notices == []


def test_a_session_that_is_lost_again_and_again_is_somebody_else_s(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    server.on_chunk = lambda _: Forget()
    engine.speak(1, seconds(1.0))
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.taken_over", True)
    assert "No active session" in reason.message


def test_options_can_change_and_what_is_ignored_is_said(server: OmniRTServer, studio: Studio) -> None:
    server.kind = "app"
    engine, _ = begun(studio, server, model="fasterliveportrait")
    engine.host.configure({"mouth_open_multiplier": 1.5, "charm": 2.0})
    engine.probe.wait(lambda: engine.probe.notices)
    assert "charm" in engine.probe.notices[0].message
    assert "mouth_open_multiplier" not in engine.probe.notices[0].message
    assert engine.probe.configured == [Configured(taken=("mouth_open_multiplier",), refused=("charm",))]
    server.on_config = lambda known: dict.fromkeys(known, 1)
    engine.host.configure({"yaw_multiplier": 1.0, "cfg_scale": 3.0})
    engine.probe.wait(lambda: len(engine.probe.configured) == 2)
    assert engine.probe.configured[1] == Configured(taken=("yaw_multiplier",), refused=("cfg_scale",))
    assert len(engine.speak_whole(1, seconds(0.2))) > 0


def test_a_server_that_blends_the_mouth_otherwise_than_it_was_asked_to_is_named(
    server: OmniRTServer, studio: Studio
) -> None:
    server.kind = "app"  # whatever it is asked for, it says easy_improved
    engine, _ = begun(studio, server, model="wav2lip", options=(("wav2lip_postprocess_mode", "basic"),))
    engine.probe.wait(lambda: engine.probe.notices)
    assert engine.probe.configured == [Configured(taken=(), refused=("wav2lip_postprocess_mode",))]
    assert "easy_improved instead of basic" in engine.probe.notices[0].message


@pytest.mark.parametrize(("kind", "model"), [("standalone", "flashtalk"), ("app", "flashhead")])
def test_options_that_a_server_has_no_word_for_are_refused(
    server: OmniRTServer, studio: Studio, kind: Kind, model: str
) -> None:
    server.kind = kind
    engine, _ = begun(studio, server, model=model)
    engine.host.configure({"yaw_multiplier": 1.0})
    engine.probe.wait(lambda: engine.probe.configured)
    assert engine.probe.configured == [Configured(taken=(), refused=("yaw_multiplier",))]
    assert len(engine.speak_whole(1, seconds(0.2))) > 0


def test_options_may_change_after_a_long_pause(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time = later(monkeypatch)
    server.kind = "app"
    engine, _ = begun(studio, server, model="fasterliveportrait")
    pass_time(10 * conversation_module.ANSWER_LIMIT_S)
    engine.host.configure({"yaw_multiplier": 1.0})
    engine.probe.wait(lambda: engine.probe.configured)
    assert engine.probe.configured == [Configured(taken=("yaw_multiplier",), refused=())]
    assert len(engine.speak_whole(1, seconds(0.2))) > 0


def test_a_server_that_passes_over_options_in_silence_draws_on(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.on_config = "app", lambda known: None
    engine, first = begun(studio, server, model="fasterliveportrait")
    engine.host.configure({"yaw_multiplier": 1.0})
    wait_until(lambda: len(server.configs) == 1)
    frames = engine.speak_whole(1, seconds(0.6))
    assert paired(frames[:15], first) == [0] * 15
    assert engine.probe.configured == [Configured(taken=(), refused=("yaw_multiplier",))]
    assert "yaw_multiplier" in engine.probe.notices[0].message


def test_a_server_that_passes_over_options_while_nobody_speaks_keeps_its_session(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_module, "ANSWER_LIMIT_S", 0.5)
    server.kind, server.on_config = "app", lambda known: None
    engine, _ = begun(studio, server, model="fasterliveportrait")
    engine.host.configure({"yaw_multiplier": 1.0})
    engine.probe.wait(lambda: engine.probe.configured)
    assert engine.probe.configured == [Configured(taken=(), refused=("yaw_multiplier",))]
    monkeypatch.undo()
    assert len(engine.speak_whole(1, seconds(0.2))) > 0


def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Has the conversation's clock jump by so many seconds."""
    offset_ns = 0

    def pass_time(passed_s: float) -> None:
        nonlocal offset_ns
        offset_ns += round(passed_s * 1e9)

    clock = SimpleNamespace(monotonic_ns=lambda: time.monotonic_ns() + offset_ns)
    monkeypatch.setattr(conversation_module, "time", clock)
    return pass_time


def test_a_damaged_picture_is_covered_by_the_one_before(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Garbage())
    frames = engine.speak_whole(1, seconds(0.6))
    assert [(mark.chunk - first, mark.frame) for mark in marks(frames)[:10]] == [(0, n) for n in range(5)] + [
        (0, 4)
    ] * 5


# ---- what ends it


@pytest.mark.parametrize("code", [1000, 1006, 1009, 1011])
def test_a_connection_that_ends_is_told(server: OmniRTServer, studio: Studio, code: int) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Close(code))
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
    server.on_chunk = at(first, act)
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
        server.on_chunk = at(first + 1, Sized(64, 64))
    else:
        server.take_over(b"somebody else")
    engine.speak(1, seconds(2.0))
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.omnirt.taken_over", True)
    assert "taken over by another client" in reason.message


@pytest.mark.parametrize("sign", ["503", "1013"])
def test_a_server_without_a_free_slot_is_named(server: OmniRTServer, studio: Studio, sign: str) -> None:
    if sign == "503":
        server.full = True
    else:
        server.on_init = lambda _: Close(1013)
    engine = studio.engine()
    engine.host.start(engine.request)
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == (NO_SLOT, False)
    assert "no free slot" in reason.message
    assert sign in reason.message


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
    assert engine.request.remote is not None
    engine.host.start(replace(engine.request, remote=replace(engine.request.remote, url="")))
    assert engine.probe.wait_down().permanent


# ---- the end


def test_the_goodbye_is_said_and_waited_for(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    engine.host.stop()
    assert "0 close" in server.events
    assert server.open_now == 0
    server.until(lambda: server.events[-2:] == ["0 close", "0 gone 1000"])


def test_a_server_that_does_not_answer_is_left_in_time(
    server: OmniRTServer, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "GRACE_S", 0.1)
    engine, first = begun(studio, server)
    server.on_chunk = at(first, Stall())
    engine.speak(1, seconds(1.0))
    server.until(lambda: len(server.chunks) > first)
    engine.host.stop()
    assert engine.probe.downs == [None]


def test_it_can_be_stopped_while_the_server_says_nothing_at_all(studio: Studio) -> None:
    def question() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "omnirt question"]

    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = studio.engine(url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        engine.host.start(engine.request)
        wait_until(question)
        engine.host.stop()
        assert engine.probe.downs == [None]
        assert question(), "it was waited for"


def test_it_can_be_stopped_while_the_server_loads(server: OmniRTServer, studio: Studio) -> None:
    server.on_init = lambda _: Stall()
    engine = studio.engine()
    engine.host.start(engine.request)
    server.until(lambda: server.inits)
    engine.host.stop()
    assert engine.probe.downs == [None]
