"""The scripted OmniRT server does what OmniRT was seen to do."""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.engine.testcard.code import loudness_of
from app.media.jpeg import JpegDecoder, jpeg_size
from tests.helpers.omnirt_pictures import Mark, jpeg_mark, read_mark, split_vidx
from tests.helpers.omnirt_script import (
    Act,
    Close,
    Error,
    Forget,
    Frames,
    Garbage,
    Geometry,
    Raw,
    Sized,
    Slow,
    Stall,
    Trickle,
)
from tests.helpers.omnirt_server import CERTIFICATE, OmniRTServer

SMALL = Geometry(width_px=64, height_px=96, frame_num=5, motion_frames_num=1)
PORTRAIT = b"one face"


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer(geometry=SMALL) as running:
        yield running


@contextmanager
def standalone() -> Iterator[OmniRTServer]:
    with OmniRTServer("standalone", SMALL) as running:
        yield running


def opened(server: OmniRTServer, path: str = "/v1/audio2video/flashtalk", **headers: str) -> ClientConnection:
    return connect(server.socket_url(path), additional_headers=headers, max_size=2**26)


def ask(connection: ClientConnection, message: object) -> Any:
    connection.send(json.dumps(message))
    return json.loads(connection.recv(10))


def init(portrait: bytes = PORTRAIT, **fields: object) -> dict[str, object]:
    return {"type": "init", "ref_image": base64.b64encode(portrait).decode(), "prompt": "", "seed": 1, **fields}


def audi(value: int = 0, samples: int = SMALL.samples) -> bytes:
    return b"AUDI" + np.full(samples, value, "<i2").tobytes()


def draw(connection: ClientConnection, value: int = 0) -> list[bytes]:
    connection.send(audi(value))
    reply = connection.recv(10)
    assert isinstance(reply, bytes)
    return split_vidx(reply)


def error_of(connection: ClientConnection) -> Any:
    reply = connection.recv(10)
    assert isinstance(reply, str)
    message = json.loads(reply)
    assert message["type"] == "error"
    return message


class TestPictures:
    @pytest.mark.parametrize(("width_px", "height_px"), [(64, 96), (104, 176), (416, 704)])
    def test_they_say_which_chunk_frame_session_and_sound_they_belong_to(self, width_px: int, height_px: int) -> None:
        geometry = Geometry(width_px, height_px, frame_num=4)
        with OmniRTServer(geometry=geometry) as server, opened(server) as connection:
            server.quality = 40
            ask(connection, init())
            ask(connection, init())
            connection.send(audi(8000, geometry.samples))
            connection.send(audi(0, geometry.samples))
            first, second = split_vidx(_bytes(connection)), split_vidx(_bytes(connection))
            decoder = JpegDecoder()
            marks = [read_mark(decoder.decode(jpeg)) for jpeg in (*first, *second)]
        loud = loudness_of(np.full(9, 8000 / 32768, np.float32))
        assert [mark and mark[:3] for mark in marks] == [(c, f, 1) for c in (0, 1) for f in range(3)]
        assert all(mark is not None and abs(mark.loudness - loud) < 16 for mark in marks[:3])
        assert {jpeg_size(jpeg) for jpeg in first} == {(width_px, height_px)}

    def test_another_portrait_is_another_face(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            tops = []
            for portrait in (b"one", b"two"):
                ask(connection, init(portrait))
                tops.append(JpegDecoder().decode(draw(connection)[0])[2, 2, :3].astype(int))
        assert np.abs(tops[0] - tops[1]).max() > 20

    def test_a_portrait_is_shown_and_cut_at_its_sides(self, server: OmniRTServer) -> None:
        picture = np.zeros((96, 192, 3), np.uint8)
        picture[:, 64:128] = (0, 255, 0)
        _, png = cv2.imencode(".png", picture)
        with opened(server) as connection:
            ask(connection, init(png.tobytes()))
            shown = JpegDecoder().decode(draw(connection)[0])
        upper = shown[:60, 2:-2, :3].astype(int)
        assert np.abs(upper - (0, 255, 0)).max() < 30


def _bytes(connection: ClientConnection) -> bytes:
    reply = connection.recv(10)
    assert isinstance(reply, bytes)
    return reply


class TestCompat:
    def test_a_session_from_init_to_close(self, server: OmniRTServer) -> None:
        with opened(server, Authorization="Bearer abc") as connection:
            reply = ask(connection, init(seed=7))
            assert reply["type"] == "init_ok"
            assert (reply["slice_len"], reply["chunk_samples"], reply["lookahead_chunks"]) == (4, 2560, 0)
            assert (reply["fps"], reply["width"], reply["height"]) == (25, 64, 96)
            assert [jpeg_mark(jpeg) for jpeg in draw(connection, 0)] == [Mark(0, frame, 0) for frame in range(4)]
            assert ask(connection, {"type": "close"}) == {"type": "close_ok"}
        server.until(lambda: "0 gone 1000" in server.events)
        assert server.events == ["0 open", "0 init", "0 close", "0 gone 1000"]
        assert server.handshakes[0].headers["authorization"] == "Bearer abc"
        assert server.inits[0].portrait == PORTRAIT
        assert server.inits[0].message["seed"] == 7
        assert server.chunks[0].samples.tolist() == [0] * 2560

    def test_wrong_chunks_are_refused_and_the_session_lives_on(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            connection.send(audi())
            assert error_of(connection) == {"type": "error", "message": "No active session. Send 'init' first."}
            ask(connection, init())
            connection.send(audi(samples=100))
            assert error_of(connection)["code"] == "bad_audio_chunk"
            connection.send(b"WAVE")
            assert error_of(connection)["code"] == "bad_audio_magic"
            assert len(draw(connection)) == 4

    def test_what_else_is_answered(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            assert ask(connection, {"type": "config_update", "config": {}})["message"].startswith("No active session")
            assert ask(connection, init(portrait=b""))["code"] == "missing_image"
            assert ask(connection, init() | {"ref_image": "data:image/png;base64,AA"})["code"] == "bad_image_base64"
            ask(connection, init())
            updated = ask(connection, {"type": "config_update", "config": {"cfg_scale": 2, "nonsense": 1}})
            assert updated == {"type": "config_ok", "updated": {"cfg_scale": 2}}
            assert ask(connection, {"type": "ping"})["type"] == "error"
            connection.send("[]")
            with pytest.raises(ConnectionClosedError):
                connection.recv(10)

    def test_a_message_over_the_limit_closes_with_1009(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            with pytest.raises(ConnectionClosed):
                ask(connection, "x" * (17 * 2**20))
            assert connection.close_code == 1009

    def test_a_path_that_is_none_is_refused(self, server: OmniRTServer) -> None:
        with pytest.raises(InvalidStatus) as refused, opened(server, "/v1/audio2video/flashhead"):
            pass
        assert refused.value.response.status_code == 403
        assert server.handshakes[0].status == 403


class TestOtherDialects:
    def test_native_sends_metrics_before_the_pictures(self, server: OmniRTServer) -> None:
        server.wait, server.render_s = lambda seconds: None, 0.5
        with opened(server, "/v1/avatar/realtime") as connection:
            image = base64.b64encode(PORTRAIT).decode()
            reply = ask(connection, {"type": "session.create", "inputs": {"image_b64": image}, "config": {}})
            assert (reply["type"], reply["audio"]["chunk_samples"]) == ("session.created", 2560)
            connection.send(audi())
            metrics = json.loads(connection.recv(10))
            assert (metrics["type"], metrics["chunk_index"], metrics["infer_ms"]) == ("metrics", 1, 500)
            assert len(split_vidx(_bytes(connection))) == 4
            assert ask(connection, {"type": "ping"}) == {"type": "pong"}
            assert ask(connection, {"type": "session.close"}) == {"type": "session.closed", "session_id": "avt_0"}
        assert server.inits[0].portrait == PORTRAIT

    def test_video_clone_draws_one_picture_for_each_of_the_camera(self, server: OmniRTServer) -> None:
        with opened(server, "/v1/video2video/fasterliveportrait") as connection:
            reply = ask(connection, init())
            assert (reply["protocol"], reply["frame_magic"]) == ("video-clone", "FRAM")
            server.on_chunk = {1: Error("no face", "no_driving_face")}.get
            connection.send(b"FRAM" + b"camera")
            assert [jpeg_mark(jpeg) for jpeg in split_vidx(_bytes(connection))] == [Mark(0, 0, 0)]
            connection.send(b"FRAM" + b"camera")
            assert error_of(connection)["code"] == "no_driving_face"
        assert server.frames == [b"camera", b"camera"]

    def test_standalone_says_less(self) -> None:
        with standalone() as server, opened(server, "/any/path") as connection:
            assert set(ask(connection, init())) == {
                *("type", "frame_num", "motion_frames_num", "slice_len", "fps", "height", "width"),
            }
            connection.send(audi(samples=1))
            assert error_of(connection) == {
                "type": "error",
                "message": "Expected 5120 bytes of int16 PCM (2560 samples), got 2.",
            }
            assert ask(connection, {"type": "config_update"})["message"] == "Unknown message type: config_update"
            connection.send("1")
            with pytest.raises(ConnectionClosedOK):
                connection.recv(10)

    def test_standalone_has_one_session_for_all(self) -> None:
        with standalone() as server, opened(server) as first, opened(server) as second:
            ask(first, init(b"mine"))
            ask(second, init(b"theirs"))
            assert jpeg_mark(draw(first)[0]) == Mark(0, 0, 1)  # their face
            second.close()
            server.until(lambda: "1 gone 1000" in server.events)
            first.send(audi())
            assert error_of(first)["message"].startswith("No active session")
            ask(first, init())
            server.take_over(b"theirs")
            assert jpeg_mark(draw(first)[0]) == Mark(2, 0, 3)

    def test_asking_a_gateway_for_its_models_ends_the_session_behind_it(self) -> None:
        with OmniRTServer("gateway", SMALL) as server, opened(server) as connection:
            ask(connection, init())
            assert httpx.get(f"{server.url}/healthz").json() == {"ok": True}
            assert len(draw(connection)) == 4
            httpx.get(f"{server.url}/v1/audio2video/models")
            connection.send(audi())
            assert error_of(connection)["message"].startswith("No active session")


class TestHTTP:
    def test_health_models_and_keys(self, server: OmniRTServer) -> None:
        server.http_key = "abc"
        assert httpx.get(f"{server.url}/healthz").json() == {"ok": True}
        refused = httpx.get(f"{server.url}/v1/audio2video/models")
        assert (refused.status_code, refused.json()) == (401, {"detail": "Unauthorized"})
        reply = httpx.get(f"{server.url}/v1/audio2video/models", headers={"authorization": "Bearer abc"}).json()
        assert reply["models"] == ["flashtalk"]
        assert reply["statuses"][0] == {"id": "flashtalk", "connected": True, "reason": "proxy"}
        assert httpx.get(f"{server.url}/", headers={"x-api-key": "abc"}).status_code == 404
        assert server.http == ["/healthz", *["/v1/audio2video/models"] * 2, "/"]
        with opened(server):
            pass  # OmniRT asks no WebSocket for a key

    def test_a_proxy_may_ask_a_websocket_for_a_key(self, server: OmniRTServer) -> None:
        server.socket_key = "abc"
        with pytest.raises(InvalidStatus) as refused, opened(server, Authorization="Bearer wrong"):
            pass
        assert refused.value.response.status_code == 401
        with opened(server, Authorization="Bearer abc"):
            pass

    def test_behind_tls_it_is_the_same(self) -> None:
        trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
        with OmniRTServer(geometry=SMALL, tls=True) as server:
            assert httpx.get(f"{server.url}/healthz", verify=trusted).json() == {"ok": True}
            with connect(server.socket_url(), ssl=trusted) as connection:
                ask(connection, init())
                assert len(draw(connection)) == 4
                server.cut()
                with pytest.raises(ConnectionClosedError):
                    connection.recv(10)

    def test_standalone_answers_426(self) -> None:
        with standalone() as server:
            assert httpx.get(f"{server.url}/healthz").status_code == 426


class TestHabits:
    def test_pictures_that_lag_by_a_chunk(self, server: OmniRTServer) -> None:
        server.lookahead = 1
        with opened(server) as connection:
            assert ask(connection, init())["lookahead_chunks"] == 1
            replies = [draw(connection) for _ in range(3)]
        assert [len(reply) for reply in replies] == [0, 4, 4]
        assert [jpeg_mark(reply[0]) for reply in replies[1:]] == [Mark(0, 0, 0), Mark(1, 0, 0)]

    def test_a_short_first_chunk(self, server: OmniRTServer) -> None:
        server.short_first = 3
        with opened(server) as connection:
            ask(connection, init())
            replies = [draw(connection) for _ in range(2)]
        assert [len(reply) for reply in replies] == [1, 4]
        assert jpeg_mark(replies[1][0]) == Mark(0, 1, 0)

    def test_a_message_for_each_picture(self, server: OmniRTServer) -> None:
        server.progressive = True
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            marks = [[jpeg_mark(jpeg) for jpeg in split_vidx(_bytes(connection))] for _ in range(4)]
        assert marks == [[Mark(0, frame, 0)] for frame in range(4)]

    def test_a_fake_runtime(self, server: OmniRTServer) -> None:
        server.fake = True
        with opened(server) as connection:
            ask(connection, init())
            (jpeg,) = draw(connection)
        picture = JpegDecoder().decode(jpeg)
        assert np.ptp(picture, axis=(0, 1)).max() <= 2

    def test_time_is_taken_as_the_test_says(self, server: OmniRTServer) -> None:
        waited: list[float] = []
        server.wait, server.init_s, server.render_s = waited.append, 60.0, 0.95
        server.on_chunk = {1: Slow(7.0)}.get
        with opened(server) as connection:
            ask(connection, init())
            draw(connection)
            draw(connection)
        assert waited == [60.0, 0.95, 7.95]

    def test_time_is_taken_by_the_clock(self, server: OmniRTServer) -> None:
        server.render_s = 0.1
        with opened(server) as connection:
            ask(connection, init())
            began = time.monotonic()
            draw(connection)
        assert time.monotonic() - began >= 0.1
        assert server.chunks[0].answered_ns - server.chunks[0].received_ns >= 100e6


class TestFaults:
    @pytest.mark.parametrize("code", [1000, 1006, 1009, 1011])
    def test_the_connection_is_closed_in_mid_stream(self, server: OmniRTServer, code: int) -> None:
        server.on_chunk = {1: Close(code)}.get
        with opened(server) as connection:
            ask(connection, init())
            draw(connection)
            connection.send(audi())
            with pytest.raises(ConnectionClosed):
                connection.recv(10)
            assert connection.close_code == code

    def test_an_init_goes_wrong(self, server: OmniRTServer) -> None:
        server.on_init = {0: Error("Init failed: no memory")}.get
        with opened(server) as connection:
            assert ask(connection, init()) == {"type": "error", "message": "Init failed: no memory"}
            assert ask(connection, init())["type"] == "init_ok"

    def test_the_session_is_lost_once(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Forget()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            for _ in range(2):
                assert error_of(connection)["message"].startswith("No active session")
                connection.send(audi())
            error_of(connection)
            ask(connection, init())
            assert len(draw(connection)) == 4

    @pytest.mark.parametrize(
        ("act", "sizes"),
        [
            (Frames(0), []),
            (Frames(2), [(64, 96)] * 2),
            (Sized(80, 48), [(80, 48)] * 4),
        ],
    )
    def test_other_pictures_come(self, server: OmniRTServer, act: Act, sizes: list[tuple[int, int]]) -> None:
        server.on_chunk = {0: act}.get
        with opened(server) as connection:
            ask(connection, init())
            assert [jpeg_size(jpeg) for jpeg in draw(connection)] == sizes

    def test_no_pictures_come(self, server: OmniRTServer) -> None:
        acts: dict[int, Act] = {0: Garbage(), 1: Raw(b"VIDX\xff\xff\xff\xff"), 2: Error()}
        server.on_chunk = acts.get
        with opened(server) as connection:
            ask(connection, init())
            for jpeg in draw(connection):
                with pytest.raises(ValueError, match="JPEG"):
                    JpegDecoder().decode(jpeg)
            connection.send(audi())
            assert _bytes(connection) == b"VIDX\xff\xff\xff\xff"
            connection.send(audi())
            assert "code" not in error_of(connection)
            assert jpeg_mark(draw(connection)[0]) == Mark(3, 0, 0)

    def test_a_stall_lasts_until_it_is_ended(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Stall()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            with pytest.raises(TimeoutError):
                connection.recv(0.05)
            server.resume.set()
            assert len(split_vidx(_bytes(connection))) == 4

    def test_a_client_may_leave_during_a_stall(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Stall()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
        server.until(lambda: "0 gone 1000" in server.events)

    def test_a_trickle(self, server: OmniRTServer) -> None:
        waited: list[float] = []
        server.wait = waited.append
        server.on_chunk = {0: Trickle()}.get
        with opened(server) as connection:
            ask(connection, init())
            jpegs = draw(connection)
        size = 8 + sum(4 + len(jpeg) for jpeg in jpegs)
        assert sum(waited) == pytest.approx(size / 2048, abs=0.3)

    def test_a_restart_loses_everything_but_the_port(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            ask(connection, init())
            server.stop()
            with pytest.raises(ConnectionClosedError):
                connection.recv(10)
            with pytest.raises(ConnectionRefusedError):
                opened(server)
            server.start()
        with opened(server) as connection:
            connection.send(audi())
            assert error_of(connection)["message"].startswith("No active session")
