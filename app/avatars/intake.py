"""Whatever a person gives us that may be an avatar: a picture, a folder or a zip."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.avatars.bundle import MANIFEST, Bundle, open_bundle
from app.avatars.detector import FaceDetector
from app.avatars.face import Face
from app.avatars.hosts import open_host
from app.avatars.import_check import Notice
from app.avatars.importing import add_portrait, look_at
from app.avatars.packing import copy_in, is_zip, unpack
from app.avatars.pictures import load_picture
from app.avatars.shelf import Shelf, plain_name

_TRIAL_PX = 96


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of it: the new avatar's id, and what will look bad."""

    id: str
    notices: tuple[Notice, ...] = ()


def is_bundle(path: Path) -> bool:
    """Whether it is to be taken for a whole avatar, not for a picture."""
    return path.is_dir() or is_zip(path)


def import_path(
    shelf: Shelf, path: Path, detector: FaceDetector | None, name: str = "", wanted_id: str = ""
) -> Imported:
    """Import a picture, folder or zip; ``name`` and ``wanted_id`` override its own. Raises AppError."""
    if is_bundle(path):
        return Imported(_add_bundle(shelf, path, detector, name, wanted_id))
    portrait = look_at(path, detector)
    return Imported(add_portrait(shelf, portrait, portrait.face, name or portrait.name, wanted_id), portrait.notices)


def _add_bundle(shelf: Shelf, path: Path, detector: FaceDetector | None, name: str, wanted_id: str) -> str:
    with shelf.draft() as draft:
        folder = draft / plain_name(path.stem)  # which is how errors call it
        (copy_in if path.is_dir() else unpack)(path, folder)
        bundle = open_bundle(folder)
        open_host(bundle, _TRIAL_PX, _TRIAL_PX)  # decodes whatever it needs to be drawn
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8-sig"))
        if name:
            manifest["name"] = name
        if bundle.face is None and bundle.light2d is None and (face := _find_face(bundle, detector)) is not None:
            manifest.setdefault("metadata", {})["face"] = face.model_dump(mode="json")
        return shelf.place(folder, manifest, wanted_id or name or bundle.id)


def _find_face(bundle: Bundle, detector: FaceDetector | None) -> Face | None:
    if detector is None or bundle.reference is None:
        return None
    picture = load_picture(bundle.reference, 2160)
    faces = detector.find(picture)
    return Face.of(faces[0].points, picture.shape[1], picture.shape[0], "detector") if faces else None
