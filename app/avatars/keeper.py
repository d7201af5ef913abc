"""Everything that is done with avatars as a whole: taken in, given away, removed, brought back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.avatars.bundle import MANIFEST, Bundle, open_bundle
from app.avatars.consent import Consent, Whose, consent
from app.avatars.crop import Rest
from app.avatars.detector import FaceDetector
from app.avatars.face import Face, Points
from app.avatars.face_handles import Handles, fitted, handles_of
from app.avatars.hosts import reference, try_out
from app.avatars.import_check import Notice, examine
from app.avatars.importing import MAX_SIDE_PX, Portrait, add_portrait, look_at
from app.avatars.library import Library, LibraryEntry
from app.avatars.packing import copy_in, is_zip, pack, unpack
from app.avatars.pictures import load_picture
from app.avatars.rest_store import RestStore
from app.avatars.shelf import Shelf, plain_name
from app.base.errors import AppError

Said = tuple[Whose, str]
"""Whose face it is, and the name of whoever agreed."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of it: the new avatar's id, and what will look bad."""

    id: str
    notices: tuple[Notice, ...] = ()


class Keeper:
    """Keeps the user's own avatars. One thread at a time; calls take up to some seconds.

    Args:
        shelf: where they are.
        library: all that can be exported.
        models: the folder of the models that find faces; they are loaded when the first picture comes.
        cache: folder for what need not be drawn twice; None: nothing is kept.
    """

    def __init__(self, shelf: Shelf, library: Library, models: Path, cache: Path | None = None) -> None:
        self._rests = RestStore(cache)
        self._shelf = shelf
        self._library = library
        self._models = models
        self._detector: FaceDetector | None = None
        self._trouble: AppError | None = None

    def take(self, path: Path, name: str = "", wanted_id: str = "", said: Said | None = None) -> Imported:
        """Import a picture, folder or zip; ``name`` and ``wanted_id`` override its own. Raises AppError.

        ``said`` is whose face is in a picture; whole avatars bring their own note.
        """
        if not is_picture(path):
            return Imported(self._add_bundle(path, name, wanted_id))
        portrait = self.look_at(path, "")
        added = add_portrait(
            self._shelf, portrait, portrait.face, name or portrait.name, wanted_id, _note(said, portrait.sha256)
        )
        return Imported(added, portrait.notices)

    def look_at(self, source: Path | bytes, name: str) -> Portrait:
        """A picture, from a file or as a file's content, before it becomes an avatar. Raises AppError."""
        portrait = look_at(source, self._open_detector(), name)
        if (trouble := self._trouble) is None:
            return portrait
        return replace(portrait, notices=(Notice(trouble.code, trouble.message, trouble.hint),))

    def add(self, portrait: Portrait, handles: Handles | None, name: str, said: Said | None = None) -> str:
        """Make an avatar of ``portrait``, its face corrected by ``handles`` (in its pixels) if given; gives the id.

        ``said`` is whose face it is. Raises AppError.
        """
        face = portrait.face if handles is None else _placed(portrait, handles)
        return add_portrait(self._shelf, portrait, face, name, note=_note(said, portrait.sha256))

    def consent(self, avatar_id: str) -> Consent | None:
        """Whose face an avatar of the user's own has, if that was said. Raises AppError."""
        return self._shelf.own(avatar_id).consent

    def look_again(self, avatar_id: str) -> Portrait:
        """The reference picture of an avatar of the user's own, with its face as it stands. Raises AppError."""
        bundle = self._shelf.own(avatar_id)
        portrait = self.look_at(reference(bundle), bundle.name)
        if bundle.face is None:
            return portrait
        height_px, width_px, _ = portrait.picture.shape
        points = bundle.face.on(width_px, height_px)
        return replace(portrait, faces=(points,), notices=examine(portrait.picture, (points,)))

    def change(
        self, avatar_id: str, portrait: Portrait, handles: Handles | None, name: str, said: Said | None = None
    ) -> None:
        """Give an avatar of the user's own another name, and its face another place if ``handles`` are given.

        ``said`` is whose face it is; what was said before stays where it is the same. Raises AppError.
        """
        bundle = self._shelf.own(avatar_id)
        face = portrait.face if handles is None else _placed(portrait, handles)
        manifest = read_manifest(bundle)
        manifest["name"] = name
        if face is not None and (handles is not None or bundle.face is None):
            manifest.setdefault("metadata", {})["face"] = face.model_dump(mode="json")
        before = bundle.consent
        if said is not None and (before is None or (before.whose, before.name) != said):
            metadata = manifest.setdefault("metadata", {})
            note = consent(*said, str(metadata.get("source_image_hash", portrait.sha256)))
            metadata["consent"] = note.model_dump(mode="json")
        self._shelf.rewrite(bundle, manifest)

    def at_rest(self, avatar: str) -> tuple[str, Rest]:
        """Name and whole picture of an avatar, as servers are sent a part of. Raises AppError."""
        bundle = self._library.resolve(avatar)
        return bundle.name, self._rests.at_rest(bundle)

    def export(self, avatar: str, target: Path, *, overwrite: bool) -> None:
        """Write an avatar as a zip file. Raises AppError."""
        pack(self._library.resolve(avatar), target, overwrite=overwrite)

    def duplicate(self, avatar: str, name: str) -> str:
        """Make another avatar like this one, of the user's own, called ``name``; gives its id. Raises AppError."""
        bundle = self._library.resolve(avatar)
        with self._shelf.draft() as draft:
            folder = draft / plain_name(name)
            copy_in(bundle.folder, folder)
            manifest = read_manifest(open_bundle(folder)) | {"name": name}
            return self._shelf.place(folder, manifest, name)

    def stamps(self) -> dict[str, int]:
        """See ``Shelf.stamps``."""
        return self._shelf.stamps()

    def remove(self, avatar_id: str) -> Path:
        """See ``Shelf.remove``."""
        return self._shelf.remove(avatar_id)

    def removed(self) -> tuple[LibraryEntry, ...]:
        """See ``Shelf.removed``."""
        return self._shelf.removed()

    def restore(self, avatar_id: str) -> None:
        """See ``Shelf.restore``."""
        self._shelf.restore(avatar_id)

    def _open_detector(self) -> FaceDetector | None:
        if self._detector is None and self._trouble is None:
            try:
                self._detector = FaceDetector(self._models)
            except AppError as error:
                self._trouble = error
        return self._detector

    def _add_bundle(self, path: Path, name: str, wanted_id: str) -> str:
        with self._shelf.draft() as draft:
            folder = draft / plain_name(path.stem)  # which is how errors call it
            (copy_in if path.is_dir() else unpack)(path, folder)
            bundle = open_bundle(folder)
            try_out(bundle)
            manifest = read_manifest(bundle)
            if name:
                manifest["name"] = name
            face = self._find_face(bundle)
            if face is not None:
                manifest.setdefault("metadata", {})["face"] = face.model_dump(mode="json")
            return self._shelf.place(folder, manifest, wanted_id or name or bundle.id)

    def _find_face(self, bundle: Bundle) -> Face | None:
        """The face of a bundle that does not know it."""
        detector = self._open_detector()
        if bundle.face is not None or bundle.light2d is not None or bundle.reference is None or detector is None:
            return None
        picture = load_picture(bundle.reference, MAX_SIDE_PX)
        faces = detector.find(picture)
        return Face.of(faces[0].points, picture.shape[1], picture.shape[0], "detector") if faces else None


def read_manifest(bundle: Bundle) -> dict[str, Any]:
    """All that stands in the manifest of a bundle that has been opened, also what we do not know."""
    manifest: dict[str, Any] = json.loads((bundle.folder / MANIFEST).read_text(encoding="utf-8-sig"))
    return manifest


def _note(said: Said | None, sha256: str) -> Consent | None:
    return None if said is None else consent(*said, sha256)


def is_picture(path: Path) -> bool:
    """Whether it is to be taken for a picture, not for a whole avatar."""
    return not path.is_dir() and not is_zip(path)


def _placed(portrait: Portrait, handles: Handles) -> Face:
    """The found face that the handles are nearest to, corrected; a mean face if none was found."""

    def distance(points: Points) -> float:
        return float(np.abs(np.array(handles_of(points)) - handles).sum())

    height_px, width_px, _ = portrait.picture.shape
    nearest = min(portrait.faces, key=distance, default=None)
    return Face.of(fitted(handles, nearest), width_px, height_px, "user")
