"""The window as a program."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.base.paths import Paths
from app.studio.snapshot import OutputState
from app.ui.application import run_window
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_window_without_a_question(
    qapp: QApplication, studio: ScriptedStudio, paths: Paths, number: signal.Signals
) -> None:
    studio.publish(camera=OutputState.ON)
    before = signal.getsignal(number)
    # From another thread, while the loop sleeps: nothing else would wake the interpreter.
    killer = threading.Timer(0.2, os.kill, (os.getpid(), number))
    QTimer.singleShot(0, killer.start)  # once the loop runs, and with it the handlers are there
    assert run_window(studio, paths, qapp) == 0
    killer.join()
    assert not studio.listened_to
    assert not studio.closed
    assert signal.getsignal(number) is before
    assert paths.window_file.is_file()


def test_closing_the_window_ends_it(qapp: QApplication, studio: ScriptedStudio, paths: Paths) -> None:
    QTimer.singleShot(100, qapp.closeAllWindows)
    assert run_window(studio, paths, qapp) == 0
    assert qapp.topLevelWidgets() == []


def test_it_can_be_started_again(qapp: QApplication, studio: ScriptedStudio, paths: Paths) -> None:
    for _ in range(2):
        QTimer.singleShot(50, qapp.closeAllWindows)
        assert run_window(studio, paths, qapp) == 0
