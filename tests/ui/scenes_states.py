"""States of the Scenes dock, to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.base.area import Area
from app.base.scenes import Background, Layer, Placement, SceneCollection, first_scenes
from app.base.settings import Settings, WindowSettings
from app.studio.scenes_view import ScenesView
from app.ui.main_window import MainWindow

_LOGO = Layer(kind="image", file=Path("/home/streamer/Pictures/logo of the show.png"), size=0.18, x=0.87, y=0.14)
_TITLE = Layer(text="Three cameras\nunder a hundred euros", size=0.08, x=0.28, y=0.82, look="plate")
_HIDDEN = Layer(text="Giveaway at nine", size=0.06, shown=False)


def collection() -> SceneCollection:
    """What somebody has after a month."""
    scenes = first_scenes("en")
    live = scenes.scene.model_copy(
        update={
            "background": Background(kind="image", file=Path("/home/streamer/Pictures/studio at night.jpg")),
            "avatar": Placement(scale=0.9, x=0.6),
            "layers": (_TITLE, _HIDDEN, _LOGO),
            "subtitles": "medium",
        }
    )
    return scenes.with_scene(live).with_new("Interview with a very long name that nobody reads to its end").on(1)


def scenes_states() -> Iterator[tuple[str, dict[str, object]]]:
    avatar = Area(460, 72, 618, 648)
    areas = (Area(110, 500, 520, 160), None, Area(1000, 50, 230, 110))
    yield "first", {"scenes": ScenesView(first_scenes("en"), avatar=Area(320, 0, 640, 720))}
    yield "edited", {"scenes": ScenesView(collection(), can_undo=True, avatar=avatar, layers=areas)}
    safe = Settings(window=WindowSettings(safe_areas=True))
    yield "safe", {"settings": safe, "scenes": ScenesView(first_scenes("zh_CN"), avatar=avatar)}


def show_scenes(window: MainWindow) -> None:
    window.scenes.show()


def edit_scene(window: MainWindow) -> None:
    window.scenes.show()
    window.scenes.edit.setChecked(True)


def edit_layer(window: MainWindow) -> None:
    edit_scene(window)
    window.scenes.editor.layers.choose(0)
    window.scenes.handles.choose(0)
    bar = window.scenes._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
