"""The studio's own server, spoken to by hand: sessions, troubles, and the one slot."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.base.errors import AppError
from app.engine.omnirt import server as server_module
from app.engine.omnirt import server_talk
from tests.helpers import stand_in_model
from tests.helpers.engine_probe import wait_until
from tests.helpers.omnirt_client import ask, audi, error_of, received
from tests.helpers.omnirt_pictures import Mark, jpeg_mark, split_vidx
from tests.helpers.served import Served, portrait_file, serving
from tests.helpers.served_client import NATIVE, init, marks, opened, status_of


class TestSessions:
    def test_a_session_from_init_to_close(self, served: Served, portrait: bytes) -> None:
        with opened(served) as connection:
            reply = ask(connection, init(portrait, seed=7))
            assert (reply["type"], reply["model"]) == ("init_ok", "soulx-flashtalk-14b")
            assert (reply["slice_len"], reply["chunk_samples"], reply["lookahead_chunks"]) == (4, 2560, 0)
            assert (reply["fps"], reply["width"], reply["height"]) == (25, 64, 96)
            assert marks(connection, 8000) == [(0, frame, 0) for frame in range(4)]
            assert marks(connection) == [(1, frame, 0) for frame in range(4)]
            assert ask(connection, {"type": "close"}) == {"type": "close_ok"}
            assert ask(connection, {"type": "close"}) == {"type": "close_ok"}
        assert served.script.chunks[0].samples.tolist() == [8000] * 2560
        assert served.script.loads[0][1] == 7

    def test_native_sends_metrics_before_the_pictures(self, served: Served, portrait: bytes) -> None:
        inputs = {"image_b64": base64.b64encode(portrait).decode()}
        with opened(served, NATIVE) as connection:
            connection.send(audi())
            assert error_of(connection)["code"] == "session_required"
            reply = ask(connection, {"type": "session.create", "inputs": inputs, "config": {"seed": 3}})
            assert (reply["type"], reply["audio"]["chunk_samples"]) == ("session.created", 2560)
            for number in (1, 2):
                connection.send(audi())
                metrics = json.loads(connection.recv(10))
                assert (metrics["type"], metrics["chunk_index"]) == ("metrics", number)
                assert metrics["infer_ms"] > 0
                assert len(split_vidx(received(connection))) == 4
            assert ask(connection, {"type": "ping"}) == {"type": "pong"}
            name = reply["session_id"]
            assert ask(connection, {"type": "session.cancel"}) == {"type": "session.cancelled", "session_id": name}
            assert ask(connection, {"type": "session.close"}) == {"type": "session.closed", "session_id": None}

    def test_a_model_that_is_not_served_is_refused_with_its_name(self, served: Served, portrait: bytes) -> None:
        inputs = {"image_b64": base64.b64encode(portrait).decode()}
        with opened(served, NATIVE) as connection:
            reply = ask(connection, {"type": "session.create", "model": "soulx-flashhead-1.3b", "inputs": inputs})
            assert (reply["type"], reply["code"]) == ("error", "runtime_not_ready")
            assert "soulx-flashhead-1.3b" in reply["message"]
        assert not served.script.loads

    def test_pictures_that_stay_behind_are_announced_and_come_chunk_for_chunk(self, portrait: bytes) -> None:
        with serving(lag=2) as served, opened(served) as connection:
            assert ask(connection, init(portrait))["lookahead_chunks"] == 1
            assert marks(connection) == []
            for number in range(3):
                assert marks(connection) == [(number, frame, 0) for frame in range(4)]

    def test_what_is_wrong_is_said_and_the_session_lives_on(self, served: Served, portrait: bytes) -> None:
        with opened(served) as connection:
            connection.send(audi())
            assert error_of(connection) == {"type": "error", "message": "No active session. Send 'init' first."}
            assert ask(connection, {"type": "config_update", "config": {}})["message"].startswith("No active session")
            ask(connection, init(portrait))
            connection.send(audi(samples=100))
            assert error_of(connection)["code"] == "bad_audio_chunk"
            connection.send(b"WAVE")
            assert error_of(connection)["code"] == "bad_audio_magic"
            connection.send("[]")
            assert error_of(connection)["code"] == "bad_json"
            assert ask(connection, {"type": "config_update", "config": {"cfg_scale": 2}}) == {
                "type": "config_ok",
                "updated": {},
            }
            assert len(marks(connection)) == 4

    def test_another_portrait_needs_no_other_engine(self, served: Served, tmp_path: Path) -> None:
        with opened(served) as connection:
            for number in range(3):
                ask(connection, init(portrait_file(tmp_path, 100 * number)))
                assert marks(connection)[0] == (number, 0, number), "sound of before is forgotten"
        assert served.script.made == 1
        assert len({portrait for portrait, _ in served.script.loads}) == 3

    def test_an_engine_that_takes_no_other_portrait_is_started_anew(self, served: Served, tmp_path: Path) -> None:
        served.script.switches = False
        with opened(served) as connection:
            for number in range(2):
                ask(connection, init(portrait_file(tmp_path, 100 * number)))
                assert marks(connection)[0][2] == number
        assert served.script.made == 2

    def test_an_engine_that_draws_ahead_answers_each_chunk_with_all_its_pictures(self, tmp_path: Path) -> None:
        with serving(factory=stand_in_model.FACTORY, weights=tmp_path) as served, opened(served) as connection:
            for shade in (0, 200):
                reply = ask(connection, init(portrait_file(tmp_path, shade)))
                assert (reply["slice_len"], reply["lookahead_chunks"]) == (stand_in_model.CHUNK_FRAMES, 0)
                for _ in range(3):
                    connection.send(audi(500, reply["chunk_samples"]))
                for _ in range(3):
                    assert len(split_vidx(received(connection))) == stand_in_model.CHUNK_FRAMES
        assert (tmp_path / "loads").read_text().count("\n") == 1

    @pytest.mark.parametrize("garbage", [b"no picture", b"\xff\xd8\xff\xe0 cut off"])
    def test_a_portrait_that_is_none_is_refused_in_words(self, served: Served, portrait: bytes, garbage: bytes) -> None:
        with opened(served) as connection:
            reply = ask(connection, init(garbage))
            assert (reply["type"], reply["code"]) == ("error", "runtime_error")
            assert "portrait" in reply["message"]
            assert ask(connection, init(portrait))["type"] == "init_ok", "the slot is free again"

    def test_portraits_are_removed_with_their_sessions(
        self, served: Served, portrait: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with opened(served) as connection:
            ask(connection, init(portrait))
            assert list(tmp_path.glob("flashtalk-served-*/portrait/reference.png"))
        wait_until(lambda: not served.server.busy)
        assert not list(tmp_path.glob("flashtalk-served-*"))


class TestTroubles:
    def test_an_engine_that_fails_is_named_and_the_next_session_has_another(
        self, served: Served, portrait: bytes
    ) -> None:
        with opened(served) as connection:
            ask(connection, init(portrait))
            served.script.fails = AppError("engine.local.out_of_memory", "The card is full.", "Close a game.")
            connection.send(audi())
            assert error_of(connection) == {"type": "error", "message": "The card is full.", "code": "runtime_error"}
            connection.send(audi())
            assert error_of(connection)["message"].startswith("No active session")
            models = httpx.get(f"{served.url}/v1/audio2video/models").json()
            assert models["statuses"][0] == {
                "id": "flashtalk",
                "connected": False,
                "reason": "engine.local.out_of_memory",
            }
            assert ask(connection, init(portrait))["type"] == "init_ok"
            assert len(marks(connection)) == 4
        assert served.script.made == 2

    def test_one_that_does_not_load_says_why(self, served: Served, portrait: bytes) -> None:
        served.script.refuses = AppError("engine.local.weights", "The weights are missing.", "", permanent=True)
        with opened(served) as connection:
            assert ask(connection, init(portrait))["message"] == "The weights are missing."
            assert ask(connection, init(portrait))["type"] == "init_ok"

    def test_a_client_that_leaves_in_the_middle_of_a_chunk_leaves_the_slot(
        self, served: Served, portrait: bytes
    ) -> None:
        with opened(served) as connection:
            ask(connection, init(portrait))
            served.script.stalled.set()
            connection.send(audi())
            wait_until(lambda: served.server.busy)
        wait_until(lambda: not served.server.busy)
        served.script.stalled.clear()
        with opened(served) as connection:
            ask(connection, init(portrait))
            assert {session for _, _, session in marks(connection)} == {1}, "nothing of the session before is left"

    def test_a_client_that_leaves_while_the_engine_loads_leaves_it_in_order(
        self, served: Served, portrait: bytes
    ) -> None:
        served.script.loading.set()
        with opened(served) as connection:
            connection.send(json.dumps(init(portrait)))
            wait_until(lambda: served.server.busy and served.script.made)
        models = httpx.get(f"{served.url}/v1/audio2video/models").json()
        assert (models["models"], models["statuses"][0]["reason"]) == (["flashtalk"], "busy")
        served.script.loading.clear()
        wait_until(lambda: not served.server.busy)
        assert served.engine.failure is None
        with opened(served) as connection:
            assert ask(connection, init(portrait))["type"] == "init_ok"
        assert served.script.made == 1

    def test_a_server_that_ends_waits_for_no_model(self, portrait: bytes) -> None:
        with serving() as served, opened(served) as connection:
            served.script.loading.set()
            connection.send(json.dumps(init(portrait)))
            wait_until(lambda: served.server.busy and served.script.made)
            served.server.close()
            assert not served.server.busy
            served.script.loading.clear()

    def test_a_chunk_that_takes_too_long_ends_the_session(
        self, served: Served, portrait: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.engine.omnirt.server_engine.CHUNK_LIMIT_S", 0.3)
        with opened(served) as connection:
            ask(connection, init(portrait))
            served.script.stalled.set()
            connection.send(audi())
            assert error_of(connection)["code"] == "runtime_error"
            assert not served.server.busy
            served.script.stalled.clear()


class TestTheSlot:
    def test_whoever_comes_second_is_told_that_the_engine_is_busy(
        self, served: Served, portrait: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_module, "FREEING_S", 0.1)
        with opened(served) as first, opened(served, NATIVE) as second:
            ask(first, init(portrait))
            inputs = {"image_b64": base64.b64encode(portrait).decode()}
            refused = ask(second, {"type": "session.create", "model": "flashtalk", "inputs": inputs})
            assert (refused["type"], refused["code"]) == ("error", "busy")
            with pytest.raises(ConnectionClosed):
                second.recv(10)
            assert second.close_code == 1013
            assert status_of(served) == 503
            models = httpx.get(f"{served.url}/v1/audio2video/models").json()
            assert models["statuses"][0] == {"id": "flashtalk", "connected": True, "reason": "busy"}
            assert len(marks(first)) == 4, "whoever has the session notices nothing"
        with opened(served) as third:
            assert ask(third, init(portrait))["type"] == "init_ok"

    def test_a_client_that_comes_back_at_once_is_not_refused(self, served: Served, portrait: bytes) -> None:
        for _ in range(5):
            with opened(served) as connection:
                ask(connection, init(portrait))
                marks(connection)

    def test_a_session_without_sound_gives_its_slot_back(
        self, served: Served, portrait: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_talk, "REST_LIMIT_S", 0.3)
        with opened(served) as connection:
            ask(connection, init(portrait))
            with pytest.raises(ConnectionClosed) as closed:
                connection.recv(10)
            assert closed.value.rcvd is not None
            assert "no sound" in closed.value.rcvd.reason
        wait_until(lambda: not served.server.busy)

    def test_a_connection_without_a_session_is_closed(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(server_talk, "BEGIN_LIMIT_S", 0.2)
        with opened(served) as connection, pytest.raises(ConnectionClosed):
            connection.recv(10)


class TestOpenTalking:
    """Its own client's habits, as the facts give them."""

    def test_its_flashtalk_client(self, served: Served, portrait: bytes) -> None:
        url = served.socket_url()
        with connect(url, max_size=50 * 2**20, open_timeout=30, ping_interval=20, ping_timeout=180) as socket_:
            image = base64.b64encode(portrait).decode()
            socket_.send(
                json.dumps({"type": "init", "ref_image": image, "prompt": "a person is talking", "seed": 9999})
            )
            reply = json.loads(socket_.recv(300))
            needed = ("frame_num", "motion_frames_num", "slice_len", "fps", "height", "width")
            assert all(isinstance(reply[name], int) for name in needed)
            assert reply["frame_num"] - reply["motion_frames_num"] == reply["slice_len"]
            samples = reply.get("chunk_samples", reply["slice_len"] * 16_000 // reply["fps"])
            for number in range(3):  # one chunk in flight
                socket_.send(b"AUDI" + np.full(samples, number, "<i2").tobytes())
                assert len(split_vidx(received(socket_))) == reply["slice_len"]
            socket_.send(json.dumps({"type": "close"}))
            assert json.loads(socket_.recv(10))["type"] == "close_ok"

    def test_its_flashhead_client(self, portrait: bytes) -> None:
        with serving(model="flashhead") as served, opened(served, NATIVE) as socket_:
            config = {"seed": 9999, "width": 512, "height": 512, "fps": 25, "frame_num": 29, "chunk_samples": 17_920}
            image = base64.b64encode(portrait).decode()
            create = {"type": "session.create", "backend": "auto", "inputs": {"image_b64": image, "prompt": ""}}
            reply = ask(socket_, {**create, "model": "soulx-flashhead-14b", "config": config})
            samples = reply["audio"]["chunk_samples"]
            socket_.send(audi(samples=samples))
            texts = []
            while isinstance(message := socket_.recv(10), str):
                texts.append(json.loads(message)["type"])
            assert texts == ["metrics"]
            assert jpeg_mark(split_vidx(message)[0]) == Mark(0, 0, 0)
