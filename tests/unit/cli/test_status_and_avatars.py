"""``status`` and ``avatars``: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.avatars.hosts import try_out
from app.avatars.library import Library
from app.base.errors import Problem
from app.base.paths import Paths
from app.base.settings import Settings
from app.cli.avatars import check_avatars, list_avatars
from app.cli.console import Console
from app.cli.status import tell_status
from app.studio.control import ControlDoor
from app.studio.snapshot import Measures, Snapshot
from tests.helpers.avatars import GREY, manifest, plain, write_json, write_picture
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Path]:
    paths = Paths.find(tmp_path)
    paths.make()
    problems = (Problem("camera.busy", "The camera\nis in use.", "Close OBS."),)
    snapshot = Snapshot(Settings(), avatar_id="mira", measures=Measures(fps=30.0), problems=problems)
    door = ControlDoor(paths.runtime, ScriptedStudio(snapshot))
    door.start()
    yield paths.runtime
    door.close()


def test_status_is_one_value_a_line(runtime: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_status(runtime, None, Console(), as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "avatar_id: mira" in lines
    assert "fps: 30.0" in lines
    assert "live: no" in lines
    assert "delay_ms: -" in lines
    assert "camera_device: -" in lines
    assert lines[0] == "running: yes"
    assert lines[-1] == "problem: camera.busy: The camera is in use."


def test_status_in_json_is_what_the_studio_says(runtime: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_status(runtime, None, Console(), as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["running"] is True
    assert answer["measures"]["fps"] == 30.0
    assert answer["problems"][0]["code"] == "camera.busy"


def test_no_studio_is_an_exit_code_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_status(tmp_path, None, Console(), as_json=False) == 3
    assert capsys.readouterr().out == "not running\n"
    assert tell_status(tmp_path, None, Console(), as_json=True) == 3
    assert json.loads(capsys.readouterr().out) == {"running": False}
    assert list(tmp_path.iterdir()) == []


def _avatar(folder: Path, **changes: object) -> Path:
    write_json(folder / "manifest.json", manifest(id=folder.name, **changes))
    write_picture(folder / "reference.png", plain(100, 200, GREY))
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    _avatar(tmp_path / "avatars" / "ada", name="Ada")
    _avatar(tmp_path / "avatars" / "bob").joinpath("reference.png").unlink()
    write_json(tmp_path / "avatars" / "cy" / "manifest.json", {"id": "cy"})
    return Library((tmp_path / "avatars",))


def test_a_list_names_the_broken_ones_too(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_avatars(library.list(), Console(), as_json=True) == 0
    ada, bob, cy = json.loads(capsys.readouterr().out)
    assert (ada["id"], ada["name"], ada["status"]) == ("ada", "Ada", "green")
    assert Path(ada["preview"]) == Path(ada["folder"]) / "reference.png"
    assert (bob["id"], bob["status"], bob["preview"]) == ("bob", "green", None)  # only its manifest was read
    assert (cy["id"], cy["status"]) == ("cy", "red")
    assert list_avatars(library.list(), Console(), as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[:2] == ["ada", "Ada"]
    assert len(lines) == 3


def test_a_check_looks_at_everything_and_fails_for_one(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_avatars(library, None, try_out, Console(), as_json=True) == 1
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert {name: one["status"] for name, one in found.items()} == {"ada": "green", "bob": "red", "cy": "red"}
    assert "reference picture" in found["bob"]["message"]
    assert found["bob"]["fix"]
    assert check_avatars(library, None, try_out, Console(), as_json=False) == 1
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["green", "ada"],
        ["red", "bob"],
        ["red", "cy"],
    ]


def test_one_folder_is_checked_alone(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _avatar(tmp_path / "elsewhere" / "dan")
    assert check_avatars(library, folder, try_out, Console(), as_json=True) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == ["dan"]
    assert check_avatars(library, tmp_path / "nothing", try_out, Console(), as_json=False) == 1
    assert "does not exist" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"not a picture", b"\x89PNG\r\n\x1a\n"], ids=["no picture", "cut off"])
def test_a_picture_that_cannot_be_decoded_is_found(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _avatar(tmp_path / "avatars" / "eve")
    (folder / "reference.png").write_bytes(content)
    assert check_avatars(Library((tmp_path / "avatars",)), None, try_out, Console(), as_json=True) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["id"], found["status"]) == ("eve", "red")
    assert "reference.png" in found["message"]
