"""Scenes as data, and their file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.scene_store import SceneStore
from app.base.scenes import (
    MOST_SCENES,
    Background,
    Layer,
    Placement,
    Scene,
    SceneCollection,
    background_of,
    first_scenes,
    placed,
)
from app.base.settings import ProgramSettings


def names(collection: SceneCollection) -> list[str]:
    return [scene.name for scene in collection.scenes]


class TestCollection:
    def test_a_studio_begins_with_its_program_and_pauses_in_the_users_language(self) -> None:
        first = first_scenes("en")
        assert names(first) == ["Live", "Starting soon", "Be right back", "Thank you for watching"]
        assert first.scene.name == "Live"
        assert first_scenes("zh_CN").scenes[1].layers[0].text == "即将开始"

    def test_the_first_scene_is_the_program_of_the_settings(self) -> None:
        settings = ProgramSettings(background="green", avatar_scale=0.5, avatar_x=0.2)
        live = first_scenes("en").scene
        assert placed(settings, live) == settings
        assert background_of(settings, live).kind == "green"

    def test_a_scene_has_the_host_where_it_says(self) -> None:
        scene = Scene(number=1, name="a", avatar=Placement(scale=0.3, x=0.8, y=0.4), background=Background(kind="blur"))
        moved = placed(ProgramSettings(avatar_fit="width"), scene)
        assert (moved.avatar_scale, moved.avatar_x, moved.avatar_y, moved.avatar_fit) == (0.3, 0.8, 0.4, "width")
        assert background_of(ProgramSettings(), scene).kind == "blur"

    def test_a_new_one_is_last_and_on_the_program_a_copy_follows_its_original(self) -> None:
        first = first_scenes("en")
        more = first.with_new("Live")
        assert names(more)[-1] == "Live 2"
        assert more.scene.name == "Live 2"
        copy = first.with_new("Starting soon", like=first.scenes[1])
        assert names(copy)[1:3] == ["Starting soon", "Starting soon 2"]
        assert copy.scenes[2].layers == first.scenes[1].layers
        assert copy.scenes[2].number not in {scene.number for scene in first.scenes}

    def test_its_neighbour_takes_the_place_of_one_that_goes_and_the_last_one_stays(self) -> None:
        few = first_scenes("en").on(4)
        while len(few.scenes) > 1:
            few = few.without(few.current)
        assert names(few) == ["Live"]
        assert few.without(few.current) == few

    def test_moving(self) -> None:
        assert names(first_scenes("en").moved(1, 2))[2] == "Live"
        assert names(first_scenes("en").moved(3, -5))[0] == "Be right back"
        assert first_scenes("en").moved(99, 0) == first_scenes("en")

    def test_a_scene_that_is_not_there_is_never_on_the_program(self) -> None:
        assert SceneCollection(scenes=(Scene(number=3, name="a"),), current=8).current == 3
        assert first_scenes("en").on(99).current == 1
        assert first_scenes("en").named(" be RIGHT back ") == first_scenes("en").scenes[2]

    def test_two_scenes_never_have_one_number(self) -> None:
        with pytest.raises(ValueError, match="same number"):
            SceneCollection(scenes=(Scene(number=1, name="a"), Scene(number=1, name="b")))


class TestFile:
    def test_what_is_saved_comes_back(self, tmp_path: Path) -> None:
        store = SceneStore(tmp_path / "new" / "scenes.json")
        logo = Layer(kind="image", file=tmp_path / "logo é 直播.png", size=0.2, x=0.9, y=0.1)
        kept = first_scenes("en").with_new("夜").with_scene(Scene(number=2, name="Soon", layers=(logo,)))
        store.save(kept)
        assert store.load() == (kept, None)
        assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "scenes.json"]

    def test_without_a_file_it_begins(self, tmp_path: Path) -> None:
        assert SceneStore(tmp_path / "scenes.json", "zh_CN").load() == (first_scenes("zh_CN"), None)

    @pytest.mark.parametrize(
        "content", [b"", b"{", b"\xff\xfe", b"[]", b'{"scenes": []}', b'{"version": 2}', b"[" * 9999]
    )
    def test_a_damaged_file_is_told_and_kept(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "scenes.json"
        path.write_bytes(content)
        scenes, problem = SceneStore(path).load()
        assert scenes == first_scenes("en")
        assert problem is not None
        assert str(path) in problem.message
        assert (tmp_path / "scenes.json.bak").read_bytes() == content
        assert SceneStore(path).load() == (scenes, None)

    def test_what_cannot_be_read_is_out_of_the_way_of_what_is_written_next(self, tmp_path: Path) -> None:
        path = tmp_path / "scenes.json"
        path.mkdir()
        (path / "what nobody could read").touch()
        scenes, problem = SceneStore(path).load()
        assert problem is not None
        assert "kept as" in problem.hint
        SceneStore(path).save(scenes)
        assert (tmp_path / "scenes.json.bak" / "what nobody could read").exists()

    def test_more_scenes_than_there_can_be_keep_no_studio_from_starting(self, tmp_path: Path) -> None:
        path = tmp_path / "scenes.json"
        many = [{"number": number, "name": f"{number}"} for number in range(1, MOST_SCENES + 2)]
        path.write_text(json.dumps({"scenes": many, "current": 7}), "utf-8")
        scenes, problem = SceneStore(path).load()
        assert (len(scenes.scenes), scenes.current) == (MOST_SCENES, 7)
        assert problem is not None
        assert json.loads((tmp_path / "scenes.json.bak").read_bytes())["scenes"] == many

    def test_a_second_damage_does_not_take_the_place_of_the_first(self, tmp_path: Path) -> None:
        path = tmp_path / "scenes.json"
        for content in (b"one", b"two"):
            path.write_bytes(content)
            SceneStore(path).load()
        assert [(tmp_path / f"scenes.json.{end}").read_bytes() for end in ("bak", "bak1")] == [b"one", b"two"]

    def test_scenes_that_can_be_read_survive_those_that_cannot(self, tmp_path: Path) -> None:
        path = tmp_path / "scenes.json"
        good = first_scenes("en").model_dump(mode="json")
        good["scenes"][1]["subtitles"] = "enormous"
        path.write_text(json.dumps(good | {"current": 3, "transition": "cut"}), "utf-8")
        scenes, problem = SceneStore(path).load()
        assert names(scenes) == ["Live", "Be right back", "Thank you for watching"]
        assert (scenes.current, scenes.transition) == (3, "cut")
        assert problem is not None
        assert "scenes that cannot be used" in problem.message

    def test_a_disk_that_takes_nothing_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(AppError, match=r"scenes\.json"):
            SceneStore(tmp_path / "file" / "scenes.json").save(first_scenes("en"))
