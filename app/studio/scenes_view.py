"""The scenes as windows and command lines see them. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.base.area import Area
from app.base.scenes import SceneCollection, first_scenes


@dataclass(frozen=True, slots=True)
class ScenesView:
    """Where the scenes stand.

    Attributes:
        collection: all of them; the same object while nothing changes.
        can_undo: a change can be taken back.
        can_redo: a change that was taken back can be made again.
        avatar: where the host is in the scene on the program; None: it is not seen.
        layers: where each of its layers is; None: it is not seen, or cannot be.
        snapshot: the picture of the program that was saved last, its path; empty: none was.
        gone: files of scenes that were not there when somebody looked last.
    """

    collection: SceneCollection = field(default_factory=lambda: first_scenes("en"))
    can_undo: bool = False
    can_redo: bool = False
    avatar: Area | None = None
    layers: tuple[Area | None, ...] = ()
    snapshot: str = ""
    gone: tuple[Path, ...] = ()
