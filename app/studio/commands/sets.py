"""Commands about profiles and scene collections. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.base.set_files import SetKind


@dataclass(frozen=True, slots=True)
class SwitchSet:
    """Go on with another."""

    kind: SetKind
    name: str


@dataclass(frozen=True, slots=True)
class AddSet:
    """Go on with a new one that is as at first."""

    kind: SetKind
    name: str


@dataclass(frozen=True, slots=True)
class DuplicateSet:
    """Go on with a new one that is like ``name``."""

    kind: SetKind
    name: str
    to: str


@dataclass(frozen=True, slots=True)
class RenameSet:
    """Call ``name`` otherwise."""

    kind: SetKind
    name: str
    to: str


@dataclass(frozen=True, slots=True)
class RemoveSet:
    """Forget one; if it is in use, go on with another."""

    kind: SetKind
    name: str


@dataclass(frozen=True, slots=True)
class ExportSet:
    """Write one as a file to give away, over one that is there."""

    kind: SetKind
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class ImportSet:
    """Take over an exported file; it is not in use by that."""

    kind: SetKind
    path: Path


SetCommand = SwitchSet | AddSet | DuplicateSet | RenameSet | RemoveSet | ExportSet | ImportSet
