"""The user's own avatars on disk: put there whole or not at all, and taken away so that they can come back."""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.avatars.bundle import MANIFEST, Bundle
from app.avatars.library import Library, LibraryEntry
from app.base.errors import AppError

REMOVED = ".removed"
KEPT_DAYS = 30
"""How long a removed avatar can come back."""

_DRAFT = ".draft-"
_DRAFT_HOURS = 24
_LONGEST_ID = 60
# Windows knows them as devices, with any suffix.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


class Shelf:
    """The folder of the user's own avatars. Any thread, and several processes at once.

    Args:
        root: the folder; made when it is needed. Folders in it whose names begin with a dot are no avatars.
        library: all avatars that are known; no id is given twice.
    """

    def __init__(self, root: Path, library: Library) -> None:
        self._root = root
        self._library = library

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder to prepare an avatar in; whatever is still there at the end is removed.

        Raises AppError ``avatar.not_written`` for an OSError on the way: a full disk, say.
        """
        folder: Path | None = None
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._sweep()
            folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self._root))
            yield folder
        except OSError as error:
            raise AppError(
                "avatar.not_written",
                f"The avatar cannot be written to {self._root}: {error.strerror or error}.",
                "Make room or give yourself the right to write there, and try again.",
            ) from error
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    def place(self, draft: Path, manifest: dict[str, Any], wanted: str) -> str:
        """Turn ``draft`` into an avatar, with an id like ``wanted`` that nobody has; gives the id. Raises OSError."""
        known = {entry.id for entry in self._library.list()}
        for avatar_id in _candidates(wanted):
            target = self._root / avatar_id
            if avatar_id in known or target.exists() or (self._root / REMOVED / avatar_id).exists():
                continue
            text = json.dumps({**manifest, "id": avatar_id}, ensure_ascii=False, indent=2)
            (draft / MANIFEST).write_text(text, encoding="utf-8")
            draft.chmod(0o755)  # as mkdir would have made it
            try:
                draft.rename(target)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                continue  # another import was faster
            return avatar_id
        raise AssertionError("there are endless candidates")

    def stamps(self) -> dict[str, int]:
        """When each avatar's folder last changed, ns: another answer means that one came, changed or went.

        It costs next to nothing, so that it may be asked for every few seconds.
        """
        try:
            with os.scandir(self._root) as found:
                return {one.name: one.stat().st_mtime_ns for one in found if not one.name.startswith(".")}
        except OSError:  # there is no folder yet, or one went just now
            return {}

    def own(self, avatar_id: str) -> Bundle:
        """An avatar of the user's own. Raises AppError ``avatar.unknown`` or ``avatar.bundled``."""
        bundle = self._library.resolve(avatar_id)
        if bundle.folder.parent.resolve() != self._root.resolve():
            raise AppError(
                "avatar.bundled",
                f"{avatar_id} comes with the studio and cannot be changed or removed.",
                "Choose an avatar that you have imported.",
                permanent=True,
            )
        return bundle

    def rewrite(self, bundle: Bundle, manifest: dict[str, Any]) -> None:
        """Exchange the manifest of an avatar: whole or not at all. Raises AppError ``avatar.not_written``."""
        with self.draft() as draft:
            text = json.dumps({**manifest, "id": bundle.id}, ensure_ascii=False, indent=2)
            (draft / MANIFEST).write_text(text, encoding="utf-8")
            (draft / MANIFEST).replace(bundle.folder / MANIFEST)

    def remove(self, avatar_id: str) -> Path:
        """Take an avatar away, and tell where it is kept; ``restore`` brings it back for ``KEPT_DAYS`` days.

        Raises AppError: ``avatar.unknown``, ``avatar.bundled``, ``avatar.not_removed``.
        """
        folder = self.own(avatar_id).folder
        removed = self._root / REMOVED
        try:
            removed.mkdir(exist_ok=True)
            self._forget_old(removed)
            folder.rename(removed / avatar_id)
            os.utime(removed / avatar_id)
            return removed / avatar_id
        except OSError as error:
            raise AppError(
                "avatar.not_removed",
                f"{avatar_id} cannot be removed: {error.strerror or error}.",
                "Close programs that use its files, and try again.",
            ) from error

    def removed(self) -> tuple[LibraryEntry, ...]:
        """What ``restore`` can bring back, in the order of names."""
        return Library((self._root / REMOVED,)).list()

    def restore(self, avatar_id: str) -> None:
        """Bring a removed avatar back. Raises AppError ``avatar.not_restored``."""
        kept = {entry.folder.name: entry.folder for entry in self.removed()}
        if avatar_id not in kept:
            raise AppError(
                "avatar.not_restored",
                f"No removed avatar called {avatar_id} is kept.",
                "Import it again.",
                permanent=True,
            )
        try:
            kept[avatar_id].rename(self._root / avatar_id)
        except OSError as error:
            raise AppError(
                "avatar.not_restored",
                f"{avatar_id} cannot be brought back: {error.strerror or error}.",
                "Import it again.",
                permanent=True,
            ) from error

    def _sweep(self) -> None:
        """Remove drafts of imports that were killed."""
        for draft in self._root.glob(f"{_DRAFT}*"):
            _remove_older(draft, _DRAFT_HOURS * 3600)

    def _forget_old(self, removed: Path) -> None:
        for folder in removed.iterdir():
            _remove_older(folder, KEPT_DAYS * 86_400)


def _remove_older(folder: Path, seconds: float) -> None:
    with suppress(FileNotFoundError):  # another import has just made an avatar of it
        if time.time() - folder.stat().st_mtime > seconds:
            shutil.rmtree(folder, ignore_errors=True)


def plain_name(text: str) -> str:
    """``text`` as a name for a folder that every file system takes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:_LONGEST_ID].strip("-_")
    return f"avatar-{plain}".rstrip("-") if not plain or _RESERVED.fullmatch(plain) else plain


def _candidates(wanted: str) -> Iterator[str]:
    """``wanted`` as an id, then with numbers."""
    plain = plain_name(wanted)
    yield plain
    for number in itertools.count(2):
        yield f"{plain}-{number}"
