"""Profiles and scene collections at the command line, while no studio runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.base.settings import ProgramSettings, Settings
from app.base.settings_store import SettingsStore
from app.main import main


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "base"


def say(base: Path, capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, str, str]:
    code = main(["--basedir", str(base), *line])
    out, err = capsys.readouterr()
    return code, out, err


def stored(base: Path) -> Settings:
    return SettingsStore(Paths.find(base).settings_file).load()[0]


def test_profiles_from_the_first_to_the_last(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert say(base, capsys, "profile", "list") == (0, "* Untitled\n", "")
    SettingsStore(Paths.find(base).settings_file).save(Settings(program=ProgramSettings(size="720x1280")))
    assert say(base, capsys, "profile", "new", "Wide")[:2] == (0, "Wide\n")
    assert (stored(base).program.size, stored(base).current.profile) == ("1280x720", "Wide")
    assert say(base, capsys, "profile", "switch", "untitled")[0] == 0
    assert (stored(base).program.size, stored(base).current.profile) == ("720x1280", "Untitled")
    assert say(base, capsys, "profile", "rename", "Untitled", "Upright")[0] == 0
    assert json.loads(say(base, capsys, "profile", "list", "--json")[1]) == {
        "current": "Upright",
        "names": ["Upright", "Wide"],
    }
    out = tmp_path / "upright.json"
    assert say(base, capsys, "profile", "export", "Upright", str(out))[0] == 0
    code, _, told = say(base, capsys, "profile", "export", "Upright", str(out))
    assert (code, "--force" in told) == (1, True)
    assert say(base, capsys, "profile", "import", str(out))[1] == "Upright 2\n"
    assert say(base, capsys, "profile", "duplicate", "Upright 2", "Third")[0] == 0
    assert stored(base).program.size == "720x1280"
    for name in ("Third", "Upright 2", "Wide"):
        assert say(base, capsys, "profile", "remove", name)[0] == 0
    code, _, told = say(base, capsys, "profile", "remove", "Upright")
    assert (code, "is the last one" in told) == (1, True)


def test_what_is_not_there_is_said_in_a_sentence(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["profile", "switch", "Nobody"], ["profile", "import", "nothing.json"], ["collection", "switch", "X"]):
        code, out, told = say(base, capsys, *line)
        assert (code, out) == (1, "")
        assert told.count("\n") <= 2
        assert "Traceback" not in told


def test_collections_are_kept_in_the_same_way(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert say(base, capsys, "collection", "new", "Talk show")[0] == 0
    assert say(base, capsys, "collection", "list")[1] == "* Talk show\n  Untitled\n"
    assert json.loads(Paths.find(base).scenes_file.read_text("utf-8"))["scenes"]
    assert say(base, capsys, "collection", "switch", "Untitled")[0] == 0
    assert stored(base).current.scenes == "Untitled"
