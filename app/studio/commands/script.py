"""Commands about the script. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.studio.script_view import Order


@dataclass(frozen=True, slots=True)
class OpenScript:
    """Take the lines of a script file in the place of those that are there."""

    path: Path


@dataclass(frozen=True, slots=True)
class SaveScript:
    """Write the script as a text file, over one that is there."""

    path: Path


@dataclass(frozen=True, slots=True)
class CloseScript:
    """Take all lines away."""


@dataclass(frozen=True, slots=True)
class PlayScript:
    """Go on with the script; ``number``: with this line."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class PauseScript:
    """Stop in the middle of the line; playing goes on with the sentence that was cut."""


@dataclass(frozen=True, slots=True)
class StopScript:
    """Stop, and begin with the first line the next time."""


@dataclass(frozen=True, slots=True)
class NextLine:
    """On with the next line of the script."""


@dataclass(frozen=True, slots=True)
class PreviousLine:
    """Back to the line before."""


@dataclass(frozen=True, slots=True)
class OrderScript:
    """Speak the lines in another order."""

    order: Order


@dataclass(frozen=True, slots=True)
class InsertScriptLine:
    """Add a line, with its notes as in a script file, in front of another; None: at the end."""

    source: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class EditScriptLine:
    """Another text or other notes for a line, as in a script file."""

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class MoveScriptLines:
    """Put lines in front of another; None: at the end."""

    numbers: tuple[int, ...]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveScriptLines:
    """Take lines away."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UndoScript:
    """Take the last change of the lines back."""


@dataclass(frozen=True, slots=True)
class SetScriptVariable:
    """What stands for ``{name}`` from the next line on; empty: nothing does."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RestoreScript:
    """Put back on the desk what was there when the studio ended."""


@dataclass(frozen=True, slots=True)
class ForgetScript:
    """Do not offer that any more."""


ScriptEdit = InsertScriptLine | EditScriptLine | MoveScriptLines | RemoveScriptLines | UndoScript | SetScriptVariable

ScriptCommand = (
    OpenScript
    | SaveScript
    | CloseScript
    | PlayScript
    | PauseScript
    | StopScript
    | NextLine
    | PreviousLine
    | OrderScript
    | ScriptEdit
    | RestoreScript
    | ForgetScript
)
