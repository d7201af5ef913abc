"""OmniRT on this computer, played by a small program of the same command line."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.base.errors import AppError
from app.base.settings import LocalServerSettings
from app.engine.omnirt import local_server
from app.engine.omnirt.local_server import LocalServer, find_program
from tests.helpers.engine_probe import wait_until
from tests.helpers.stand_in_omnirt import stand_in_omnirt


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return stand_in_omnirt(tmp_path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    made = LocalServer(tmp_path, tmp_path)
    yield made
    made.stop()


def settings(backend: str = "cpu-stub") -> LocalServerSettings:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return LocalServerSettings.model_validate({"port": free.getsockname()[1], "backend": backend})


def never() -> threading.Event:
    return threading.Event()


def children(folder: Path) -> list[psutil.Process]:
    """What the server itself has started."""
    lines = (folder / "omnirt.log").read_text().splitlines()
    pids = [int(line.split()[1]) for line in lines if line.startswith("child")]
    return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]


def test_it_is_started_and_stopped_with_all_that_it_has_started(
    server: LocalServer, program: Path, tmp_path: Path
) -> None:
    wanted = settings()
    server.start(program, wanted, never())
    assert server.url == f"http://127.0.0.1:{wanted.port}"
    assert httpx.get(f"{server.url}/healthz", trust_env=False).json() == {"ok": True}
    (child,) = children(tmp_path)
    server.start(program, wanted, never())  # it runs already
    server.stop()
    assert server.url == ""
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{wanted.port}/healthz", trust_env=False)


def test_the_next_studio_finds_a_server_that_was_kept_and_can_stop_it(
    server: LocalServer, program: Path, tmp_path: Path
) -> None:
    server.start(program, settings(), never())
    later = LocalServer(tmp_path, tmp_path)
    assert later.url == server.url
    later.stop()
    assert server.url == "", "it has gone, and nobody takes it for running"
    assert LocalServer(tmp_path, tmp_path).url == ""


def test_a_note_of_a_process_that_is_another_by_now_counts_for_nothing(server: LocalServer, tmp_path: Path) -> None:
    note = {"pid": os.getpid(), "created": 1.0, "url": "http://127.0.0.1:9000"}
    for text in (str(note).replace("'", '"'), "{", "[]"):
        (tmp_path / "omnirt.json").write_text(text)
        assert server.url == ""


def test_one_that_does_not_start_says_why_in_its_own_words(server: LocalServer, program: Path) -> None:
    with pytest.raises(AppError) as failed:
        server.start(program, settings("cuda"), never())
    assert failed.value.message == 'OmniRT has stopped by itself: "RuntimeError: no CUDA device was found".'
    assert "omnirt.log" in failed.value.hint
    assert server.url == ""


def test_one_that_ends_later_is_noticed(server: LocalServer, program: Path) -> None:
    server.start(program, settings("ascend"), never())
    wait_until(lambda: server.url == "")
    assert "The device went away" in server.ended().message


def test_another_server_on_the_port_is_left_alone(server: LocalServer, program: Path, tmp_path: Path) -> None:
    wanted = settings()
    server.start(program, wanted, never())
    (tmp_path / "other").mkdir()
    second = LocalServer(tmp_path / "other", tmp_path / "other")
    with pytest.raises(AppError) as failed:
        second.start(program, wanted, never())
    assert failed.value.code == "local_server.port"
    assert second.answers(wanted)
    assert second.url == ""
    assert server.url


def test_one_that_never_answers_is_given_up(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server, "START_S", 0.2)
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    with pytest.raises(AppError) as failed:
        server.start(silent, settings(), never())
    assert failed.value.code == "local_server.slow"
    assert server.url == ""


def test_waiting_for_it_can_be_ended(server: LocalServer, tmp_path: Path) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    stopped = threading.Event()
    stopped.set()
    server.start(silent, settings(), stopped)
    server.stop()
    assert server.url == ""


def test_a_program_that_cannot_be_run_is_named(server: LocalServer, tmp_path: Path) -> None:
    text = tmp_path / "omnirt.txt"
    text.write_text("no program")
    with pytest.raises(AppError) as failed:
        server.start(text, settings(), never())
    assert failed.value.code == "local_server.program"
    assert str(text) in failed.value.message


def test_the_program_is_looked_for(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert find_program(None, tmp_path) is None
    usual = tmp_path / "omnirt-home" / "omnirt" / "bin"
    usual.mkdir(parents=True)
    (usual / "omnirt").write_text("")
    assert find_program(None, tmp_path / "omnirt-home") == usual / "omnirt"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program(None, tmp_path / "omnirt-home") == program
    assert find_program(program) == program
    assert find_program(tmp_path / "gone") is None, "what was chosen is not replaced by another"
