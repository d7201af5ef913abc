"""Scenes on disk: one JSON file, of which nothing is ever lost."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.base.errors import AppError, Problem, Severity
from app.base.files import keep_beside, write_atomically
from app.base.scenes import MOST_SCENES, Scene, SceneCollection, first_scenes

log = logging.getLogger(__name__)

SCENES_SUFFIX = ".json"
VERSION = 1


class SceneStore:
    """The scene collection file. Any one thread at a time; calls touch the disk.

    Args:
        path: the JSON file; its folder is made when it is missing.
        language: of the names of the first scenes: ``"en"`` or ``"zh_CN"``.
    """

    def __init__(self, path: Path, language: str = "en") -> None:
        self._path = path
        self._language = language

    def load(self) -> tuple[SceneCollection, Problem | None]:
        """The scenes, and what was wrong with the file. Never raises.

        Scenes that can be read are taken, the others left out; the file as it was is kept under another name.
        """
        fresh = first_scenes(self._language)
        try:
            raw = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return fresh, None
        except OSError as error:
            return self._start_over(fresh, f"The scene file {self._path} cannot be read: {error.strerror or error}.")
        except (ValueError, RecursionError):
            return self._start_over(fresh, f"The scene file {self._path} is damaged.")
        if isinstance(raw, dict) and isinstance(version := raw.get("version"), int) and version > VERSION:
            return self._start_over(fresh, f"The scene file {self._path} was made by a newer version of the studio.")
        try:
            return SceneCollection.model_validate(raw), None
        except ValidationError:
            kept = readable_scenes(raw)
        if kept is None:
            return self._start_over(fresh, f"The scene file {self._path} holds no scenes.")
        if len(kept.scenes) < len(raw["scenes"]):
            return self._start_over(kept, f"The scene file {self._path} has scenes that cannot be used.")
        return self._start_over(kept, f"The scene file {self._path} has values that cannot be used.")

    def save(self, collection: SceneCollection) -> None:
        """Write the file whole or not at all. Raises AppError."""
        text = json.dumps(collection.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path.resolve(), text.encode("utf-8"))
        except OSError as error:
            raise AppError(
                "scenes.not_saved",
                f"The scenes could not be saved to {self._path}: {error.strerror or error}.",
                "Make room on the disk or give yourself the right to write there; they hold until you quit.",
            ) from error

    def _start_over(self, collection: SceneCollection, message: str) -> tuple[SceneCollection, Problem]:
        backup = next(
            name
            for count in range(1_000_000)
            if not (name := self._path.with_name(f"{self._path.name}.bak{count or ''}")).exists()
        )
        try:
            keep_beside(self._path, backup)
            self.save(collection)
            hint = f"The studio goes on with the scenes that you see. The old file was kept as {backup}."
        except (OSError, AppError) as error:
            log.info("bad scene file left as it is: %s", error)
            hint = f"The studio goes on with the scenes that you see. The old file was left as it is: {self._path}."
        return collection, Problem("scenes.file", message, hint, Severity.WARNING)


def readable_scenes(raw: Any) -> SceneCollection | None:
    """What of ``raw`` makes a collection; None: nothing."""
    if not isinstance(raw, dict) or not isinstance(raw.get("scenes"), list):
        return None
    scenes: dict[int, Scene] = {}
    for one in raw["scenes"]:
        try:
            scene = Scene.model_validate(one)
        except ValidationError:
            continue
        scenes.setdefault(scene.number, scene)
    if not scenes:
        return None
    whole = {"scenes": tuple(scenes.values())[:MOST_SCENES]}
    known = {name: raw[name] for name in ("current", "transition", "fade_ms") if name in raw}
    try:
        return SceneCollection.model_validate(whole | known)
    except ValidationError:
        return SceneCollection.model_validate(whole)
