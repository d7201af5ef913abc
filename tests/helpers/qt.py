"""Finding widgets the way people and screen readers do: by what they are called."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

W = TypeVar("W", bound=QWidget)


def named(parent: QWidget, kind: type[W], name: str) -> W:
    """The one visible ``kind`` below ``parent`` whose accessible name, text or object name is ``name``."""
    found = [
        widget
        for widget in parent.findChildren(kind)
        if name in (widget.accessibleName(), widget.objectName(), _text(widget)) and widget.isVisibleTo(parent)
    ]
    assert len(found) == 1, f"{len(found)} widgets called {name!r}"
    return found[0]


def _text(widget: QWidget) -> str | None:
    text = widget.property("text")  # Qt's own: widgets of ours may have something else by that name
    return text if isinstance(text, str) else None


def until(condition: Callable[[], object], timeout_s: float = 30.0) -> None:
    """Let the window live until ``condition`` holds: at once where the machine is free, patiently where it is not."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, "it never came"
        QTest.qWait(5)


def drop(window: QWidget, *urls: QUrl) -> bool:
    """Drop files on the middle of the window, as a file manager does; whether the window wants them."""
    data = QMimeData()
    data.setUrls(list(urls))
    place = window.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(place), copy, data, left, none))
    return enter.isAccepted()
