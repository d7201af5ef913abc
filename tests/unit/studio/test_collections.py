"""Scene collections of a studio that runs, switched as profiles are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.named_files import NamedFiles
from app.studio import commands as do
from app.studio.asking import commands_of
from app.studio.kept_settings import SetsDoor
from app.studio.snapshot import EngineState, Snapshot
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudio]:
    door = SetsDoor(
        NamedFiles(tmp_path / "profiles", ".toml"),
        NamedFiles(tmp_path / "scenes", ".json"),
        lambda settings: settings,
        lambda settings: settings,
    )
    small = SmallStudio(sets=door)
    small.wait(lambda now: now.engine is EngineState.READY)
    yield small
    small.studio.close()


def scenes(now: Snapshot) -> list[str]:
    return [scene.name for scene in now.scenes.collection.scenes]


def use(small: SmallStudio, command: do.Command, name: str) -> Snapshot:
    small.studio.post(command)
    return small.wait(lambda now: now.settings.current.scenes == name)


def test_two_collections_keep_their_own_scenes(small: SmallStudio) -> None:
    first = scenes(small.studio.snapshot())
    small.studio.post(do.AddScene("Guests"))
    small.wait(lambda now: "Guests" in scenes(now))
    now = use(small, do.AddSet("scenes", "Talk show"), "Talk show")
    assert scenes(now) == first
    assert now.sets.names["scenes"] == ("Talk show", "Untitled")
    now = use(small, do.SwitchSet("scenes", "Untitled"), "Untitled")
    assert "Guests" in scenes(now)
    assert small.saved[-1].current.scenes == "Untitled"


def test_one_is_given_away_and_taken_over(small: SmallStudio, tmp_path: Path) -> None:
    small.studio.post(do.AddScene("Guests"))
    small.studio.post(do.ExportSet("scenes", "Untitled", tmp_path / "out.json"))
    small.studio.post(do.ImportSet("scenes", tmp_path / "out.json"))
    small.wait(lambda now: now.sets.names["scenes"] == ("Untitled", "Untitled 2"))
    use(small, do.AddSet("scenes", "Third"), "Third")
    assert "Guests" in scenes(use(small, do.SwitchSet("scenes", "Untitled 2"), "Untitled 2"))


def test_of_one_with_values_that_cannot_be_used_the_file_is_kept(small: SmallStudio, tmp_path: Path) -> None:
    use(small, do.AddSet("scenes", "Second"), "Second")
    file = tmp_path / "scenes" / "Untitled.json"
    kept = json.loads(file.read_bytes())
    kept["scenes"][0]["subtitles"] = "enormous"
    file.write_text(json.dumps(kept), "utf-8")
    before = file.read_bytes()
    use(small, do.SwitchSet("scenes", "Untitled"), "Untitled")
    small.wait(lambda now: any(one.code == "sets.bad_values" for one in now.problems))
    use(small, do.SwitchSet("scenes", "Second"), "Second")
    assert (tmp_path / "scenes" / "Untitled.json.bak").read_bytes() == before


def test_files_in_the_network_are_not_taken_over(small: SmallStudio, tmp_path: Path) -> None:
    layers = [{"kind": "image", "file": file} for file in ("//evil/share/a.png", "\\\\evil\\b.png", "/here/c.png")]
    scene = {"number": 1, "name": "One", "background": {"kind": "image", "file": "//evil/d.png"}, "layers": layers}
    content = {"version": 1, "scenes": [scene]}
    whole = {"format": "flashtalk-studio", "kind": "scenes", "version": 1, "name": "Given", "content": content}
    (tmp_path / "given.json").write_text(json.dumps(whole), "utf-8")
    small.studio.post(do.ImportSet("scenes", tmp_path / "given.json"))
    small.wait(lambda now: "Given" in now.sets.names["scenes"])
    now = use(small, do.SwitchSet("scenes", "Given"), "Given")
    (taken,) = now.scenes.collection.scenes
    assert [layer.file for layer in taken.layers] == [None, None, Path("/here/c.png")]
    assert taken.background is not None
    assert taken.background.file is None


@pytest.mark.parametrize("content", [{}, {"scenes": []}, {"scenes": [{"number": "x"}]}])
def test_what_holds_no_scenes_is_not_taken_over(small: SmallStudio, tmp_path: Path, content: dict[str, object]) -> None:
    whole = {"format": "flashtalk-studio", "kind": "scenes", "version": 1, "name": "Bad", "content": content}
    (tmp_path / "bad.json").write_text(json.dumps(whole), "utf-8")
    small.studio.post(do.ImportSet("scenes", tmp_path / "bad.json"))
    small.wait(lambda now: any(problem.code == "sets.damaged" for problem in now.problems))
    assert small.studio.snapshot().sets.names["scenes"] == ("Untitled",)


def test_other_programs_may_switch_collections(small: SmallStudio) -> None:
    now = use(small, do.AddSet("scenes", "Talk show"), "Talk show")
    wish = {"collection": "untitled"}
    assert commands_of("collection", wish, now, own=False) == (do.SwitchSet("scenes", "Untitled"),)


def test_one_of_a_newer_studio_stays_as_it_is(small: SmallStudio, tmp_path: Path) -> None:
    kept = json.dumps({"version": 2, "scenes": [{"number": 1, "name": "Live", "new": "thing"}]}).encode()
    (tmp_path / "scenes").mkdir()
    (tmp_path / "scenes" / "Newer.json").write_bytes(kept)
    small.studio.post(do.SwitchSet("scenes", "Newer"))
    small.wait(lambda now: any(problem.code == "sets.newer" for problem in now.problems))
    assert small.studio.snapshot().settings.current.scenes == "Untitled"
    use(small, do.AddSet("scenes", "Third"), "Third")
    assert (tmp_path / "scenes" / "Newer.json").read_bytes() == kept
