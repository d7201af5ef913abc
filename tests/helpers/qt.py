"""Finding widgets the way people and screen readers do: by what they are called."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def named(parent: QWidget, kind: type[W], name: str) -> W:
    """The one visible ``kind`` below ``parent`` whose accessible name, text or object name is ``name``."""
    found = [
        widget
        for widget in parent.findChildren(kind)
        if name in (widget.accessibleName(), widget.objectName(), getattr(widget, "text", lambda: None)())
        and widget.isVisibleTo(parent)
    ]
    assert len(found) == 1, f"{len(found)} widgets called {name!r}"
    return found[0]


def until(condition: Callable[[], object], timeout_s: float = 30.0) -> None:
    """Let the window live until ``condition`` holds: at once where the machine is free, patiently where it is not."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, "it never came"
        QTest.qWait(5)
