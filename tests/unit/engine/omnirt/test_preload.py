"""Warm up: what is sent, and what is made of the answers that servers are known to give."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.sync.client import connect

from app.base.errors import AppError
from app.base.rungs import Rung, RungState
from app.base.workers import Worker
from app.engine.base import RemoteRequest
from app.engine.omnirt.preload import preload
from tests.helpers.engine_probe import wait_until
from tests.helpers.health_server import HealthServer, health_server
from tests.helpers.omnirt_client import ask
from tests.helpers.served import portrait_file, serving

ROUTE = "/v1/audio2video/wav2lip/preload"
DONE = {"type": "preload_result", "frames": 75, "elapsed_ms": 3.0, "cache_hit": False, "cache_source": "built"}


@pytest.fixture
def server() -> Iterator[HealthServer]:
    with health_server() as server:
        yield server


def _warm(server: HealthServer, answer: object = None, status: int = 200, model: str = "wav2lip") -> Rung:
    if answer is not None:
        server.pages[f"/v1/audio2video/{model}/preload"] = (status, json.dumps(answer).encode())
    options = (("wav2lip_postprocess_mode", "basic"),) if model == "wav2lip" else ()
    return preload(RemoteRequest(server.url, model, key=server.key, options=options), threading.Event())


def test_a_server_that_has_warmed_up_says_how_much_is_ready(server: HealthServer) -> None:
    server.key = "secret"
    rung = _warm(server, DONE)
    assert (rung.state, rung.text) == (RungState.GOOD, "wav2lip is warm, 75 pictures are ready.")
    assert rung.time_ms is not None
    assert server.sent == [(ROUTE, {"wav2lip_postprocess_mode": "basic"})]
    assert _warm(server, {"type": "preload_ok", "warmed": True}).text == "wav2lip is warm."
    again = _warm(server, {**DONE, "cache_hit": True, "frames": None}, model="quicktalk")
    assert again.text == "quicktalk is warm. It was warm already."


def test_an_error_comes_with_status_200_and_is_told_in_the_servers_words(server: HealthServer) -> None:
    rung = _warm(server, {"type": "error", "code": "missing_frame_dir", "message": "ref_frame_dir is\nrequired."})
    assert (rung.state, rung.text) == (
        RungState.BAD,
        'The server could not warm up wav2lip: "ref_frame_dir isrequired."',
    )
    assert any("Connect" in advice for advice in rung.advice)
    server.pages[ROUTE] = (500, b"Internal Server Error")
    assert _warm(server).text == 'The server could not warm up wav2lip: "Internal Server Error"'
    server.pages[ROUTE] = (200, b"[]")
    assert _warm(server).text == "The server could not warm up wav2lip."


@pytest.mark.parametrize(
    ("model", "answer", "words"),
    [
        ("flashtalk", None, "flashtalk has no warm-up of its own."),
        ("wav2lip", None, "This server has no warm-up for wav2lip."),
        ("quicktalk", {"type": "error", "code": "preload_unsupported", "message": "No."}, "has no warm-up."),
        ("quicktalk", {"type": "preload_skipped", "reason": "runtime_unsupported"}, "has no warm-up."),
    ],
)
def test_what_is_not_offered_is_no_failure(server: HealthServer, model: str, answer: object, words: str) -> None:
    rung = _warm(server, answer, model=model)
    assert rung.state is RungState.DOUBTFUL
    assert rung.text.endswith(words)


@pytest.mark.parametrize("model", ["wav2lip", "flashtalk"])
def test_a_studio_that_serves_its_engine_says_that_it_is_loaded(model: str, tmp_path: Path) -> None:
    portrait = base64.b64encode(portrait_file(tmp_path)).decode()
    bearer = {"Authorization": "Bearer secret"}
    with serving(model=model, key="secret") as served:
        remote = RemoteRequest(served.url, model, key="secret")
        before = preload(remote, threading.Event())
        assert (before.state, before.text) == (RungState.DOUBTFUL, f"{model} is not loaded there now.")
        with connect(served.socket_url(f"/v1/audio2video/{model}"), additional_headers=bearer) as session:
            assert ask(session, {"type": "init", "ref_image": portrait})["type"] == "init_ok"
        after = preload(remote, threading.Event())
        assert (after.state, after.text) == (RungState.GOOD, f"{model} is warm. It was warm already.")
        with pytest.raises(AppError) as refused:
            preload(RemoteRequest(served.url, model, key="another"), threading.Event())
        assert refused.value.code == "engine.server_key"
        other = preload(replace(remote, model="quicktalk"), threading.Event())
        assert other.text == "quicktalk is not loaded there now."


def test_a_standalone_server_is_not_asked(server: HealthServer) -> None:
    server.pages["/healthz"] = (426, b"Failed to open a WebSocket connection")
    rung = _warm(server, DONE)
    assert rung.text == "A standalone server has no warm-up of its own."
    assert server.sent == []


def test_a_wrong_key_and_a_server_that_is_gone_are_named(server: HealthServer) -> None:
    server.pages[ROUTE] = (401, b'{"detail":"Unauthorized"}')
    with pytest.raises(AppError) as refused:
        _warm(server)
    assert refused.value.code == "engine.server_key"
    with pytest.raises(AppError) as gone:
        preload(RemoteRequest("http://127.0.0.1:1", "wav2lip"), threading.Event())
    assert gone.value.code == "engine.server_port"


def test_nobody_waits_for_a_server_that_is_still_at_it(server: HealthServer) -> None:
    stopped, ended = threading.Event(), threading.Event()
    server.silent_paths = {ROUTE}

    def warm() -> None:
        with pytest.raises(AppError):
            preload(RemoteRequest(server.url, "wav2lip"), stopped)
        ended.set()

    worker = Worker("warming", warm)
    worker.start()
    wait_until(lambda: server.sent)
    stopped.set()
    assert ended.wait(1.0)
    worker.join()
