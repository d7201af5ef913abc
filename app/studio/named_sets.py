"""Profiles, or scene collections: one of them is in use, the others lie in files. Knows not what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from app.base.errors import AppError
from app.base.named_files import NamedFiles, checked_name
from app.base.set_files import SetKind, read_set, write_set


class InUse(Protocol):
    """What the studio does with the one that is in use. Any call may raise AppError."""

    kind: SetKind

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def take(self) -> bytes:
        """Its content, as it is kept."""
        ...

    def use(self, name: str, content: bytes | None) -> None:
        """Go on with another; None: one as at first."""
        ...

    def call(self, name: str) -> None:
        """Call it so."""
        ...

    def whole(self, content: bytes) -> bool:
        """Whether all of ``content`` can be used."""
        ...

    def export(self, content: bytes) -> dict[str, Any]:
        """``content`` as others may have it."""
        ...

    def accept(self, content: dict[str, Any]) -> bytes:
        """The content of somebody else's as it is kept; AppError: it makes no sense."""
        ...


class NamedSets:
    """Any one thread at a time; calls touch the disk. Raises AppError.

    The file of the one that is in use is as old as its last leaving, and nobody reads it.
    """

    def __init__(self, files: NamedFiles, in_use: InUse) -> None:
        self._files = files
        self._in_use = in_use

    @property
    def current(self) -> str:
        """The one that is in use."""
        return self._in_use.name

    def names(self) -> tuple[str, ...]:
        """All of them, sorted as people do."""
        current = self.current
        others = (name for name in self._files.names() if name.casefold() != current.casefold())
        return tuple(sorted((current, *others), key=str.casefold))

    def switch(self, name: str) -> None:
        """Go on with another."""
        name = self._known(name)
        if name != self._in_use.name:
            content = self._files.read(name)
            if not self._in_use.whole(content):
                self._files.keep_copy(name)  # the next leaving writes what could be used over it
            self._files.write(self._in_use.name, self._in_use.take())
            self._in_use.use(name, content)

    def add(self, name: str) -> None:
        """Go on with one that is as at first."""
        name = self._free(name)
        self._files.write(self._in_use.name, self._in_use.take())
        self._in_use.use(name, None)

    def duplicate(self, name: str, to: str) -> None:
        """Go on with one that is like another."""
        name, to = self._known(name), self._free(to)
        content = self._content(name)
        self._files.write(self._in_use.name, self._in_use.take())
        self._in_use.use(to, content)

    def rename(self, name: str, to: str) -> None:
        """Call it otherwise."""
        name = self._known(name)
        if to.casefold() != name.casefold():
            to = self._free(to)
        self._files.rename(name, to)
        if name == self._in_use.name:
            self._in_use.call(to)

    def remove(self, name: str) -> None:
        """Forget it; if it is in use, go on with another."""
        name = self._known(name)
        others = [one for one in self.names() if one != name]
        if not others:
            raise AppError("sets.last", f"{name} is the last one.", "Add another one first.", permanent=True)
        if name == self._in_use.name:
            self.switch(others[0])
        self._files.remove(name)

    def export(self, name: str, path: Path) -> None:
        """Write it as a file to give away."""
        name = self._known(name)
        write_set(path, self._in_use.kind, name, self._in_use.export(self._content(name)))

    def bring(self, path: Path) -> str:
        """Take over a file that was exported; its name, which is another where there is such a one."""
        wanted, content = read_set(path, self._in_use.kind)
        taken = {one.casefold() for one in self.names()}
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted[:70]} {number}", number + 1
        self._files.write(name, self._in_use.accept(content))
        return name

    def _content(self, name: str) -> bytes:
        return self._in_use.take() if name == self._in_use.name else self._files.read(name)

    def _known(self, name: str) -> str:
        """It, as it is written."""
        for one in self.names():
            if one.casefold() == name.casefold():
                return one
        raise AppError(
            "sets.unknown", f"None is called {name}.", f"There is {', '.join(self.names())}.", permanent=True
        )

    def _free(self, name: str) -> str:
        try:
            name = checked_name(name)
        except ValueError as error:
            raise AppError("sets.name", f"{name[:40]!r} is no name: {error}.", "Choose another.") from error
        if name.casefold() in {one.casefold() for one in self.names()}:
            raise AppError("sets.taken", f"{name} is there already.", "Choose another name.")
        return name
