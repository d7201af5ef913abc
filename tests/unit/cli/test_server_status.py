"""``status`` of an OmniRT server: what a script reads, and what is left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.base.omnirt_settings import ServerProfile
from app.base.paths import Paths
from app.base.rungs import Rung, RungState
from app.base.secrets import hold_secret, server_key
from app.base.settings import EngineSettings, Settings
from app.cli.console import Console
from app.cli.status import AskedServer, tell_status
from app.main import main
from app.studio.control import ControlDoor
from app.studio.snapshot import EngineState, OutputState, Snapshot
from tests.helpers.health_server import FALLBACK, OFF, RESIDENT, HealthServer, health_server, models_page
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.fixture
def server() -> Iterator[HealthServer]:
    with health_server() as server:
        yield server


@contextmanager
def running_studio(folder: Path, snapshot: Snapshot) -> Iterator[Path]:
    paths = Paths.find(folder)
    paths.make()
    door = ControlDoor(paths.runtime, ScriptedStudio(snapshot))
    door.start()
    try:
        yield paths.runtime
    finally:
        door.close()


def asked(url: str, *, ours: bool = True, decides: bool = True) -> AskedServer:
    return AskedServer(ServerProfile(name="near", url=url), url, ours=ours, decides=decides)


def test_a_server_in_lines(server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.pages["/v1/audio2video/models"] = (200, models_page(RESIDENT, OFF))
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=False) == 0
    assert capsys.readouterr().out.splitlines() == [
        "not running",
        f"omnirt: {server.url}",
        "omnirt_kind: app",
        "omnirt_models: flashtalk",
        "model: flashtalk: connected: resident_runtime",
        "model: wav2lip: not connected: runtime_not_enabled",
    ]


def test_a_fake_runtime_is_called_fake(
    server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.pages["/v1/audio2video/models"] = (200, models_page(FALLBACK))
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["omnirt_models: -", "model: flashtalk: fake: fallback_runtime"]


def test_in_json(server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["running"] is False
    assert answer["omnirt"]["kind"] == "app"
    assert answer["omnirt"]["models"][0] == {"id": "flashtalk", "state": "connected", "reason": "resident_runtime"}
    assert answer["omnirt"]["error"] is None


@pytest.mark.parametrize(
    "snapshot",
    [
        Snapshot(Settings(), camera=OutputState.ON),
        Snapshot(Settings(engine=EngineSettings(kind="omnirt"))),
    ],
    ids=["on air", "with a session"],
)
def test_a_show_is_not_disturbed(
    server: HealthServer, tmp_path: Path, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_studio(tmp_path, snapshot) as runtime:
        assert tell_status(runtime, asked(server.url), Console(), as_json=False) == 0
    assert server.paths == ["/healthz"]
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-3:] == [f"omnirt: {server.url}", "omnirt_kind: app", "omnirt_models: -"]
    assert "was not asked for its models" in captured.err


def test_a_studio_that_has_not_begun_a_session_has_none_to_lose(server: HealthServer, tmp_path: Path) -> None:
    waiting = Snapshot(Settings(engine=EngineSettings(kind="omnirt")), engine=EngineState.STANDBY)
    with running_studio(tmp_path, waiting) as runtime:
        assert tell_status(runtime, asked(server.url), Console(), as_json=False) == 0
    assert server.paths == ["/healthz", "/v1/audio2video/models"]


def test_what_a_strange_server_may_lose_is_said(
    server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_status(tmp_path, asked(server.url, ours=False), Console(), as_json=False)
    assert "whoever has a session there loses it" in capsys.readouterr().err
    tell_status(tmp_path, asked(server.url), Console(), as_json=False)
    assert capsys.readouterr().err == ""


def test_a_standalone_server_is_left_alone(
    server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.pages = {"/healthz": (426, b"")}
    assert tell_status(tmp_path, asked(server.url, ours=False), Console(), as_json=False) == 0
    assert "omnirt_kind: standalone" in capsys.readouterr().out
    assert server.paths == ["/healthz"]


def test_a_server_that_does_not_answer_decides_if_it_was_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with health_server() as gone:
        url = gone.url
    assert tell_status(tmp_path, asked(url), Console(), as_json=False) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1].startswith("problem: engine.server_port: Nothing listens on port")
    assert "Start OmniRT there" in captured.err
    assert tell_status(tmp_path, asked(url, decides=False), Console(), as_json=False) == 3


def test_the_key_is_sent_and_not_printed(
    server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.key = "sk-secret"
    hold_secret(server_key("near"), "sk-secret")
    try:
        assert tell_status(tmp_path, asked(server.url), Console(), as_json=False) == 0
        hold_secret(server_key("near"), "sk-wrong")
        assert tell_status(tmp_path, asked(server.url), Console(), as_json=False) == 1
    finally:
        hold_secret(server_key("near"), "")
    captured = capsys.readouterr()
    assert "engine.server_key" in captured.out
    assert "sk-" not in captured.out + captured.err


def test_the_command(server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--basedir={tmp_path}", "status", f"--omnirt={server.url}"]) == 0
    assert "omnirt_models: flashtalk" in capsys.readouterr().out.splitlines()


def test_the_command_asks_the_server_of_the_environment(
    server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNIRT_ENDPOINT", server.url)
    assert main([f"--basedir={tmp_path}", "status"]) == 3
    assert f"omnirt: {server.url}" in capsys.readouterr().out.splitlines()


GOOD = Rung("chunks", RungState.GOOD, "It keeps\nup.", 912.3456, figures=(("chunk_p50_ms", 880.0),))
BAD = Rung("sound", RungState.BAD, "There was a gap.", None, ("Draw faster.",), (("gaps", 1.0),))


def test_what_was_verified_in_lines(server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.pages = {"/healthz": (426, b"")}
    found = [GOOD, BAD]
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=False, verify=lambda: iter(found)) == 1
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "verify: chunks: good: It keeps up.",
        "chunks: chunk_p50_ms: 880.000",
        "verify: sound: bad: There was a gap.",
        "sound: gaps: 1.000",
        "advice: sound: Draw faster.",
    ]
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=False, verify=lambda: iter([GOOD])) == 0


@pytest.mark.parametrize("state", [EngineState.READY, EngineState.WAITING, EngineState.RENEWING])
def test_nothing_is_verified_beside_a_session(
    server: HealthServer, tmp_path: Path, state: EngineState, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = Snapshot(Settings(engine=EngineSettings(kind="omnirt")), engine=state)
    with running_studio(tmp_path, busy) as runtime:
        assert tell_status(runtime, asked(server.url), Console(), as_json=False, verify=lambda: iter([GOOD])) == 1
    assert "verify: session: bad: The studio has a session" in capsys.readouterr().out


def test_what_was_verified_in_json(server: HealthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_status(tmp_path, asked(server.url), Console(), as_json=True, verify=lambda: iter([GOOD, BAD])) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["running"] is False
    assert answer["verify"] == [
        {
            "name": "chunks",
            "state": "good",
            "text": "It keeps\nup.",
            "time_ms": 912.346,
            "figures": {"chunk_p50_ms": 880.0},
            "advice": [],
        },
        {
            "name": "sound",
            "state": "bad",
            "text": "There was a gap.",
            "time_ms": None,
            "figures": {"gaps": 1.0},
            "advice": ["Draw faster."],
        },
    ]


@pytest.mark.parametrize(
    ("snapshot", "why"),
    [
        (Snapshot(Settings(), camera=OutputState.ON), "A show is live"),
        (Snapshot(Settings(engine=EngineSettings(kind="omnirt"))), "The studio has a session on a server"),
        (
            Snapshot(Settings(engine=EngineSettings(kind="omnirt")), engine=EngineState.RESTARTING),
            "The studio has a session on a server",
        ),
    ],
    ids=["on air", "with a session", "reconnecting"],
)
def test_nothing_is_verified_beside_a_show(
    server: HealthServer, tmp_path: Path, snapshot: Snapshot, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def verify() -> Iterator[Rung]:
        raise AssertionError("a second session")

    with running_studio(tmp_path, snapshot) as runtime:
        assert tell_status(runtime, asked(server.url), Console(), as_json=False, verify=verify) == 1
    assert server.paths == ["/healthz"]
    assert f"verify: session: bad: {why}" in capsys.readouterr().out


def test_a_studio_at_rest_does_not_keep_from_verifying(server: HealthServer, tmp_path: Path) -> None:
    waiting = Snapshot(Settings(engine=EngineSettings(kind="omnirt")), engine=EngineState.STANDBY)
    with running_studio(tmp_path, waiting) as runtime:
        assert tell_status(runtime, asked(server.url), Console(), as_json=False, verify=lambda: iter([GOOD])) == 0


def test_a_server_that_does_not_answer_is_not_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def verify() -> Iterator[Rung]:
        raise AssertionError("there is nobody to be verified")

    assert tell_status(tmp_path, asked("http://127.0.0.1:9"), Console(), as_json=False, verify=verify) == 1
    assert "127.0.0.1" in capsys.readouterr().err


def test_without_a_server_there_is_nothing_to_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--basedir", str(tmp_path), "status", "--verify"]) == 1
    assert "no OmniRT server" in capsys.readouterr().err
