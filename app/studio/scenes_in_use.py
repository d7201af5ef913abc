"""The scene collection that is in use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.base.errors import AppError, Problem, Severity
from app.base.scene_store import VERSION, readable_scenes
from app.base.scenes import Scene, SceneCollection, first_scenes
from app.base.set_files import SetKind
from app.base.settings import Settings

KEPT_HINT = "The studio goes on without them. The file as it was is kept beside it, with the ending .bak."


class ScenesInUse:
    """Implements ``named_sets.InUse``.

    Args:
        settings: where the name is.
        keep: keeps settings with another name.
        scenes: the scenes as they are now.
        change: go on with others.
        report: told what of a collection could not be used.
    """

    kind: SetKind = "scenes"

    def __init__(
        self,
        settings: Callable[[], Settings],
        keep: Callable[[Settings], None],
        scenes: Callable[[], SceneCollection],
        change: Callable[[SceneCollection], None],
        report: Callable[[Problem], None] = lambda problem: None,
    ) -> None:
        self._settings = settings
        self._keep = keep
        self._scenes = scenes
        self._change = change
        self._report = report

    @property
    def name(self) -> str:
        """See ``InUse``."""
        return self._settings().current.scenes

    def take(self) -> bytes:
        """See ``InUse``."""
        return _written(self._scenes())

    def use(self, name: str, content: bytes | None) -> None:
        """See ``InUse``."""
        scenes = first_scenes(self._settings().window.language) if content is None else _read(_parsed(content))
        self._change(scenes)
        self.call(name)
        if content is not None and not self.whole(content):
            message = f"The scene collection {name} had scenes or values that cannot be used."
            self._report(Problem("sets.bad_values", message, KEPT_HINT, Severity.WARNING))

    def call(self, name: str) -> None:
        """See ``InUse``."""
        settings = self._settings()
        self._keep(settings.model_copy(update={"current": settings.current.model_copy(update={"scenes": name})}))

    def whole(self, content: bytes) -> bool:
        """See ``InUse``."""
        try:
            SceneCollection.model_validate(_parsed(content))
        except ValidationError:
            return False
        return True

    def export(self, content: bytes) -> dict[str, Any]:
        """See ``InUse``. Files of pictures and films stay where they are: what is given away names them."""
        parsed = _parsed(content)
        assert isinstance(parsed, dict)
        return parsed

    def accept(self, content: dict[str, Any]) -> bytes:
        """See ``InUse``. Scenes that cannot be used are left out, and so are files of other computers."""
        return _written(_here_alone(_read(content)))


def _here_alone(scenes: SceneCollection) -> SceneCollection:
    """Without files in the network: to look for one, Windows tells its computer who is looking."""
    return scenes.model_copy(update={"scenes": tuple(map(_without_network, scenes.scenes))})


def _without_network(scene: Scene) -> Scene:
    layers = tuple(one.model_copy(update={"file": None}) if _in_network(one.file) else one for one in scene.layers)
    background = scene.background
    if background is not None and _in_network(background.file):
        background = background.model_copy(update={"file": None})
    return scene.model_copy(update={"layers": layers, "background": background})


def _in_network(file: Path | None) -> bool:
    return file is not None and str(file).replace("\\", "/").startswith("//")


def _written(scenes: SceneCollection) -> bytes:
    return json.dumps(scenes.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1).encode()


def _parsed(content: bytes) -> object:
    try:
        parsed: object = json.loads(content)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise AppError("sets.damaged", "The scene collection's file is damaged.", "Remove the scene collection.")
    return parsed


def _read(parsed: object) -> SceneCollection:
    if isinstance(parsed, dict) and isinstance(version := parsed.get("version"), int) and version > VERSION:
        message = "The scene collection was made by a newer version of the studio."
        raise AppError("sets.newer", message, "Use it there; here it would lose what is new.")
    scenes = readable_scenes(parsed)
    if scenes is None:
        raise AppError("sets.damaged", "The scene collection holds no scenes.", "Remove the scene collection.")
    return scenes
