"""Another scene collection while the show goes on."""

from __future__ import annotations

from collections.abc import Callable

from app.base.errors import Problem
from app.base.scenes import SceneCollection
from app.studio.kept_settings import KeptSettings, SetsDoor
from app.studio.named_sets import NamedSets
from app.studio.scene_room import SceneRoom
from app.studio.scenes_in_use import ScenesInUse
from app.studio.show_runner import ShowRunner


def live_collections(
    door: SetsDoor, settings: KeptSettings, runner: ShowRunner, room: SceneRoom, report: Callable[[Problem], None]
) -> NamedSets:
    """The scene collections of a studio that runs. Lives on its thread."""

    def change(scenes: SceneCollection) -> None:
        room.hold(scenes)
        runner.change_scene(scenes.fade_ms * 1_000_000 if scenes.transition == "fade" else 0)

    return NamedSets(
        door.scenes, ScenesInUse(lambda: settings.now, settings.keep, lambda: room.view.collection, change, report)
    )
