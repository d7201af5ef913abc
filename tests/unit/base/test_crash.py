from __future__ import annotations

import faulthandler
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.crash import CrashGuard

REPO = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _pytest_keeps_its_own_handler() -> Iterator[None]:
    yield
    if sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)


def run_and_crash(crash_file: Path) -> int:
    script = (
        "import faulthandler, pathlib, sys\n"
        "from app.base.crash import CrashGuard\n"
        "CrashGuard(pathlib.Path(sys.argv[1])).start()\n"
        "faulthandler._sigabrt()\n"
    )
    return subprocess.run([sys.executable, "-c", script, str(crash_file)], cwd=REPO, check=False).returncode


def test_native_crash_is_offered_at_the_next_start_once(tmp_path: Path) -> None:
    crash_file = tmp_path / "crash.log"
    assert run_and_crash(crash_file) != 0
    guard = CrashGuard(crash_file)
    problem = guard.start()
    guard.close()
    assert problem is not None
    assert problem.code == "app.crashed"
    report = tmp_path / "crash-last.log"
    assert str(report) in problem.hint
    assert "Fatal Python error" in report.read_text()

    again = CrashGuard(crash_file)
    assert again.start() is None
    again.close()


def test_clean_end_leaves_no_report(tmp_path: Path) -> None:
    guard = CrashGuard(tmp_path / "crash.log")
    assert guard.start() is None
    guard.close()
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    guard = CrashGuard(tmp_path / "missing" / "crash.log")
    assert guard.start() is None
    guard.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_uncaught_exceptions_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, expected_warnings: list[str]
) -> None:
    expected_warnings += ["uncaught exception in thread drummer", "uncaught exception"]
    hooks = (sys.excepthook, threading.excepthook)
    guard = CrashGuard(tmp_path / "crash.log")
    guard.start()

    def drum() -> None:
        raise ValueError("off beat")

    thread = threading.Thread(target=drum, name="drummer")
    thread.start()
    thread.join()
    error = RuntimeError("no more")
    sys.excepthook(RuntimeError, error, None)
    guard.close()

    assert "off beat" in caplog.text
    assert "no more" in caplog.text
    assert (sys.excepthook, threading.excepthook) == hooks
