"""The avatars that there are: those that come with the studio, and the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.avatars.bundle import MANIFEST, Bundle, open_bundle
from app.base.errors import AppError


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One avatar, as lists show it.

    Attributes:
        id: its identifier; the folder's name if the bundle is broken.
        name: what people call it.
        folder: where it is.
        preview: a picture, not decoded; None if it has none.
        problem: why it cannot be used; None if nothing is known against it.
        mouth: it is known where its mouth is, or it is drawn in layers.
    """

    id: str
    name: str
    folder: Path
    preview: Path | None
    problem: AppError | None = None
    mouth: bool = True


class Library:
    """Avatars below several roots, earlier ones first. Any thread; nothing is cached.

    Args:
        roots: folders of avatar folders; one that does not exist is empty.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)

    def list(self) -> tuple[LibraryEntry, ...]:
        """All avatars in the order of roots and names. Broken bundles are listed with their problem.

        Only manifests are read, so that a thousand avatars take a moment; see ``hosts.check``.
        """
        entries: list[LibraryEntry] = []
        seen: dict[str, Path] = {}
        for root in self._roots:
            for folder in _folders(root):
                entry = _entry(folder)
                if entry.problem is None and entry.id in seen:
                    entry = _duplicate(entry, seen[entry.id])
                seen.setdefault(entry.id, folder)
                entries.append(entry)
        return tuple(entries)

    def resolve(self, avatar: str) -> Bundle:
        """The avatar with this id, or in this folder.

        Raises AppError ``avatar.unknown`` or what is wrong with the bundle.
        """
        folder = Path(avatar).expanduser().absolute()
        if any(mark in avatar for mark in "/\\"):
            return open_bundle(folder)
        for root in self._roots:  # by far most folders are called like their avatars
            if (root / avatar / MANIFEST).is_file() and (bundle := open_bundle(root / avatar)).id == avatar:
                return bundle
        for entry in self.list():
            if entry.id == avatar:
                return open_bundle(entry.folder)
        if (folder / MANIFEST).is_file():
            return open_bundle(folder)
        raise AppError(
            "avatar.unknown",
            f"There is no avatar called {avatar}.",
            "Choose another one, or name the folder it is in.",
            permanent=True,
        )


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return []


def _entry(folder: Path) -> LibraryEntry:
    try:
        bundle = open_bundle(folder)
        return LibraryEntry(bundle.id, bundle.name, folder, bundle.preview, mouth=_has_mouth(bundle))
    except AppError as error:
        return LibraryEntry(folder.name, folder.name, folder, None, error)


def _duplicate(entry: LibraryEntry, first: Path) -> LibraryEntry:
    problem = AppError(
        "avatar.duplicate",
        f"Another avatar with the id {entry.id} is in {first}.",
        "Change the id in one of the two manifests.",
        permanent=True,
    )
    return LibraryEntry(entry.id, entry.name, entry.folder, entry.preview, problem)


def _has_mouth(bundle: Bundle) -> bool:
    known = bundle.manifest.metadata
    return "face" in known or "client_renderer" in known or (bundle.folder / "light2d").is_dir()
