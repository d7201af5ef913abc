"""A window that somebody works at without pause: resized, scrolled, its menus opened, a thousand avatars in it."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QWidget

STEP_MS = 15


def make_library(folder: Path, count: int, like: Path) -> None:
    """``count`` avatars that share the pictures of ``like``."""
    manifest = json.loads((like / "manifest.json").read_text())
    for number in range(count):
        bundle = folder / f"busy-{number:04}"
        bundle.mkdir(parents=True)
        manifest |= {"id": bundle.name, "name": f"Avatar number {number}"}
        (bundle / "manifest.json").write_text(json.dumps(manifest))
        for path in like.iterdir():
            if path.name != "manifest.json":
                (bundle / path.name).symlink_to(path)


class Restless(QObject):
    """Works the window: every 15 ms one step of resizing, scrolling, menus, and plain Python work on its thread."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._step = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)
        self._timer.start(STEP_MS)

    def _work(self) -> None:
        self._step += 1
        self._window.resize(1024 + 8 * (self._step % 30), 700 + 4 * (self._step % 25))
        for area in self._window.findChildren(QAbstractScrollArea):
            point = QPoint(20, 20)
            wheel = QWheelEvent(
                point.toPointF(),
                area.viewport().mapToGlobal(point).toPointF(),
                QPoint(0, 0),
                QPoint(0, -120 if self._step % 200 < 100 else 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(area.viewport(), wheel)
        menus = [menu for menu in self._window.findChildren(QMenu) if menu.actions()]
        if menus:
            menu = menus[self._step // 20 % len(menus)]
            if self._step % 20 == 0:
                menu.popup(self._window.mapToGlobal(QPoint(40, 40)))
            elif self._step % 20 == 15:
                menu.hide()
        sum(number * number for number in range(30_000))  # a handler that takes its time: 2 ms of Python


def freeze(seconds: float, *, holding: bool) -> None:
    """Stand still: ``holding`` as a C call that keeps the interpreter lock, else as a loop in Python."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holding:
            re.match(r"(a+)+b", "a" * 26)  # seconds in one call
