"""Scenes on the program of a whole studio: real pictures, a host that idles, slots as they are recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.base.scene_store import SceneStore
from app.base.scenes import Background, Layer, Placement, Scene, SceneCollection, first_scenes
from app.base.settings import EngineSettings, ProgramSettings, Settings
from app.media.types import Pixels
from app.program.scenery import Scenery
from app.scene_parts import RealScenes
from app.studio import commands as do
from app.studio.scene_room import FILE_GONE
from app.studio.snapshot import EngineState
from tests.helpers.avatars import bgra
from tests.helpers.small_parts import GREY
from tests.helpers.small_studio import SmallStudio

SETTINGS = Settings(
    program=ProgramSettings(ai_label=False, background_colour="#102030"), engine=EngineSettings(kind="builtin")
)

MakeStudio = Callable[..., SmallStudio]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeStudio]:
    made: list[SmallStudio] = []

    def make(settings: Settings = SETTINGS, keep: bool = True) -> SmallStudio:
        def path(given: Path | None, recording: object, avatar: str) -> Path:
            return given or tmp_path / "pictures" / f"{avatar}.mp4"

        scenes = RealScenes(tmp_path / "scenes.json", keep=keep, recording_path=path)
        small = SmallStudio(settings=settings, scenes=scenes, cache=tmp_path / "cache")
        made.append(small)
        small.wait(lambda now: now.engine is EngineState.READY and now.avatar_id is not None)
        return small

    yield make
    for small in made:
        small.studio.close()


def edited(small: SmallStudio, **changes: object) -> Scene:
    scene = small.studio.snapshot().scenes.collection.scene
    changed = Scene.model_validate(scene.model_dump() | changes)
    small.studio.post(do.EditScene(changed))
    small.wait(lambda now: now.scenes.collection.scene == changed)
    return changed


def pictures(small: SmallStudio, seen: Callable[[Pixels], bool]) -> list[Pixels]:
    """What is recorded until a picture is ``seen``."""
    if not small.recordings:
        small.studio.post(do.StartRecording())
        small.wait(lambda _: bool(small.recordings))
    ticks = small.recordings[0].ticks
    small.wait(lambda _: len(ticks) > 0 and seen(ticks[-1].picture.pixels))
    return [tick.picture.pixels for tick in ticks]


def green(pixels: Pixels) -> bool:
    return bool((pixels == (0, 255, 0, 255)).all())


HIDDEN = {"shown": False}
GREEN = {"kind": "green"}


def test_an_edit_is_seen_where_viewers_look_and_undo_takes_it_back(make: MakeStudio) -> None:
    small = make()
    pictures(small, lambda one: bgra(one, 640, 360) == (GREY, GREY, GREY, 255))
    edited(small, background=GREEN, avatar=HIDDEN)
    assert small.studio.snapshot().scenes.avatar is None
    pictures(small, green)
    small.studio.post(do.UndoScenes())
    pictures(small, lambda one: bgra(one, 640, 360) == (GREY, GREY, GREY, 255))
    assert small.studio.snapshot().scenes.can_redo


def test_a_cut_has_no_slot_between_and_a_fade_only_goes_on(make: MakeStudio) -> None:
    small = make()
    small.studio.post(do.AddScene("Green"))
    small.wait(lambda now: now.scenes.collection.scene.name == "Green")
    edited(small, background=GREEN, avatar=HIDDEN)
    number = small.studio.snapshot().scenes.collection.current
    grey = (GREY, GREY, GREY, 255)
    for transition, fade_ms, most in (("cut", 300, 0), ("fade", 400, 11)):
        pictures(small, green)
        small.studio.post(do.SwitchScene(1))
        begin = len(pictures(small, lambda one: bgra(one, 640, 360) == grey))
        small.studio.post(do.SetTransition("cut" if transition == "cut" else "fade", fade_ms))
        small.studio.post(do.SwitchScene(number))
        seen = pictures(small, green)[begin:]
        between = [one for one in seen if bgra(one, 640, 360) not in (grey, (0, 255, 0, 255))]
        assert len({bgra(one, 640, 360) for one in between}) <= most, "late slots show the one before again"
        shades = [bgra(one, 640, 360)[1] for one in seen]
        assert shades == sorted(shades), "no slot goes back"


def test_files_that_are_gone_are_told_before_their_scene_is_on_and_found_again_together(
    make: MakeStudio, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    for name in ("soon.png", "logo.png"):
        cv2.imwrite(str(new / name), np.zeros((8, 8, 3), np.uint8))
    soon = Background(kind="image", file=old / "soon.png")
    layers = (Layer(kind="image", file=old / "logo.png"), Layer(kind="image", file=old / "lost.png"))
    live, other, *_ = first_scenes("en").scenes
    other = other.model_copy(update={"background": soon, "layers": layers})
    SceneStore(tmp_path / "scenes.json").save(SceneCollection(scenes=(live, other)))
    small = make()
    small.wait(lambda now: FILE_GONE in [one.code for one in now.problems])
    (told,) = [one for one in small.studio.snapshot().problems if one.code == FILE_GONE]
    assert str(old / "soon.png") in told.message
    small.studio.post(do.FindSceneFile(old / "soon.png", new / "soon.png"))
    small.wait(lambda now: now.scenes.gone == (old / "lost.png",))
    found = small.studio.snapshot().scenes.collection.scenes[1]
    assert found.files == (new / "soon.png", new / "logo.png", old / "lost.png")
    small.wait(lambda now: any("lost.png" in one.message for one in now.problems))
    small.studio.post(do.FindSceneFile(old / "lost.png", new / "logo.png"))
    small.wait(lambda now: FILE_GONE not in [one.code for one in now.problems])
    small.studio.post(do.UndoScenes())
    small.studio.post(do.UndoScenes())
    small.wait(lambda now: now.scenes.collection.scenes[1] == other)


def test_scenes_are_kept(make: MakeStudio, tmp_path: Path) -> None:
    small = make()
    edited(small, name="Talk", layers=[Layer(text="hello").model_dump()])
    small.studio.post(do.SwitchScene(2))
    small.wait(lambda now: now.scenes.collection.current == 2)
    small.studio.close()
    kept, problem = SceneStore(tmp_path / "scenes.json").load()
    assert problem is None
    assert (kept.current, kept.scenes[0].name, kept.scenes[0].layers) == (2, "Talk", (Layer(text="hello"),))
    assert make().studio.snapshot().scenes.collection == kept


def test_a_run_changes_nobodys_scenes(make: MakeStudio, tmp_path: Path) -> None:
    small = make(keep=False)
    edited(small, name="Talk")
    small.studio.close()
    assert not (tmp_path / "scenes.json").exists()


def test_a_damaged_file_is_told_and_the_studio_shows_its_host(make: MakeStudio, tmp_path: Path) -> None:
    (tmp_path / "scenes.json").write_text("{]")
    small = make()
    now = small.wait(lambda now: any(one.code == "scenes.file" for one in now.problems))
    assert now.scenes.collection == first_scenes("en")
    edited(small, background=GREEN)
    assert any(one.code == "scenes.file" for one in small.studio.snapshot().problems), "an edit mends no file"


def test_what_cannot_be_read_is_a_problem_until_it_is_mended_and_the_show_goes_on(
    make: MakeStudio, tmp_path: Path
) -> None:
    small = make()
    edited(small, background=Background(kind="video", file=tmp_path / "gone.mp4").model_dump())
    now = small.wait(lambda now: any(one.code == "scene.background" for one in now.problems))
    assert "gone.mp4" in next(one.message for one in now.problems if one.code == "scene.background")
    edited(small, background=GREEN, avatar=HIDDEN)
    small.wait(lambda now: not now.problems)
    pictures(small, green)


def test_a_background_of_the_settings_that_is_gone_costs_no_host(make: MakeStudio, tmp_path: Path) -> None:
    program = SETTINGS.program.model_copy(update={"background": "image", "background_image": tmp_path / "gone.png"})
    small = make(SETTINGS.model_copy(update={"program": program}))
    now = small.wait(lambda now: any(one.code == "program.background_gone" for one in now.problems))
    assert now.avatar_id is not None


def test_the_settings_go_on_counting_where_a_scene_leaves_things_open(make: MakeStudio) -> None:
    small = make()
    program = SETTINGS.program.model_copy(update={"avatar_scale": 0.5})
    small.studio.post(do.ApplySettings(SETTINGS.model_copy(update={"program": program})))
    small.wait(lambda now: now.scenes.avatar is not None and now.scenes.avatar.height == 360)
    edited(small, avatar=Placement(scale=0.25).model_dump())
    small.wait(lambda now: now.scenes.avatar is not None and now.scenes.avatar.height == 180)


def test_a_snapshot_is_the_program_picture_and_takes_nobodys_place(make: MakeStudio, tmp_path: Path) -> None:
    small = make()
    edited(small, background=GREEN, avatar=Placement(scale=0.5).model_dump())
    pictures(small, lambda one: bgra(one, 5, 5) == (0, 255, 0, 255))
    small.studio.post(do.TakeSnapshot())
    first = Path(small.wait(lambda now: bool(now.scenes.snapshot)).scenes.snapshot)
    assert first.parent == tmp_path / "pictures"
    with av.open(str(first)) as file:
        saved = next(file.decode(video=0)).to_ndarray(format="bgra").astype(np.uint8)
    assert saved.shape == (720, 1280, 4)
    assert bgra(saved, 5, 5) == (0, 255, 0, 255)
    assert bgra(saved, 640, 700) == (GREY, GREY, GREY, 255)
    small.studio.post(do.TakeSnapshot())
    second = small.wait(lambda now: now.scenes.snapshot != str(first)).scenes.snapshot
    assert Path(second) != first
    assert Path(second).exists()


def test_a_snapshot_that_cannot_be_saved_is_told(make: MakeStudio, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    small = make()
    small.studio.post(do.TakeSnapshot(tmp_path / "file" / "a.png"))
    now = small.wait(lambda now: any(one.code == "snapshot.not_saved" for one in now.problems))
    assert "a.png" in now.problems[0].message


def test_subtitles_come_with_the_words_and_go_with_them(make: MakeStudio, tmp_path: Path) -> None:
    text = tmp_path / "said.txt"
    program = SETTINGS.program.model_copy(update={"subtitles_file": text})
    small = make(SETTINGS.model_copy(update={"program": program}))
    edited(small, background=GREEN, avatar=HIDDEN, subtitles="large")
    pictures(small, green)
    small.studio.post(do.SpeakText("A line that is told of."))
    written = pictures(small, lambda one: not green(one))[-1]
    rows = np.flatnonzero((written != (0, 255, 0, 255)).any(axis=(1, 2)))
    assert rows.min() > 540
    assert rows.max() < 690
    small.wait(lambda _: text.read_text("utf-8") == "A line that is told of.")
    small.studio.post(do.Interrupt())
    pictures(small, green)
    small.wait(lambda _: text.read_text("utf-8") == "")


def test_a_scene_that_breaks_whatever_opens_it_costs_no_host(
    make: MakeStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]
) -> None:
    small = make()
    edited(small, layers=[Layer(text="hello").model_dump()])
    small.studio.close()
    expected_warnings.append("the scene Live could not be opened")

    def broken(*_: object) -> Scenery:
        raise MemoryError

    monkeypatch.setattr("app.program.scenery.open_scenery", broken)
    small = make()  # waits for a host on stage
    now = small.wait(lambda now: any(one.code == "scene.failed" for one in now.problems))
    assert [one.message for one in now.problems] == ["The scene Live cannot be shown: MemoryError."]
    small.studio.post(do.SwitchScene(2))
    now = small.wait(lambda now: now.scenes.collection.current == 2)
    assert now.avatar_id is not None
    expected_warnings.append("the scene Starting soon could not be opened")
