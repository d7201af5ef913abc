"""The test of a connection: which rungs there are, where it ends, and what is advised."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.rungs import Rung, RungState, report
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.omnirt.judgement import Drawn
from app.engine.omnirt.ladder import climb, draw_silence
from tests.helpers.health_server import FALLBACK, HealthServer, health_server, models_page

INFO = EngineInfo("FlashTalk", 25, 16_000, 1_120_000_000, 0, 700_000_000, 416, 704)


@pytest.fixture
def server() -> Iterator[HealthServer]:
    with health_server() as server:
        yield server


def drawn(info: EngineInfo = INFO, ready_ms: float = 900.0) -> Callable[[], Drawn]:
    return lambda: Drawn(info, ready_ms)


def refused(message: str) -> Callable[[], Drawn]:
    def draw() -> Drawn:
        raise AppError("engine.omnirt.refused", message, "Look into its log.")

    return draw


def never() -> Drawn:
    raise AssertionError("no session may be opened")


def names(rungs: list[Rung]) -> list[str]:
    return [rung.name for rung in rungs]


def test_all_rungs_of_a_good_server(server: HealthServer) -> None:
    rungs = list(climb(RemoteRequest(server.url, "flashtalk"), drawn()))
    assert names(rungs) == ["reachable", "kind", "key", "models", "session", "pictures", "speed", "delay"]
    assert {rung.state for rung in rungs} == {RungState.GOOD}
    assert "Model flashtalk: connected (resident_runtime). Model wav2lip: not connected" in rungs[3].text
    assert rungs[4].time_ms == 900
    assert "real-time factor of 0.62" in rungs[6].text
    assert rungs[7].time_ms == pytest.approx(1120 + 700 + 120)


def test_nobody_there_is_the_only_rung() -> None:
    with health_server() as gone:
        url = gone.url
    (rung,) = climb(RemoteRequest(url, "flashtalk"), never)
    assert (rung.name, rung.state) == ("reachable", RungState.BAD)
    assert "Nothing listens on port" in rung.text
    assert "9000" in rung.advice[0]


def test_a_refused_key_ends_it(server: HealthServer) -> None:
    server.key = "right"
    rungs = list(climb(RemoteRequest(server.url, "flashtalk", key="wrong"), never))
    assert names(rungs) == ["reachable", "kind", "key"]
    assert rungs[-1].state is RungState.BAD
    assert "wrong" not in report("near: flashtalk", rungs)
    good = list(climb(RemoteRequest(server.url, "flashtalk", key="right"), drawn()))
    assert good[2].text == "The key is accepted."


def test_a_standalone_server_is_not_asked_for_models(server: HealthServer) -> None:
    server.pages = {"/healthz": (426, b"")}
    rungs = list(climb(RemoteRequest(server.url, "flashtalk"), drawn()))
    assert names(rungs) == ["reachable", "kind", "session", "pictures", "speed", "delay"]
    assert "standalone" in rungs[1].text
    assert server.paths == ["/healthz"]


def test_a_session_of_ours_is_not_ended(server: HealthServer) -> None:
    rungs = list(climb(RemoteRequest(server.url, "flashtalk"), never, session_open=True))
    assert names(rungs) == ["reachable", "kind", "session"]
    assert "Release" in rungs[-1].advice[0]
    assert server.paths == ["/healthz"]


def test_a_fake_runtime_is_named_and_its_speed_is_not_praised(server: HealthServer) -> None:
    server.pages["/v1/audio2video/models"] = (200, models_page(FALLBACK))
    fake = replace(INFO, fake="one colour instead of a face.")
    rungs = list(climb(RemoteRequest(server.url, "flashtalk"), drawn(fake)))
    assert names(rungs)[-1] == "pictures"
    assert (rungs[-1].state, rungs[-1].text) == (
        RungState.BAD, "These are no real pictures: one colour instead of a face.",
    )  # fmt: skip
    assert rungs[3].state is RungState.DOUBTFUL
    assert "fake" in rungs[3].advice[0]


def test_a_model_that_the_server_does_not_list(server: HealthServer) -> None:
    rungs = list(climb(RemoteRequest(server.url, "flashhead"), drawn()))
    assert rungs[3].state is RungState.DOUBTFUL
    assert "does not speak of flashhead" in rungs[3].advice[0]


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("CUDA out of memory. Tried to allocate", "quantised"),
        ("Init failed: Default process group has not been initialized", "--nproc 2"),
        ("All slots are busy", "end that session"),
    ],
)
def test_why_no_session_began(server: HealthServer, message: str, advice: str) -> None:
    rung = list(climb(RemoteRequest(server.url, "flashtalk"), refused(message)))[-1]
    assert (rung.name, rung.state, rung.text) == ("session", RungState.BAD, message)
    assert advice in " ".join(rung.advice)


def test_a_slow_server_is_told_what_helps(server: HealthServer) -> None:
    slow = replace(INFO, render_ns=1_100_000_000)
    rungs = {rung.name: rung for rung in climb(RemoteRequest(server.url, "flashtalk"), drawn(slow))}
    assert rungs["speed"].state is RungState.DOUBTFUL
    assert "too slow for a live show" in rungs["speed"].text
    assert "SAMPLE_STEPS" in " ".join(rungs["speed"].advice)


def test_a_cold_start_long_chunks_and_a_slow_voice(server: HealthServer) -> None:
    long = replace(INFO, chunk_ns=1_920_000_000)
    climbed = climb(RemoteRequest(server.url, "flashtalk"), drawn(long, 88_000), tts_first_pcm_ms=2400)
    rungs = {rung.name: rung for rung in climbed}
    assert "began cold" in rungs["session"].advice[0]
    assert "frame_num" in rungs["delay"].advice[0]
    assert "Settings > Voice" in rungs["delay"].advice[1]


def test_the_report_is_plain_text(server: HealthServer) -> None:
    rungs = list(climb(RemoteRequest(server.url, "flashtalk", key="sk-1"), drawn(ready_ms=88_000)))
    lines = report("near: flashtalk", rungs).splitlines()
    assert lines[0] == "near: flashtalk"
    assert lines[1].startswith("[good] reachable (")
    assert any(line.startswith("[doubtful] session (88.00 s): ") for line in lines)
    assert not any("sk-1" in line for line in lines)


# ---- with an engine


class ScriptedEngine:
    """Opens after so many looks."""

    arrived: Connection | None = None
    ahead = 1
    room = False

    def __init__(self, answers: list[EngineInfo | AppError | None]) -> None:
        self.answers = answers
        self.closed = 0

    def open(self, request: EngineRequest) -> None: ...
    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None: ...
    def next_chunk(self) -> int:
        return 0

    def submit(self, samples: object) -> None: ...
    def end_turn(self) -> None: ...
    def collect(self) -> EngineInfo | AppError | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        self.closed += 1


REQUEST = EngineRequest(Path("mira"), 1280, 720, 30)


def test_an_engine_draws_silence_and_is_closed() -> None:
    engine = ScriptedEngine([None, AppError("engine.note", "It is slow."), INFO])
    assert draw_silence(engine, REQUEST, threading.Event()).info == INFO
    assert engine.closed == 1


def test_a_test_can_be_stopped() -> None:
    stopped = threading.Event()
    stopped.set()
    engine = ScriptedEngine([None])
    with pytest.raises(AppError, match="stopped"):
        draw_silence(engine, REQUEST, stopped)
    assert engine.closed == 1
