"""Our wire against the real OmniRT: what it says to what we send, dialect by dialect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.engine.omnirt.replies import Closed, ConfigUpdated, Geometry, Metrics, Opened, Reply, ServerError, decode_text
from app.engine.omnirt.wire import (
    MAX_MESSAGE_BYTES,
    Dialect,
    Opening,
    decode_video,
    encode_audio,
    encode_closing,
    encode_config,
    encode_frame,
    encode_opening,
)
from app.media.jpeg import JpegDecoder
from app.media.types import Pixels
from tests.helpers.real_omnirt import RealOmniRT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # the first of them may have to install the server

FLASHTALK = "/v1/audio2video/flashtalk"
QUICKTALK = "/v1/audio2video/quicktalk"
LIVE_PORTRAIT = "/v1/audio2video/fasterliveportrait"
NATIVE = "/v1/avatar/realtime"
VIDEO_CLONE = "/v1/video2video/fasterliveportrait"
FLASHTALK_GEOMETRY = Geometry(fps=25, chunk_samples=17_920, frames_per_chunk=28, width_px=416, height_px=704)
ANSWER_S = 30.0


def portrait() -> bytes:
    """A PNG with something to see in it."""
    across, down = np.meshgrid(np.arange(416, dtype=np.uint8), np.arange(704) // 3)
    written, png = cv2.imencode(".png", np.dstack([across, down.astype(np.uint8), across // 2]))
    assert written
    return png.tobytes()


OPENING = Opening("flashtalk", portrait(), "A person is talking.", 7)


@contextmanager
def talk(server: RealOmniRT, path: str) -> Iterator[ClientConnection]:
    with connect(server.socket_url(path), max_size=MAX_MESSAGE_BYTES, proxy=None) as socket:
        yield socket


def said(socket: ClientConnection) -> Reply:
    message = socket.recv(ANSWER_S)
    assert isinstance(message, str), f"{len(message)} bytes instead of words"
    return decode_text(message)


def shown(socket: ClientConnection) -> list[Pixels]:
    message = socket.recv(ANSWER_S)
    assert isinstance(message, bytes), message
    decoder = JpegDecoder()
    return [decoder.decode(picture) for picture in decode_video(message)]


def opened(socket: ClientConnection, dialect: Dialect, opening: Opening = OPENING) -> Opened:
    socket.send(encode_opening(opening, dialect))
    reply = said(socket)
    assert isinstance(reply, Opened), reply
    return reply


def speech(count: int) -> bytes:
    return encode_audio((0.5 * np.sin(np.arange(count) * 0.1)).astype(np.float32))


def statuses(server: RealOmniRT, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(f"{server.url}/v1/audio2video/models", headers=headers, timeout=ANSWER_S, trust_env=False)


def test_the_server_as_it_is_names_its_models_and_that_none_is_there(real_omnirt: RealOmniRT) -> None:
    body = statuses(real_omnirt).json()
    assert body["models"] == []
    assert [status["id"] for status in body["statuses"]] == [
        "flashtalk",
        "wav2lip",
        "quicktalk",
        "musetalk",
        "fasterliveportrait",
        "fasterliveportrait_video_clone",
    ]
    assert body["statuses"][0] == {"id": "flashtalk", "connected": False, "reason": "fallback_runtime"}


def test_a_server_with_a_model_names_it(moving_omnirt: RealOmniRT) -> None:
    body = statuses(moving_omnirt).json()
    assert "flashtalk" in body["models"]
    assert {"id": "flashtalk", "connected": True, "reason": "resident_runtime"} in body["statuses"]


def test_a_chunk_through_the_compat_route(moving_omnirt: RealOmniRT) -> None:
    with talk(moving_omnirt, FLASHTALK) as socket:
        reply = opened(socket, Dialect.COMPAT)
        assert reply.geometry == FLASHTALK_GEOMETRY
        assert reply.lookahead_chunks == 0
        for _ in range(2):  # both at once: answered in their order
            socket.send(speech(reply.geometry.chunk_samples))
        pictures = [*shown(socket), *shown(socket)]
        assert len(pictures) > 2
        assert {picture.shape for picture in pictures} == {(704, 416, 4)}
        assert any(not np.array_equal(picture, pictures[0]) for picture in pictures), "they do not move"
        socket.send(encode_closing(Dialect.COMPAT))
        assert said(socket) == Closed()
        socket.send(speech(reply.geometry.chunk_samples))
        lost = said(socket)
        assert isinstance(lost, ServerError)
        assert lost.no_session
        assert opened(socket, Dialect.COMPAT).geometry == FLASHTALK_GEOMETRY, "the socket takes another session"


def test_the_server_as_it_is_draws_one_picture_of_one_colour(real_omnirt: RealOmniRT) -> None:
    with talk(real_omnirt, FLASHTALK) as socket:
        socket.send(encode_opening(OPENING, Dialect.COMPAT))
        reply = said(socket)
        assert isinstance(reply, Opened), reply
        assert reply.geometry == FLASHTALK_GEOMETRY
        socket.send(encode_audio(np.zeros(reply.geometry.chunk_samples, np.float32)))
        (picture,) = shown(socket)
        assert int(np.ptp(picture[..., :3].reshape(-1, 3), axis=0).max()) <= 2


def test_a_chunk_of_the_wrong_length_is_an_error_that_the_session_survives(real_omnirt: RealOmniRT) -> None:
    with talk(real_omnirt, FLASHTALK) as socket:
        samples = opened(socket, Dialect.COMPAT).geometry.chunk_samples
        socket.send(speech(samples - 1))
        reply = said(socket)
        assert isinstance(reply, ServerError)
        assert reply.code == "bad_audio_chunk"
        socket.send(speech(samples))
        assert len(shown(socket)) == 1


def test_quicktalk_has_chunks_of_its_own_and_looks_ahead(real_omnirt: RealOmniRT) -> None:
    with talk(real_omnirt, QUICKTALK) as socket:
        reply = opened(socket, Dialect.COMPAT, Opening("quicktalk", portrait(), options={"width": 416, "height": 704}))
        assert reply.geometry == Geometry(25, 2560, 4, 416, 704)
        assert reply.lookahead_chunks == 1


def test_the_sliders_that_a_server_knows_come_back(moving_omnirt: RealOmniRT) -> None:
    with talk(moving_omnirt, LIVE_PORTRAIT) as socket:
        opened(
            socket, Dialect.COMPAT, Opening("fasterliveportrait", portrait(), options={"expression_multiplier": 1.2})
        )
        socket.send(encode_config({"mouth_open_multiplier": 1.5, "no_such_slider": 3}))
        assert said(socket) == ConfigUpdated({"mouth_open_multiplier": 1.5})


def test_a_portrait_that_is_not_one_is_an_error_with_a_code(moving_omnirt: RealOmniRT) -> None:
    with talk(moving_omnirt, FLASHTALK) as socket:
        socket.send(encode_opening(OPENING, Dialect.COMPAT).replace('"ref_image": "', '"ref_image": "data:image/png,'))
        reply = said(socket)
        assert isinstance(reply, ServerError)
        assert reply.code == "bad_image_base64"


def test_a_native_session_says_how_long_it_took_before_its_pictures(moving_omnirt: RealOmniRT) -> None:
    with talk(moving_omnirt, NATIVE) as socket:
        options = {"width": 416, "height": 704, "fps": 25, "chunk_samples": 17_920}
        reply = opened(socket, Dialect.NATIVE, Opening("fasterliveportrait", portrait(), options=options))
        assert reply.geometry == FLASHTALK_GEOMETRY
        assert reply.session_id.startswith("avt_")
        socket.send(speech(reply.geometry.chunk_samples))
        metrics = said(socket)
        assert isinstance(metrics, Metrics)
        assert metrics.infer_ms is not None
        assert len(shown(socket)) > 1
        socket.send(encode_closing(Dialect.NATIVE))
        assert said(socket) == Closed()


def test_camera_pictures_drive_a_video_clone_one_for_one(moving_omnirt: RealOmniRT) -> None:
    with talk(moving_omnirt, VIDEO_CLONE) as socket:
        options = {"width": 256, "height": 448, "fps": 12}
        reply = opened(socket, Dialect.VIDEO_CLONE, Opening("fasterliveportrait", portrait(), options=options))
        assert (reply.geometry.fps, reply.geometry.frames_per_chunk) == (12, 1)
        for _ in range(2):
            socket.send(encode_frame(portrait()))
            assert len(shown(socket)) == 1
        socket.send(encode_frame(b"no picture"))
        refused = said(socket)
        assert isinstance(refused, ServerError)
        assert refused.code == "bad_frame"
        socket.send(encode_closing(Dialect.VIDEO_CLONE))
        assert said(socket) == Closed()


def test_a_route_that_is_not_there_is_refused_at_the_door(real_omnirt: RealOmniRT) -> None:
    with pytest.raises(InvalidStatus) as refused, talk(real_omnirt, "/v1/audio2video/flashhead"):
        pass
    assert refused.value.response.status_code == 403


def test_a_key_guards_pages_and_leaves_sockets_open(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("the key\n", "utf-8")
    with RealOmniRT(tmp_path, moving=True, keys=keys) as server:
        assert httpx.get(f"{server.url}/healthz", trust_env=False).json() == {"ok": True}
        assert statuses(server).status_code == 401
        assert statuses(server, {"Authorization": "Bearer another"}).status_code == 401
        assert statuses(server, {"Authorization": "Bearer the key"}).status_code == 200
        both = {"Authorization": "Bearer the key", "x-api-key": "another"}
        assert statuses(server, both).status_code == 401, "the other header decides"
        with talk(server, FLASHTALK) as socket:
            opened(socket, Dialect.COMPAT)


@pytest.mark.parametrize(("hard", "code"), [(False, 1012), (True, 1006)])
def test_a_server_that_restarts_ends_its_sockets_and_knows_nothing_afterwards(
    tmp_path: Path, hard: bool, code: int
) -> None:
    with RealOmniRT(tmp_path) as server:
        with talk(server, FLASHTALK) as socket:
            samples = opened(socket, Dialect.COMPAT).geometry.chunk_samples
            server.kill() if hard else server.stop()
            with pytest.raises(ConnectionClosed) as end:
                socket.recv(ANSWER_S)
            assert (end.value.rcvd.code if end.value.rcvd else 1006) == code
        server.start()
        with talk(server, FLASHTALK) as socket:
            socket.send(speech(samples))
            lost = said(socket)
            assert isinstance(lost, ServerError)
            assert lost.no_session
            opened(socket, Dialect.COMPAT)
