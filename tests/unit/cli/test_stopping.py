"""Ending on signals, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from app.cli.stopping import StopSignals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")

CHILD = """
import signal, sys, threading
from app.cli.stopping import StopSignals
if "ignoring" in sys.argv:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
with StopSignals(lambda: print("stopping", flush=True)) as signals:
    print("ready", flush=True)
    while not signals.stopped.wait(0.05):
        pass
    if "slow" in sys.argv:
        threading.Event().wait(60)
print("done", flush=True)
"""


def _child(*arguments: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks(number: signal.Signals) -> None:
    child = _child()
    child.send_signal(number)
    out, err = child.communicate(timeout=10)
    assert (child.returncode, out, err) == (0, "stopping\ndone\n", "")


def test_the_second_signal_forces() -> None:
    child = _child("slow")
    assert child.stdout is not None
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "stopping\n"
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=10)
    assert (child.returncode, out, err) == (130, "", "\nForced to end.\n")


def test_a_signal_that_was_ignored_stays_ignored() -> None:
    child = _child("ignoring")
    child.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.3)
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=10)
    assert child.returncode == 0


def test_the_handlers_of_before_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with StopSignals():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
