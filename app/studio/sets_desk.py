"""Does what is asked of profiles and scene collections, and tells which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.base.errors import Problem, Severity
from app.base.set_files import SetKind
from app.studio import commands as do
from app.studio.named_sets import NamedSets
from app.studio.sets_view import SetsView


class SetsDesk:
    """Lives on the studio's thread.

    Args:
        sets: those that there are.
        report: told what became of an import.
    """

    def __init__(self, sets: Mapping[SetKind, NamedSets], report: Callable[[Problem], None]) -> None:
        self._sets = sets
        self._report = report
        self.view = SetsView()

    def look(self) -> None:
        """See which there are: other programs may have brought one."""
        self.view = SetsView({kind: sets.names() for kind, sets in self._sets.items()})

    def obey(self, command: do.SetCommand) -> None:
        """Do what is asked. Raises AppError."""
        sets = self._sets.get(command.kind)
        if sets is None:
            return  # a show without a window keeps none
        try:
            match command:
                case do.SwitchSet(_, name):
                    sets.switch(name)
                case do.AddSet(_, name):
                    sets.add(name)
                case do.DuplicateSet(_, name, to):
                    sets.duplicate(name, to)
                case do.RenameSet(_, name, to):
                    sets.rename(name, to)
                case do.RemoveSet(_, name):
                    sets.remove(name)
                case do.ExportSet(_, name, path):
                    sets.export(name, path)
                case do.ImportSet(kind, path):
                    self._told(kind, sets.bring(path))
        finally:
            self.look()

    def _told(self, kind: SetKind, name: str) -> None:
        menus: dict[SetKind, str] = {
            "profile": "Switch to it in the menu Profile.",
            "scenes": "Switch to it in the menu Scene Collection.",
        }
        self._report(Problem("sets.imported", f"{name} was imported.", menus[kind], Severity.NOTICE))
