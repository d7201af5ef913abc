"""Commands about scenes, and pictures of the program. Plain data. Numbers that no scene has change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.base.scenes import Scene, Transition


@dataclass(frozen=True, slots=True)
class SwitchScene:
    """Put another scene on the program, by cut or fade as it is set."""

    number: int


@dataclass(frozen=True, slots=True)
class AddScene:
    """Put a new scene on the program. It looks as the program settings say."""

    name: str


@dataclass(frozen=True, slots=True)
class DuplicateScene:
    """Put a copy of a scene on the program."""

    number: int


@dataclass(frozen=True, slots=True)
class EditScene:
    """Change a scene: the one with its number becomes this. At once also where viewers see it.

    Attributes:
        scene: as it is from now on.
        gesture: edits in a row with the same one are undone as one; empty: this one alone.
    """

    scene: Scene
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class FindSceneFile:
    """A picture or film of scenes is somewhere else now; others that are gone are looked for beside it."""

    missing: Path
    found: Path


@dataclass(frozen=True, slots=True)
class RemoveScene:
    """Remove a scene; the last one stays."""

    number: int


@dataclass(frozen=True, slots=True)
class MoveScene:
    """Have a scene at another place of the list, counted from 0."""

    number: int
    place: int


@dataclass(frozen=True, slots=True)
class SetTransition:
    """How one scene gives way to another: at once, or in so many milliseconds (50 to 3000)."""

    transition: Transition
    fade_ms: int


@dataclass(frozen=True, slots=True)
class UndoScenes:
    """Take back the last change of the scenes."""


@dataclass(frozen=True, slots=True)
class RedoScenes:
    """Make the change again that was taken back last."""


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """Save the program picture as a PNG file; ``path`` None makes a name as for recordings."""

    path: Path | None = None


SceneCommand = (
    SwitchScene
    | AddScene
    | DuplicateScene
    | EditScene
    | FindSceneFile
    | RemoveScene
    | MoveScene
    | SetTransition
    | UndoScenes
    | RedoScenes
    | TakeSnapshot
)
