"""What a problem says is gone, and what the studio is told when the user has found it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.base.scenes import Background
from app.studio.commands import ApplySettings, Command, EditScene, FindSceneFile, OpenImport
from app.studio.snapshot import Snapshot
from app.ui.language import tr
from app.ui.scene_fields import IMAGES, VIDEOS

_OF_SCENES = ("scene.layer", "scene.background", "scenes.file_gone")
_OTHERS = ("program.background_gone", "avatar.gone")


@dataclass(frozen=True, slots=True)
class LostFile:
    """What is to be found.

    Attributes:
        title: of the dialog.
        patterns: of the files that are shown; empty: it is a folder.
        found: what is asked of the studio when it is there, as things stand then.
        was_in: the folder where it was; empty: unknown.
    """

    title: str
    patterns: str
    found: Callable[[Path, Snapshot], Command]
    was_in: str = ""


def findable(code: str) -> bool:
    """Whether the problem with this code is one with a file that the user may find again."""
    return code in _OTHERS or code.startswith(_OF_SCENES)


def lost_file(code: str, now: Snapshot) -> LostFile | None:
    """What the problem with this code misses; None: nothing any more."""
    if code == "avatar.gone":
        return LostFile(tr("Find the Avatar's Folder"), "", lambda path, _: OpenImport(path))
    if code == "program.background_gone":
        return LostFile(tr("Find the Background Picture"), f"{IMAGES} *.bmp", _as_background)
    scene = now.scenes.collection.scene
    if code == "scene.background" and scene.background is not None and scene.background.file is None:
        patterns = VIDEOS if scene.background.kind == "video" else IMAGES
        return LostFile(tr("Choose the Background of the Scene"), patterns, _as_background_of_the_scene)
    missing = _missing(code, now)
    if missing is None:
        return None
    title = tr("Find {file}").format(file=missing.name)
    return LostFile(title, f"{IMAGES} {VIDEOS}", lambda path, _: FindSceneFile(missing, path), str(missing.parent))


def _missing(code: str, now: Snapshot) -> Path | None:
    scenes = now.scenes
    scene = scenes.collection.scene
    if code == "scene.background":
        return None if scene.background is None else scene.background.file
    place = code.removeprefix("scene.layer")
    if place.isdecimal():
        return scene.layers[int(place) - 1].file if 1 <= int(place) <= len(scene.layers) else None
    unseen = (file for one in scenes.collection.scenes if one is not scene for file in one.files)
    return next((file for file in unseen if file in scenes.gone), None)


def _as_background(path: Path, now: Snapshot) -> Command:
    program = now.settings.program.model_copy(update={"background_image": path})
    return ApplySettings(now.settings.model_copy(update={"program": program}))


def _as_background_of_the_scene(path: Path, now: Snapshot) -> Command:
    scene = now.scenes.collection.scene
    behind = (scene.background or Background()).model_copy(update={"file": path})
    return EditScene(scene.model_copy(update={"background": behind}))
