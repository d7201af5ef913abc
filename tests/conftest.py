"""Rules for every test: no unexpected warning in the log, nothing that outlives the test."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator

import hypothesis
import psutil
import pytest

from tests.helpers.real_omnirt import RealOmniRT

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A script that starts the tests in its background has them, and every program that they start, ignore Ctrl+C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# One that starts them with nohup has them ignore a terminal that closes.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")


@pytest.fixture(scope="module")
def real_omnirt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOmniRT]:
    """The real OmniRT as it is: its pictures are of one colour. For slow tests."""
    with RealOmniRT(tmp_path_factory.mktemp("omnirt")) as server:
        yield server


@pytest.fixture(scope="module")
def moving_omnirt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOmniRT]:
    """The real OmniRT with its own placeholder for a model: pictures that move, under every model's name."""
    with RealOmniRT(tmp_path_factory.mktemp("omnirt"), moving=True) as server:
        yield server


@pytest.fixture
def expected_warnings() -> list[str]:
    """Append parts of log messages of level WARNING or above that the test provokes on purpose."""
    return []


@pytest.fixture(autouse=True)
def _clean_log(caplog: pytest.LogCaptureFixture, expected_warnings: list[str]) -> Iterator[None]:
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    loud = [record for record in records if record.levelno >= logging.WARNING]
    surprises = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in loud
        if not any(part in record.getMessage() for part in expected_warnings)
    ]
    assert not surprises, "unexpected log records:\n" + "\n".join(surprises)
    silent = [part for part in expected_warnings if not any(part in record.getMessage() for record in loud)]
    assert not silent, f"expected in the log, but not there: {silent}"


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    threads_before = set(threading.enumerate())
    children_before = {child.pid for child in psutil.Process().children()}
    yield
    deadline = time.monotonic() + 3.0
    while True:
        multiprocessing.active_children()  # reaps what has ended
        threads = [t for t in threading.enumerate() if t not in threads_before and t.is_alive()]
        children = [
            child
            for child in psutil.Process().children()
            if child.pid not in children_before and "resource_tracker" not in " ".join(_cmdline(child))
        ]
        if not threads and not children:
            return
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    names = [thread.name for thread in threads] + [" ".join(_cmdline(child)) for child in children]
    pytest.fail(f"outlived the test: {names}")


def _cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
