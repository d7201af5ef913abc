"""OmniRT itself, as it comes and with a placeholder that moves, understood through the studio's own wire.

The scripted server of the other tests is held to what this one says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.engine.omnirt import replies
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
from app.media.types import Pixels, Samples
from tests.helpers.omnirt_server import MODELS, OmniRTServer
from tests.helpers.portraits import painted
from tests.helpers.real_omnirt import RealOmniRT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # run by hand, the first of them downloads the server

FLASHTALK = "/v1/audio2video/flashtalk"
LIVEPORTRAIT = "/v1/audio2video/fasterliveportrait"
NATIVE = "/v1/avatar/realtime"
CLONE = "/v1/video2video/fasterliveportrait"
KEY = "a-key-of-the-tests"


@pytest.fixture(scope="module")
def portrait() -> bytes:
    return jpeg(painted()[..., :3])


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    done, data = cv2.imencode(".jpg", picture)
    assert done
    return data.tobytes()


def silence(geometry: replies.Geometry) -> Samples:
    return np.zeros(geometry.chunk_samples, np.float32)


def hum(geometry: replies.Geometry) -> Samples:
    return (0.5 * np.sin(np.arange(geometry.chunk_samples) * 2 * np.pi * 200 / 16_000)).astype(np.float32)


def connected(url: str, **headers: str) -> ClientConnection:
    return connect(url, max_size=MAX_MESSAGE_BYTES, compression=None, additional_headers=headers, proxy=None)


class Peer:
    """One connection, spoken to in one dialect."""

    def __init__(self, connection: ClientConnection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def open(self, portrait: bytes, model: str = "flashtalk") -> replies.Opened:
        reply = self.ask(encode_opening(Opening(model, portrait), self._dialect))
        assert isinstance(reply, replies.Opened), reply
        return reply

    def ask(self, message: str | bytes) -> replies.Reply:
        self._connection.send(message)
        reply = self._connection.recv(60)
        assert isinstance(reply, str)
        return replies.decode_text(reply)

    def draw(self, message: bytes) -> list[Pixels]:
        """The pictures that come for sound or for a camera's picture."""
        self._connection.send(message)
        reply = self._connection.recv(60)
        if self._dialect is Dialect.NATIVE:
            assert isinstance(reply, str)
            metrics = replies.decode_text(reply)
            assert isinstance(metrics, replies.Metrics)
            assert metrics.infer_ms is not None
            reply = self._connection.recv(60)
        assert isinstance(reply, bytes), reply
        decoder = JpegDecoder()
        return [decoder.decode(picture) for picture in decode_video(reply)]

    def close(self) -> None:
        assert isinstance(self.ask(encode_closing(self._dialect)), replies.Closed)


def spread(picture: Pixels) -> int:
    return int(np.ptp(picture[..., :3].astype(int), axis=(0, 1)).max())


def test_the_server_is_known_by_its_health_and_lists_its_models(
    real_omnirt: RealOmniRT, moving_omnirt: RealOmniRT
) -> None:
    for server in (real_omnirt, moving_omnirt):
        health = httpx.get(f"{server.url}/healthz")
        assert (health.status_code, health.json()) == (200, {"ok": True})
    lists = [httpx.get(f"{server.url}/v1/audio2video/models").json() for server in (real_omnirt, moving_omnirt)]
    assert [tuple(status["id"] for status in found["statuses"]) for found in lists] == [MODELS, MODELS]
    assert lists[0]["models"] == []
    assert lists[0]["statuses"][0] == {"id": "flashtalk", "connected": False, "reason": "fallback_runtime"}
    assert "flashtalk" in lists[1]["models"]


def test_a_path_that_is_none_is_refused(real_omnirt: RealOmniRT) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connected(real_omnirt.socket_url("/v1/audio2video/flashhead"))
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("path", "dialect"), [(FLASHTALK, Dialect.COMPAT), (NATIVE, Dialect.NATIVE)])
def test_as_it_comes_it_draws_one_colour(real_omnirt: RealOmniRT, portrait: bytes, path: str, dialect: Dialect) -> None:
    with connected(real_omnirt.socket_url(path)) as connection:
        peer = Peer(connection, dialect)
        opened = peer.open(portrait, "soulx-flashtalk-14b")
        assert opened.geometry == replies.Geometry(25, 17_920, 28, 416, 704)
        (picture,) = peer.draw(encode_audio(silence(opened.geometry)))
        assert picture.shape == (704, 416, 4)
        assert spread(picture) <= 2
        peer.close()
    assert connection.close_code == 1000


@pytest.mark.parametrize(("path", "dialect"), [(FLASHTALK, Dialect.COMPAT), (NATIVE, Dialect.NATIVE)])
def test_the_placeholder_moves(moving_omnirt: RealOmniRT, portrait: bytes, path: str, dialect: Dialect) -> None:
    with connected(moving_omnirt.socket_url(path)) as connection:
        peer = Peer(connection, dialect)
        opened = peer.open(portrait)
        pictures = peer.draw(encode_audio(hum(opened.geometry)))
        assert len(pictures) == opened.geometry.frames_per_chunk
        assert {picture.shape for picture in pictures} == {(opened.geometry.height_px, opened.geometry.width_px, 4)}
        assert min(spread(picture) for picture in pictures) > 50
        assert len({picture.tobytes() for picture in pictures}) > 1
        peer.close()


def test_a_wrong_chunk_is_refused_and_the_session_lives_on(moving_omnirt: RealOmniRT, portrait: bytes) -> None:
    with connected(moving_omnirt.socket_url(FLASHTALK)) as connection:
        peer = Peer(connection, Dialect.COMPAT)
        opened = peer.open(portrait)
        refused = peer.ask(encode_audio(silence(opened.geometry)[1:]))
        assert isinstance(refused, replies.ServerError)
        assert refused.code == "bad_audio_chunk"
        assert peer.draw(encode_audio(silence(opened.geometry)))
        peer.close()
        lost = peer.ask(encode_audio(silence(opened.geometry)))
        assert isinstance(lost, replies.ServerError)
        assert lost.no_session
        assert peer.open(portrait) == opened  # the same connection opens again


def test_two_chunks_under_way_are_answered_in_order(moving_omnirt: RealOmniRT, portrait: bytes) -> None:
    with connected(moving_omnirt.socket_url(FLASHTALK)) as connection:
        geometry = Peer(connection, Dialect.COMPAT).open(portrait).geometry
        for _ in range(2):
            connection.send(encode_audio(hum(geometry)))
        connection.send(encode_closing(Dialect.COMPAT))
        answers = [connection.recv(60) for _ in range(3)]
    assert [len(decode_video(answer)) for answer in answers[:2] if isinstance(answer, bytes)] == [28, 28]
    assert isinstance(answers[2], str)
    assert replies.decode_text(answers[2]) == replies.Closed()


def test_quicktalk_has_chunks_of_its_own_and_looks_ahead(real_omnirt: RealOmniRT, portrait: bytes) -> None:
    with connected(real_omnirt.socket_url("/v1/audio2video/quicktalk")) as connection:
        opened = Peer(connection, Dialect.COMPAT).open(portrait, "quicktalk")
    assert (opened.geometry.chunk_samples, opened.geometry.frames_per_chunk) == (2560, 4)
    assert opened.lookahead_chunks == 1


def test_expressions_are_changed_and_the_echo_says_which(moving_omnirt: RealOmniRT, portrait: bytes) -> None:
    with connected(moving_omnirt.socket_url(LIVEPORTRAIT)) as connection:
        peer = Peer(connection, Dialect.COMPAT)
        peer.open(portrait, "fasterliveportrait")
        answer = peer.ask(encode_config({"expression_multiplier": 1.5, "no_such_thing": 1}))
        assert answer == replies.ConfigUpdated({"expression_multiplier": 1.5})
        peer.close()


def test_video_clone_answers_each_camera_picture_with_one(moving_omnirt: RealOmniRT, portrait: bytes) -> None:
    with connected(moving_omnirt.socket_url(CLONE)) as connection:
        peer = Peer(connection, Dialect.VIDEO_CLONE)
        opened = peer.open(portrait, "fasterliveportrait")
        for grey in (60, 180):
            (picture,) = peer.draw(encode_frame(jpeg(np.full((240, 320, 3), grey, np.uint8))))
            assert picture.shape == (opened.geometry.height_px, opened.geometry.width_px, 4)
        bad = peer.ask(encode_frame(b"no picture"))
        assert isinstance(bad, replies.ServerError)
        assert bad.code
        peer.close()


@pytest.mark.parametrize("is_moving", [False, True])
def test_a_key_is_asked_for_by_http_alone(tmp_path: Path, portrait: bytes, is_moving: bool) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\n")
    with RealOmniRT(tmp_path, moving=is_moving, keys=keys) as server:
        url = f"{server.url}/v1/audio2video/models"
        assert httpx.get(f"{server.url}/healthz").is_success
        refused = httpx.get(url)
        assert (refused.status_code, refused.json()) == (401, {"detail": "Unauthorized"})
        assert httpx.get(url, headers={"Authorization": "Bearer wrong"}).status_code == 401
        for headers in ({"Authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}):
            assert httpx.get(url, headers=headers).is_success
        for given in ({}, {"Authorization": f"Bearer {KEY}"}):
            with connected(server.socket_url(FLASHTALK), **given) as connection:
                Peer(connection, Dialect.COMPAT).open(portrait)


@pytest.mark.parametrize(("is_crash", "code"), [(False, 1012), (True, 1006)])
def test_a_restart_in_mid_session_loses_it(tmp_path: Path, portrait: bytes, is_crash: bool, code: int) -> None:
    with RealOmniRT(tmp_path, moving=True) as server:
        with connected(server.socket_url(FLASHTALK)) as connection:
            peer = Peer(connection, Dialect.COMPAT)
            geometry = peer.open(portrait).geometry
            peer.draw(encode_audio(hum(geometry)))
            if is_crash:
                server.kill()
            else:
                server.stop()
            with pytest.raises(ConnectionClosedError):
                connection.recv(10)
            assert connection.close_code == code
        server.start()
        with connected(server.socket_url(FLASHTALK)) as connection:
            peer = Peer(connection, Dialect.COMPAT)
            lost = peer.ask(encode_audio(hum(geometry)))
            assert isinstance(lost, replies.ServerError)
            assert lost.no_session
            assert peer.open(portrait).geometry == geometry
            assert len(peer.draw(encode_audio(hum(geometry)))) == geometry.frames_per_chunk


def conversation(url: Callable[[str], str], portrait: bytes) -> list[tuple[str, list[Any]]]:
    """What is answered to everything a client may say, reduced to its form."""
    heard = []
    for path, dialect in ((FLASHTALK, Dialect.COMPAT), (NATIVE, Dialect.NATIVE), (CLONE, Dialect.VIDEO_CLONE)):
        sound = encode_audio(np.zeros(17_920, np.float32))
        opening = encode_opening(Opening("flashtalk", portrait), dialect)
        is_native = dialect is Dialect.NATIVE
        bad_opening = json.loads(opening)
        (bad_opening["inputs"] if is_native else bad_opening).update(image_b64="data:,", ref_image="data:,")
        said: list[str | bytes] = [
            sound,
            encode_config({"cfg_scale": 2.0}),
            json.dumps(bad_opening),
            json.dumps({"type": bad_opening["type"]}),
            opening,
            sound[:-2],
            b"WAVE" + sound[4:],
            *([sound] if dialect is Dialect.COMPAT else []),
            encode_config({"cfg_scale": 2.0, "no_such_thing": 1}),
            '{"type": "ping"}',
            '{"type": "no such thing"}',
            "no JSON",
            encode_closing(dialect),
            encode_closing(dialect),
        ]
        with connected(url(path)) as connection:
            for message in said:
                connection.send(message)
                heard.append((f"{dialect.value}: {message[:24]!r}", _form(connection.recv(60))))
            if is_native:
                connection.send(opening)
                connection.send(sound)
                heard.extend(("native: pictures", _form(connection.recv(60))) for _ in range(3))
    return heard


def _form(answer: str | bytes) -> list[Any]:
    """The names in an answer, and the words where they are the server's own names for things."""
    if isinstance(answer, bytes):
        return [len(decode_video(answer))]
    said = json.loads(answer)
    inner = [sorted(said[part]) for part in ("audio", "video") if part in said]
    return [*sorted(said), *inner, said["type"], said.get("code"), said.get("updated")]


def test_the_scripted_server_answers_in_the_same_form(real_omnirt: RealOmniRT, portrait: bytes) -> None:
    with OmniRTServer() as scripted:
        scripted.fake = True
        assert conversation(scripted.socket_url, portrait) == conversation(real_omnirt.socket_url, portrait)
