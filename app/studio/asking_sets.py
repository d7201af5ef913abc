"""What may be asked of profiles and scene collections. Pure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.base.errors import AppError
from app.base.named_files import checked_name
from app.base.set_files import SetKind
from app.studio import commands as do
from app.studio.action import Action, Name
from app.studio.snapshot import Snapshot


class Profile(Action):
    """Go on with another profile: other devices, another server, another size. What that restarts the window says."""

    NAME = "profile"
    profile: Name = Field(description="its name, as the state lists it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        return (do.SwitchSet("profile", _known_set("profile", self.profile, now)),)


class Collection(Action):
    """Go on with another scene collection."""

    NAME = "collection"
    collection: Name = Field(description="its name, as the state lists it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        return (do.SwitchSet("scenes", _known_set("scenes", self.collection, now)),)


class Sets(Action):
    """Add, copy, rename or remove a profile or a scene collection."""

    NAME = "sets"
    kind: SetKind = Field(description="which of the two")
    what: Literal["new", "duplicate", "rename", "remove"] = Field(description="what to do")
    name: Name = Field(description="its name; new: the new one's")
    to: Name | None = Field(default=None, description="duplicate, rename: the new name")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        if self.what == "new":
            return (do.AddSet(self.kind, _free_set(self.kind, self.name, now)),)
        name = _known_set(self.kind, self.name, now)
        if self.what == "remove":
            return (do.RemoveSet(self.kind, name),)
        to = _free_set(self.kind, self.to or "", now)
        if self.what == "duplicate":
            return (do.DuplicateSet(self.kind, name, to),)
        return (do.RenameSet(self.kind, name, to),)


def _known_set(kind: SetKind, name: str, now: Snapshot) -> str:
    """It, as it is written."""
    names = now.sets.names.get(kind, ())
    if not names:
        message = "This studio keeps neither profiles nor scene collections: it does what its command line said."
        raise AppError("control.sets", message, "Start the window.")
    for one in names:
        if one.casefold() == name.casefold():
            return one
    raise AppError("control.sets", f"None is called {name[:60]}.", f"There is {', '.join(names)}.")


def _free_set(kind: SetKind, name: str, now: Snapshot) -> str:
    try:
        name = checked_name(name)
    except ValueError as error:
        raise AppError("control.sets", f"{name[:40]!r} is no name: {error}.", "Choose another.") from error
    if name.casefold() in {one.casefold() for one in now.sets.names.get(kind, ())}:
        raise AppError("control.sets", f"{name} is there already.", "Choose another name.")
    return name
