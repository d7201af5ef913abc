"""What only a worker in a process of its own can do: die, be killed, and outlive nobody."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.engine.base import EngineRequest
from app.engine.host import HostOptions
from app.engine.launch import python_with_our_source
from tests.helpers.engine_probe import NO_NAME, Rig, rig, rings, seconds, wait_until
from tests.helpers.faulty_engine import FACTORY, Script

ROOT = Path(__file__).parents[2]

HOST_PROGRAM = """
import sys
from pathlib import Path
from app.engine.base import EngineRequest
from app.engine.host import EngineHost
from tests.helpers.engine_probe import Probe, Rig, seconds
from tests.helpers.faulty_engine import FACTORY
from app.engine.host import HostOptions

def main():
    python = Path(sys.argv[4]) if sys.argv[4] else None
    options = HostOptions(credits=6, silence_limit_s=float(sys.argv[3]), python=python)
    made = Rig(FACTORY, EngineRequest(Path(sys.argv[1]), 64, 36, 25), options)
    if sys.argv[2] == "lives":
        for turn in range(3):
            made.start()
            made.speak(turn, seconds(0.5))
            made.probe.wait(lambda: len(made.probe.downs) > turn)
        made.host.start(made.request)
        made.host.stop()
    else:
        made.host.start(made.request)
        made.probe.wait(lambda: made.probe.downs, 3600)
        print(made.probe.downs)

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Rig]:
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), HostOptions(credits=6)) as made:
        yield made


def worker_pid(folder: Path) -> int:
    wait_until(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
    return int((folder / "pid").read_text())


@pytest.mark.parametrize(("how", "words"), [("exit", "exit code 3"), ("kill", "SIGKILL")])
@pytest.mark.parametrize("place", ["load", "render", "picture"])
def test_its_death_is_told_in_words_wherever_it_comes(
    engine: Rig, tmp_path: Path, place: str, how: str, words: str
) -> None:
    Script(fail=place, how=how, fail_at=0 if place == "load" else 3).write(tmp_path)
    engine.host.start(engine.request)
    if place != "load":
        engine.probe.wait(lambda: engine.probe.infos)
        engine.speak(1, seconds(0.5))
    reason = engine.probe.wait_down()
    assert reason.code == "engine.died"
    assert words in reason.message
    assert not reason.permanent
    assert not psutil.pid_exists(worker_pid(tmp_path))


@pytest.mark.parametrize("how", ["kill", "hang"])
def test_dying_while_it_closes_makes_no_difference(engine: Rig, tmp_path: Path, how: str) -> None:
    Script(fail="close", how=how).write(tmp_path)
    engine.start()
    engine.host.stop()
    assert engine.probe.downs == [None]
    assert not psutil.pid_exists(worker_pid(tmp_path))
    assert_no_ring_is_left()


def test_killed_from_outside_it_is_missed_at_once_and_nothing_is_left(engine: Rig, tmp_path: Path) -> None:
    Script().write(tmp_path)
    engine.start()
    pid = worker_pid(tmp_path)
    begun_s = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    assert engine.probe.wait_down().code == "engine.died"
    assert time.monotonic() - begun_s < 2
    wait_until(lambda: not engine.host.running)
    assert_no_ring_is_left()
    (tmp_path / "pid").unlink()
    engine.start()
    assert worker_pid(tmp_path) != pid
    assert engine.speak_whole(1, seconds(0.2))


@pytest.mark.parametrize("stop", [True, False], ids=["stopped", "stuck"])
def test_neither_stopping_nor_giving_up_leaves_anything(tmp_path: Path, stop: bool) -> None:
    Script(fail="render", how="hang").write(tmp_path)
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), HostOptions(credits=6, silence_limit_s=1.5)) as made:
        made.start()
        pid = worker_pid(tmp_path)
        if stop:
            made.host.stop()
        else:
            made.speak(1, seconds(0.2))
            assert made.probe.wait_down().code == "engine.hung"
        assert not psutil.pid_exists(pid)
        assert_no_ring_is_left()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_its_ring_has_no_name_that_a_kill_could_leave_behind_and_no_process_watches_over_it(
    engine: Rig, tmp_path: Path
) -> None:
    Script().write(tmp_path)
    before = psutil.Process().children()
    engine.start()
    worker = psutil.Process(worker_pid(tmp_path))
    assert rings(worker.pid) == rings(os.getpid()) == [NO_NAME]
    assert [child for child in psutil.Process().children() if child not in before] == [worker]
    assert worker.children() == []


def assert_no_ring_is_left() -> None:
    """With the worker gone, this process was the last to have it."""
    if sys.platform == "linux":
        assert rings(os.getpid()) == []
        assert not [fd for fd in Path("/proc/self/fd").iterdir() if "flashtalk-pictures" in os.path.realpath(fd)]


def test_it_leaves_ctrl_c_to_its_host(engine: Rig, tmp_path: Path) -> None:
    Script().write(tmp_path)
    engine.start()
    os.kill(worker_pid(tmp_path), signal.SIGINT)
    assert engine.speak_whole(1, seconds(0.2))


def test_it_imports_nothing_heavy(engine: Rig, tmp_path: Path) -> None:
    Script().write(tmp_path)
    engine.start()
    modules = {name.partition(".")[0] for name in (tmp_path / "modules").read_text().split()}
    assert "numpy" in modules
    assert not modules & {"PySide6", "av", "soxr", "pydantic", "sounddevice", "httpx", "torch", "asyncio"}


def own_python(folder: Path) -> Path:
    """A Python that has packages of its own: a module that is nowhere else, and numpy, which a ring needs."""
    venv.create(folder, symlinks=sys.platform != "win32")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    (site / "only_here.py").touch()
    numpy_spec = importlib.util.find_spec("numpy")
    assert numpy_spec is not None
    assert numpy_spec.origin is not None
    (site / "numpy.pth").write_text(str(Path(numpy_spec.origin).parents[1]))
    return Path(sysconfig.get_path("scripts", "venv", {"base": str(folder)}), "python")


def test_another_python_runs_it_with_packages_of_its_own(tmp_path: Path) -> None:
    Script(imports="only_here").write(tmp_path)
    options = HostOptions(credits=6, python=own_python(tmp_path / "öther pýthon"))
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), options) as made:
        made.start()
        assert made.speak_whole(1, seconds(0.2))
        assert "only_here" in (tmp_path / "modules").read_text().split()


@pytest.mark.skipif(sys.platform == "win32", reason="stands a shell script in for the executable")
def test_a_packaged_studio_is_its_own_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Script().write(tmp_path)
    packaged = tmp_path / "flashtalk studio"
    packaged.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m app "$@"\n')
    packaged.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(packaged))
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), HostOptions(credits=6)) as made:
        made.start()
        assert made.speak_whole(1, seconds(0.2))


def test_another_python_leaves_nothing_in_a_packaged_studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tmp_path / "inside" / "ours"
    ours.mkdir(parents=True)
    for name, text in (
        ("__init__", ""),
        ("part", "said = 'ours'"),
        ("__main__", "from ours.part import said; print(said)"),
    ):
        (ours / f"{name}.py").write_text(text)
    monkeypatch.setattr("app.engine.launch.source_root", lambda: ours.parent)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    python = own_python(tmp_path / "env")
    command = python_with_our_source(python, "ours")
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "ours\n"
    assert sorted(path.name for path in ours.iterdir()) == ["__init__.py", "__main__.py", "part.py"]
    assert [*(tmp_path / "env" / "compiled").rglob("part.*.pyc")], "it is compiled once, and not at every start"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_our_own_folder_may_be_called_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Script().write(tmp_path)
    folder = tmp_path / "stüdio: the second"
    folder.symlink_to(ROOT)
    monkeypatch.setattr("app.engine.launch.source_root", lambda: folder)
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), HostOptions(credits=6)) as made:
        made.start()
        assert str(folder) in (tmp_path / "source").read_text()


def test_an_interpreter_that_is_not_there_is_named(tmp_path: Path) -> None:
    options = HostOptions(python=tmp_path / "gone" / "python")
    with rig(FACTORY, EngineRequest(tmp_path, 64, 36, 25), options) as made:
        made.host.start(made.request)
        reason = made.probe.wait_down()
        assert reason.code == "engine.python"
        assert str(tmp_path / "gone" / "python") in reason.message
        assert reason.permanent


@pytest.mark.parametrize("python", ["", sys.executable], ids=["our Python", "own Python"])
@pytest.mark.parametrize("script", [Script(), Script(fail="load", how="hang")], ids=["idle", "loading"])
def test_it_ends_within_a_second_when_its_host_is_killed(tmp_path: Path, script: Script, python: str) -> None:
    script.write(tmp_path)
    host = host_program(tmp_path, "waits", python=python)
    try:
        worker = psutil.Process(worker_pid(tmp_path))
        if script.fail:
            wait_until((tmp_path / "reached").exists)
    finally:
        host.kill()
        host.communicate()
    assert psutil.wait_procs([worker], timeout=5)[1] == []  # a second, and time for a busy machine


@pytest.mark.serial
def test_a_computer_that_slept_does_not_take_its_engine_for_stuck(tmp_path: Path) -> None:
    Script().write(tmp_path)
    host = host_program(tmp_path, "waits", silence_limit_s=2.0)
    try:
        worker = worker_pid(tmp_path)
        time.sleep(1.2)  # past a heartbeat
        for pid in (host.pid, worker):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(3.0)
        os.kill(host.pid, signal.SIGCONT)
        time.sleep(0.3)
        assert psutil.pid_exists(worker)
        os.kill(worker, signal.SIGCONT)
        time.sleep(0.5)
        assert psutil.pid_exists(worker)
        assert host.poll() is None
    finally:
        host.kill()
        host.communicate()


@pytest.mark.parametrize("python", ["", sys.executable], ids=["our Python", "own Python"])
def test_lives_and_deaths_are_silent_on_the_console(tmp_path: Path, python: str) -> None:
    """Leaked shared memory, processes that cannot be reaped and exceptions at exit would be complained of there."""
    Script(fail="render", fail_at=3, how="kill").write(tmp_path)
    host = host_program(tmp_path, "lives", python=python)
    output, _ = host.communicate(timeout=60)
    assert (host.returncode, output) == (0, "")


def host_program(folder: Path, plan: str, silence_limit_s: float = 3.0, python: str = "") -> subprocess.Popen[str]:
    """A program that has an engine host, as a process of its own."""
    program = folder / "host.py"
    program.write_text(HOST_PROGRAM)
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(program), str(folder), plan, str(silence_limit_s), python],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
