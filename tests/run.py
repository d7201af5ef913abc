"""Runs the checks and the tests of the project, and closes with one line that counts them.

`studio.py test` starts it in an environment that has what tests need. Every step runs, whatever the one before it
said; the exit code is 0 only if all of them were content. What stands behind ``--`` goes to one single run of pytest.

A few tests that fail are tried once more, alone: many work against the clock of a machine that others use too, and one
that lost its processor for a second says nothing about the studio. Whoever needed it is named in the summary.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
STEP_LIMIT_S = 45 * 60  # a step that takes longer hangs; every single test has its own, much shorter limit
SIDE_BY_SIDE = ["-n", "3", "--dist", "worksteal"]  # neighbours stay together, and so does what they share
NO_TESTS = 5  # what pytest exits with when its filters leave no test
FAILURES = 1  # what it exits with when it ran to its end and some failed
FEW = 12  # failures that a busy machine may explain; more are tried again by nobody


class Step(NamedTuple):
    """A command of the environment's Python, named for the summary."""

    name: str
    arguments: list[str]
    is_pytest: bool = False


class Result(NamedTuple):
    """How a step ended; a check counts as one failure, a pass of pytest as its tests."""

    step: Step
    seconds: float
    exit_code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    again: tuple[str, ...] = ()  # passed only when they were tried again


IMPORT_LINTER = "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"
CHECKS = [
    Step("ruff check", ["-m", "ruff", "check", "."]),
    Step("ruff format", ["-m", "ruff", "format", "--check", "."]),
    Step("mypy", ["-m", "mypy"]),
    Step("import-linter", ["-c", IMPORT_LINTER, "--no-logo"]),
]

OMNIRT = Step("the real OmniRT", ["-m", "tests.helpers.real_omnirt"])  # an environment of its own, made here once
MODELS = Step("the local engine's models", ["-m", "tests.helpers.local_python"], is_pytest=True)  # with PyTorch


def pytest_step(name: str, marks: str, parallel: bool) -> Step:
    """One pass of pytest over the tests that carry these marks, without what is for releases."""
    marks = f"{marks} and not release"
    return Step(name, ["-m", "pytest", *(SIDE_BY_SIDE if parallel else []), "-m", marks], is_pytest=True)


def plan(full: bool, pytest_arguments: Sequence[str]) -> list[Step]:
    """The steps in their order: checks first, tests that may share the machine, then those that need it alone."""
    if pytest_arguments:
        return [Step("pytest", ["-m", "pytest", *pytest_arguments], is_pytest=True)]
    steps = [
        *CHECKS,
        pytest_step("tests, side by side", "not serial and not slow", parallel=True),
        pytest_step("tests, one by one", "serial and not slow", parallel=False),
    ]
    if full:
        steps.append(OMNIRT)
        steps.append(MODELS)
        steps.append(pytest_step("slow tests, side by side", "slow and not serial", parallel=True))
        steps.append(pytest_step("slow tests, one by one", "slow and serial", parallel=False))
    return steps


def execute(arguments: Sequence[str], limit_s: float) -> int:
    """Runs one command of this Python in the project's folder and gives back its exit code, 124 if it hangs.

    It has a process group of its own, so that nothing which it leaves behind keeps this run's output open.
    """
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
    )
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        print(f"It did not end within {limit_s / 60:.0f} minutes and is stopped.", flush=True)
        return 124
    except KeyboardInterrupt:
        if sys.platform != "win32":
            process.send_signal(signal.SIGINT)  # its own group has not had it
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        raise
    finally:
        with suppress(OSError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def count(report: Path) -> tuple[int, int, int]:
    """How many tests passed, failed and were skipped by a JUnit report; nothing counts where there is none."""
    if not report.exists():
        return 0, 0, 0
    suites = ET.parse(report).getroot().iter("testsuite")
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests", "0"))
        failed += int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        skipped += int(suite.get("skipped", "0"))
    return max(tests - failed - skipped, 0), failed, skipped


def run_step(step: Step, limit_s: float = STEP_LIMIT_S) -> Result:
    """Runs one step; a pass of pytest that broke off counts as at least one failure."""
    print(f"\n=== {step.name}", flush=True)
    started = time.monotonic()
    if not step.is_pytest:
        exit_code = execute(step.arguments, limit_s)
        return Result(step, time.monotonic() - started, exit_code, failed=int(exit_code != 0))
    again: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        exit_code = execute([*step.arguments, f"--junitxml={report}"], limit_s)
        passed, failed, skipped = count(report)
        fallen = failed_tests(report)
        if exit_code == FAILURES and 0 < len(fallen) <= FEW:
            print(f"\n=== {step.name}: once more, alone: {len(fallen)}", flush=True)
            second = Path(folder, "again.xml")
            exit_code = execute([*_alone(step.arguments), f"--junitxml={second}", *fallen], limit_s)
            still = failed_tests(second) if exit_code in (0, FAILURES) else fallen
            again = tuple(test for test in fallen if test not in still)
            passed, failed = passed + len(again), len(still)
            exit_code = FAILURES if still else exit_code
    exit_code = 0 if exit_code == NO_TESTS else exit_code
    failed = max(failed, int(exit_code != 0))
    return Result(step, time.monotonic() - started, exit_code, passed, failed, skipped, again)


def failed_tests(report: Path) -> list[str]:
    """The tests that failed by a JUnit report, as pytest wants to be given them."""
    if not report.exists():
        return []
    fallen = []
    for case in ET.parse(report).getroot().iter("testcase"):
        if case.find("failure") is None and case.find("error") is None:
            continue
        module = case.get("classname", "").replace(".", "/") + ".py"
        test = f"{module}::{case.get('name')}"
        if test not in fallen:
            fallen.append(test)
    return fallen


def _alone(arguments: Sequence[str]) -> list[str]:
    """The same pass of pytest, without workers beside each other."""
    return [argument for argument in arguments if argument not in SIDE_BY_SIDE]


def summary(results: Sequence[Result]) -> list[str]:
    """A line for each step and, last and alone on its line, the sum."""
    lines = []
    for result in results:
        words = "ok" if result.exit_code == 0 else "FAILED"
        if result.step.is_pytest:
            words = f"{words}, {result.passed} passed, {result.failed} failed"
        if result.again:
            words = f"{words}; tried again: {', '.join(result.again)}"
        lines.append(f"{result.step.name:<26}{result.seconds:7.1f} s  {words}")
    lines.append(f"{'in all':<26}{sum(result.seconds for result in results):7.1f} s")
    skipped = sum(result.skipped for result in results)
    closing = f"{sum(r.passed for r in results)} passed, {sum(r.failed for r in results)} failed"
    return [*lines, "", closing + (f", {skipped} skipped" if skipped else "")]


def main(arguments: Sequence[str]) -> int:
    """Runs everything that these arguments ask for; 0 if all of it passed, else 1."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    try:
        results = [run_step(step) for step in plan("--full" in arguments[:cut], arguments[cut + 1 :])]
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    print("\n=== summary")
    print("\n".join(summary(results)), flush=True)
    return int(any(result.exit_code for result in results))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end, it leaves nothing running either
    sys.exit(main(sys.argv[1:]))
