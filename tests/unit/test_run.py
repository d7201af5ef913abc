"""How the tests are run and counted; the steps here are small programs, not the project's own tests."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import run


def python(code: str) -> run.Step:
    return run.Step("a check", ["-c", code])


def pytest_on(tmp_path: Path, code: str, *more: str) -> run.Step:
    (tmp_path / "test_it.py").write_text(code, "utf-8")
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(tmp_path / "none.ini"), str(tmp_path)]
    (tmp_path / "none.ini").write_text("[pytest]\n", "utf-8")
    return run.Step("some tests", [*arguments, *more], is_pytest=True)


def test_short_and_full_differ_in_the_slow_tests_only() -> None:
    short, full = run.plan(False, []), run.plan(True, [])
    assert full[: len(short)] == short
    assert [step.name for step in short[:4]] == ["ruff check", "ruff format", "mypy", "import-linter"]
    assert [step.name for step in full[len(short) :] if "slow" not in step.name] == [
        "the real OmniRT",
        "the local engine's models",
    ]
    marks = {step.arguments[-1] for step in full if "-m" in step.arguments[2:] and step.is_pytest}
    assert marks == {f"{a} and {b} and not release" for a, b in MARKS}


MARKS = [
    ("not serial", "not slow"),
    ("serial", "not slow"),
    ("slow", "not serial"),
    ("slow", "serial"),
]


def test_only_tests_that_may_share_the_machine_run_side_by_side() -> None:
    for step in run.plan(True, []):
        if step.is_pytest:
            assert ("-n" in step.arguments) is ("not serial" in step.arguments[-1])


def test_what_is_for_pytest_is_one_run_of_it() -> None:
    (step,) = run.plan(True, ["-k", "pacer"])
    assert step.arguments[-2:] == ["-k", "pacer"]
    assert step.is_pytest


def test_a_check_counts_only_when_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    good, bad = run.run_step(python("pass")), run.run_step(python("raise SystemExit(3)"))
    assert (good.exit_code, good.passed, good.failed) == (0, 0, 0)
    assert (bad.exit_code, bad.passed, bad.failed) == (3, 0, 1)


def test_tests_are_counted_one_by_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = """
import pytest
def test_a(): pass
def test_b(): pass
def test_c(): assert False
@pytest.fixture
def broken(): raise RuntimeError
def test_d(broken): pass
@pytest.mark.skip(reason="here")
def test_e(): pass
"""
    result = run.run_step(pytest_on(tmp_path, code))
    assert (result.exit_code, result.passed, result.failed, result.skipped) == (1, 2, 2, 1)
    assert run.summary([result])[-1] == "2 passed, 2 failed, 1 skipped"


def test_a_pass_without_tests_is_fine(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = run.run_step(pytest_on(tmp_path, "def test_a(): pass", "-k", "nothing"))
    assert (result.exit_code, result.passed, result.failed) == (0, 0, 0)


def test_a_pass_that_breaks_off_is_a_failure(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = run.run_step(pytest_on(tmp_path, "import os\ndef test_a(): os._exit(9)"))
    assert (result.exit_code, result.passed, result.failed) == (9, 0, 1)


def test_a_step_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    child = f"import time\nwhile True: open({str(tmp_path / 'alive')!r}, 'w').write(str(time.time())); time.sleep(0.02)"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    result = run.run_step(python(code), limit_s=3)
    assert (result.exit_code, result.failed) == (124, 1)
    if sys.platform != "win32":
        before = (tmp_path / "alive").read_text()
        time.sleep(0.2)
        assert (tmp_path / "alive").read_text() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_told_to_end_it_ends_what_it_started(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pathlib, time\n"
        "def test_it():\n"
        f"    while True: pathlib.Path({str(tmp_path / 'alive')!r}).write_text(str(time.time())); time.sleep(0.02)\n"
    )
    command = [sys.executable, "-m", "tests.run", "--", str(tmp_path), f"--rootdir={tmp_path}"]
    running = subprocess.Popen(command, cwd=run.ROOT, stdout=subprocess.PIPE, text=True)
    while not (tmp_path / "alive").exists():
        assert running.poll() is None
        time.sleep(0.02)
    running.terminate()
    out, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert out.endswith("Stopped.\n")
    before = (tmp_path / "alive").read_text()
    time.sleep(0.2)
    assert (tmp_path / "alive").read_text() == before


def test_a_step_reads_nothing_from_the_terminal() -> None:
    step = "['-c', 'import sys; sys.exit(len(sys.stdin.read()))']"
    code = f"from tests import run; raise SystemExit(run.execute({step}, 10))"
    result = subprocess.run([sys.executable, "-c", code], cwd=run.ROOT, input="typed", text=True, check=False)
    assert result.returncode == 0


def test_the_closing_line_stands_alone_and_sums_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = run.Step("tests", [], is_pytest=True)
    results = [
        run.Result(run.Step("mypy", []), 2.0, 1, failed=1),
        run.Result(step, 3.0, 0, passed=40),
        run.Result(step, 5.0, 1, passed=2, failed=1),
    ]
    monkeypatch.setattr(run, "plan", lambda full, rest: [result.step for result in results])
    waiting = iter(results)
    monkeypatch.setattr(run, "run_step", lambda step: next(waiting))
    assert run.main(["--full"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "42 passed, 2 failed"
    assert any(line.startswith("mypy") and "FAILED" in line for line in lines)


def test_the_exit_code_is_zero_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "plan", lambda full, rest: [python("pass")] if full and rest == ["-x"] else [])
    monkeypatch.setattr(run, "run_step", lambda step: run.Result(step, 1.0, 0))
    assert run.main(["--full", "--", "-x"]) == 0
    assert "a check" in capsys.readouterr().out


FALLS_ONCE = """
from pathlib import Path

import pytest

@pytest.mark.parametrize("name", ["a b", "c"])
def test_it(name):
    seen = Path(__file__).with_name(name)
    if not seen.exists():
        seen.touch()
        raise AssertionError("the machine was busy")

def test_good():
    pass
"""


def test_a_few_failures_are_tried_again_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    result = run.run_step(pytest_on(tmp_path, FALLS_ONCE))
    assert (result.exit_code, result.passed, result.failed) == (0, 3, 0)
    assert result.again == ("test_it.py::test_it[a b]", "test_it.py::test_it[c]")
    assert "tried again: test_it.py::test_it[a b]" in "\n".join(run.summary([result]))


def test_what_fails_twice_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    result = run.run_step(pytest_on(tmp_path, FALLS_ONCE.replace("seen.touch()", "pass")))
    assert (result.exit_code, result.passed, result.failed) == (1, 1, 2)
    assert result.again == ()


def test_many_failures_are_no_accident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    names = repr([str(number) for number in range(run.FEW + 1)])
    result = run.run_step(pytest_on(tmp_path, FALLS_ONCE.replace('["a b", "c"]', names)))
    assert (result.exit_code, result.failed) == (1, run.FEW + 1)
