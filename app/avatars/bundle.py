"""Avatar bundles on disk, in OpenTalking's format."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.avatars.consent import Consent
from app.avatars.face import Face
from app.base.errors import AppError

MANIFEST = "manifest.json"
MAX_JSON_BYTES = 4 * 2**20

_LONGEST_PATH = 200

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")

Model = TypeVar("Model", bound=BaseModel)


class Manifest(BaseModel):
    """``manifest.json``. Unknown keys are left alone; ``fps``, ``sample_rate`` and sizes are those of its material.

    They say nothing about an engine: a bundle of 24 fps frames may be driven by an engine of 25 or 60.
    """

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(min_length=1, max_length=200)
    model_type: str = Field(min_length=1)
    fps: int = Field(gt=0)
    sample_rate: int = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    version: str
    name: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """An avatar's folder, of which only the manifest has been read."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Its identifier."""
        return self.manifest.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.manifest.name or self.manifest.id

    @property
    def preview(self) -> Path | None:
        """A picture for lists, if there is one; not decoded, perhaps large."""
        return _first_file(self.folder, "preview") or self.reference

    @property
    def reference(self) -> Path | None:
        """The picture of the host at rest, if there is one."""
        named = _first_file(self.folder, "reference")
        if named is not None:
            return named
        for key in ("source_image_path", "source_image"):
            value = self.manifest.metadata.get(key)
            if isinstance(value, str) and value:
                try:
                    path = path_inside(self.folder, value)
                except AppError:
                    continue  # often a path on the machine where the bundle was made
                if path.is_file():
                    return path
        frames = self.folder / "frames"
        return min((p for p in frames.glob("*") if p.suffix.lower() in _PICTURES), default=None)

    @property
    def face(self) -> Face | None:
        """Where the face is in the reference picture, if that is known. Raises AppError if it is no face."""
        found = self.manifest.metadata.get("face")
        if found is None:
            return None
        try:
            return Face.model_validate(found)
        except ValidationError as error:
            raise invalid(self.folder / MANIFEST, f"its face is no face ({_sentence(error)})") from error

    @property
    def consent(self) -> Consent | None:
        """Whose face it is, if that was ever said in a way that is understood."""
        try:
            return Consent.model_validate(self.manifest.metadata.get("consent"))
        except ValidationError:
            return None

    @property
    def light2d(self) -> Path | None:
        """The description of its layers, if it is a layered drawing."""
        renderer = self.manifest.metadata.get("client_renderer")
        if isinstance(renderer, dict) and renderer.get("type") == "light2d":
            config = renderer.get("config")
            return path_inside(self.folder, config if isinstance(config, str) else "light2d/avatar.json")
        usual = self.folder / "light2d" / "avatar.json"
        return usual if usual.is_file() else None


def open_bundle(folder: Path) -> Bundle:
    """Read the manifest of the bundle in ``folder``. Raises AppError in one sentence: which file, and why."""
    path = folder / MANIFEST
    if not folder.exists():
        raise AppError(
            "avatar.gone",
            f"The avatar {folder.name} is gone: its folder {folder} does not exist.",
            "Put the folder back, or choose another avatar.",
            permanent=True,
        )
    if not path.is_file():
        raise AppError(
            "avatar.no_manifest",
            f"{folder.name} is not an avatar: it has no {MANIFEST}.",
            "Choose the folder that contains it.",
            permanent=True,
        )
    return Bundle(folder, read_json(path, Manifest))


def fingerprint(bundle: Bundle, *more: object) -> str:
    """A name for what was made from ``bundle`` and ``more``: another one as soon as any file of it has changed."""
    files = sorted(path for path in bundle.folder.rglob("*") if path.is_file())
    stamps = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps([stamps, *more]).encode()).hexdigest()[:40]


def read_json(path: Path, model: type[Model]) -> Model:
    """The file as ``model``. Raises AppError ``avatar.invalid``, naming the file, the key and what is wrong with it."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise invalid(path, f"it is larger than {MAX_JSON_BYTES // 2**20} MB")
        return model.model_validate(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise invalid(path, error.strerror or str(error)) from error
    except ValidationError as error:
        raise invalid(path, _sentence(error)) from error
    except (ValueError, RecursionError) as error:
        raise invalid(path, "it is not JSON") from error


def invalid(path: Path, reason: str) -> AppError:
    """The refusal of a bundle because of one of its files."""
    avatar = next((folder.name for folder in path.parents if (folder / MANIFEST).is_file()), path.parent.name)
    return AppError(
        "avatar.invalid",
        f"{path.name} of avatar {avatar} cannot be used: {reason}.",
        "Export the avatar again, or choose another one.",
        permanent=True,
    )


def path_inside(folder: Path, relative: str, start: Path | None = None) -> Path:
    """The file that a bundle calls ``relative``, seen from ``start`` (``folder`` if None).

    Raises AppError ``avatar.unsafe_path`` for anything that leads outside ``folder``, also by a link, and for what no
    file can be called.
    """
    named = PurePosixPath(relative.replace("\\", "/"))
    path = (start or folder) / named
    odd = named.is_absolute() or ":" in relative or len(relative) > _LONGEST_PATH
    odd = odd or any(unicodedata.category(mark) in ("Cc", "Cs") for mark in relative)
    if odd or not path.resolve().is_relative_to(folder.resolve()):
        raise AppError(
            "avatar.unsafe_path",
            f"Avatar {folder.name} names a file outside its own folder: {relative[:80]!r}.",
            "Do not use this avatar, or ask for a correct one where it came from.",
            permanent=True,
        )
    return path


def _first_file(folder: Path, stem: str) -> Path | None:
    return next((path for suffix in _PICTURES if (path := folder / (stem + suffix)).is_file()), None)


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f'"{key}" is missing'
    text = first["msg"][:1].lower() + first["msg"][1:]
    return f'"{key}": {text}' if key else text
