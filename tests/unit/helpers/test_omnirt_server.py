"""The scripted OmniRT server does what OmniRT was seen to do."""

from __future__ import annotations

import base64
import json
import ssl

import cv2
import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect

from app.engine.omnirt.tls_socket import TwoThreadSocket
from app.engine.testcard.code import loudness_of
from app.media.jpeg import JpegDecoder, jpeg_size
from tests.helpers.omnirt_client import PORTRAIT, SMALL, ask, audi, draw, error_of, init, opened, received, standalone
from tests.helpers.omnirt_pictures import Mark, jpeg_mark, read_mark, split_vidx
from tests.helpers.omnirt_script import (
    Error,
    Geometry,
)
from tests.helpers.omnirt_server import CERTIFICATE, OmniRTServer


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
            first, second = split_vidx(received(connection)), split_vidx(received(connection))
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
            assert len(split_vidx(received(connection))) == 4
            assert ask(connection, {"type": "ping"}) == {"type": "pong"}
            assert ask(connection, {"type": "session.close"}) == {"type": "session.closed", "session_id": "avt_0"}
        assert server.inits[0].portrait == PORTRAIT

    def test_video_clone_draws_one_picture_for_each_of_the_camera(self, server: OmniRTServer) -> None:
        with opened(server, "/v1/video2video/fasterliveportrait") as connection:
            reply = ask(connection, init())
            assert (reply["protocol"], reply["frame_magic"]) == ("video-clone", "FRAM")
            server.on_chunk = {1: Error("no face", "no_driving_face")}.get
            connection.send(b"FRAM" + b"camera")
            assert [jpeg_mark(jpeg) for jpeg in split_vidx(received(connection))] == [Mark(0, 0, 0)]
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
        trusted.sslsocket_class = TwoThreadSocket
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
