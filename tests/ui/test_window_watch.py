"""The watch over the window's event loop sees when it stands still, and why."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from benchmarks.window_watch import WindowWatch


def work(seconds: float) -> None:
    """Keep the processor busy, of its own time, so that a busy machine changes nothing."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_handler_that_blocks_the_loop_is_seen(qapp: QApplication, qtbot: QtBot) -> None:
    watch, timer = WindowWatch(), QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: work(0.12))
    with qtbot.waitSignal(timer.timeout, timeout=30_000):
        timer.start(20)
    qtbot.wait(30)
    report = watch.report()
    assert [True for one in report["longest"] if one["worked_ms"] >= 115.0] == [True]
    assert report["beats"] > 2
