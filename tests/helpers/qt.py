"""Finding widgets the way people and screen readers do: by what they are called."""

from __future__ import annotations

from typing import TypeVar

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
