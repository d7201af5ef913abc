"""Scenes as they are edited, and back again."""

from __future__ import annotations

import pytest

from app.base.errors import AppError
from app.base.scenes import MOST_LAYERS, MOST_SCENES, Layer, Scene, SceneCollection, first_scenes
from app.studio import commands as do
from app.studio.scene_list import REMEMBERED, SceneList


@pytest.fixture
def scenes() -> SceneList:
    return SceneList(first_scenes("en"))


def names(scenes: SceneList) -> list[str]:
    return [scene.name for scene in scenes.scenes.scenes]


def edit(scenes: SceneList, number: int = 1, gesture: str = "", **changes: object) -> None:
    scene = scenes.scenes.numbered(number)
    assert scene is not None
    scenes.obey(do.EditScene(Scene.model_validate(scene.model_dump() | changes), gesture))


def test_every_edit_can_be_undone_and_made_again(scenes: SceneList) -> None:
    first = scenes.scenes
    for command in (do.AddScene("News"), do.DuplicateScene(2), do.RemoveScene(3), do.MoveScene(1, 3)):
        scenes.obey(command)
    edit(scenes, name="Talk")
    last = scenes.scenes
    assert "Talk" in names(scenes)
    for _ in range(5):
        scenes.obey(do.UndoScenes())
    assert scenes.scenes.scenes == first.scenes
    assert not scenes.can_undo
    for _ in range(5):
        scenes.obey(do.RedoScenes())
    assert scenes.scenes.scenes == last.scenes
    assert not scenes.can_redo


def test_a_drag_is_undone_as_one(scenes: SceneList) -> None:
    for step in range(20):
        edit(scenes, gesture="drag 7", layers=[Layer(text="a", x=step / 20)])
    edit(scenes, gesture="drag 8", layers=[Layer(text="a", x=0.0)])
    scenes.obey(do.UndoScenes())
    assert scenes.scenes.scene.layers[0].x == 19 / 20
    scenes.obey(do.UndoScenes())
    assert scenes.scenes.scene.layers == ()


def test_undo_changes_no_scene_that_viewers_see_and_no_transition(scenes: SceneList) -> None:
    edit(scenes, 2, name="Soon")
    scenes.obey(do.SwitchScene(3))
    scenes.obey(do.SetTransition("cut", 900))
    scenes.obey(do.UndoScenes())
    now = scenes.scenes
    assert (now.scenes[1].name, now.current, now.transition, now.fade_ms) == ("Starting soon", 3, "cut", 900)


def test_undoing_a_new_scene_puts_another_on_the_program(scenes: SceneList) -> None:
    scenes.obey(do.AddScene("News"))
    scenes.obey(do.UndoScenes())
    assert scenes.scenes.scene.name == "Live"


def test_an_edit_after_undo_makes_nothing_again(scenes: SceneList) -> None:
    edit(scenes, name="One")
    scenes.obey(do.UndoScenes())
    edit(scenes, name="Two")
    assert not scenes.can_redo


def test_what_changes_nothing_is_no_edit(scenes: SceneList) -> None:
    edit(scenes)
    for command in (do.UndoScenes(), do.RedoScenes(), do.RemoveScene(77), do.SwitchScene(77), do.MoveScene(77, 0)):
        scenes.obey(command)
    assert scenes.scenes == first_scenes("en")
    assert not scenes.can_undo


def test_two_scenes_have_two_names(scenes: SceneList) -> None:
    with pytest.raises(AppError, match="already"):
        edit(scenes, 2, name="LIVE")
    edit(scenes, 2, name="STARTING SOON")
    assert names(scenes)[1] == "STARTING SOON"


def test_changes_are_remembered_up_to_a_bound(scenes: SceneList) -> None:
    for number in range(REMEMBERED + 20):
        edit(scenes, name=f"n{number}")
    undone = 0
    while scenes.can_undo:
        scenes.obey(do.UndoScenes())
        undone += 1
    assert undone == REMEMBERED


def test_a_fade_is_kept_in_its_bounds(scenes: SceneList) -> None:
    scenes.obey(do.SetTransition("fade", 1_000_000))
    assert scenes.scenes.fade_ms == 3000


def test_nothing_comes_in_that_could_not_be_read_again(scenes: SceneList) -> None:
    while len(scenes.scenes.scenes) < MOST_SCENES:
        scenes.obey(do.AddScene("More"))
    for command in (do.AddScene("One more"), do.DuplicateScene(1)):
        with pytest.raises(AppError, match=f"There are {MOST_SCENES} scenes"):
            scenes.obey(command)
    scene = scenes.scenes.scene
    full = scene.model_copy(update={"layers": (Layer(text="a"),) * MOST_LAYERS})
    scenes.obey(do.EditScene(full))
    with pytest.raises(AppError, match=f"A scene holds {MOST_LAYERS} layers"):
        scenes.obey(do.EditScene(full.model_copy(update={"layers": (*full.layers, Layer(text="b"))})))
    assert SceneCollection.model_validate(scenes.scenes.model_dump()) == scenes.scenes
