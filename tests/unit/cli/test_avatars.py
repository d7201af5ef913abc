"""``avatars import|export|remove|restore``, as they are typed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app.main import main

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


@pytest.fixture
def base(tmp_path: Path) -> list[str]:
    return ["--basedir", str(tmp_path / "base"), "avatars"]


def test_a_picture_becomes_an_avatar_and_says_what_will_look_bad(
    base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*base, "import", str(PORTRAIT), "--name", "Eileen Collins"]) == 0
    out, err = capsys.readouterr()
    folder = tmp_path / "base" / "data" / "avatars" / "eileen-collins"
    assert out == f"eileen-collins\tEileen Collins\t{folder}\n"
    assert "The mouth is open" in err
    assert main([*base, "check", str(folder)]) == 0


def test_whose_face_it_is_is_said_or_asked_for(
    base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*base, "import", str(PORTRAIT), "--id", "host"]) == 0
    assert "Nobody has said whose face this is" in capsys.readouterr().err
    assert main([*base, "import", str(PORTRAIT), "--id", "other", "--face", "agreed:Eileen Collins"]) == 0
    assert "whose face" not in capsys.readouterr().err
    manifest = json.loads((tmp_path / "base" / "data" / "avatars" / "other" / "manifest.json").read_text())
    note = manifest["metadata"]["consent"]
    assert (note["whose"], note["name"], note["sha256"]) == (
        "agreed",
        "Eileen Collins",
        manifest["metadata"]["source_image_hash"],
    )
    for wrong in ("agreed", "own:Me", "someone"):
        with pytest.raises(SystemExit):
            main([*base, "import", str(PORTRAIT), "--face", wrong])


def test_in_json(base: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*base, "import", str(PORTRAIT), "--id", "host", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["name"], answer["status"]) == ("host", "astronaut", "green")
    assert {"import.small_face", "import.mouth_open"} == {notice["code"] for notice in answer["notices"]}
    assert all(notice["message"] and notice["fix"] for notice in answer["notices"])


def test_a_copy_is_made(base: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*base, "duplicate", "mira", "--name", "Mira at night", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["name"], answer["status"]) == ("mira-at-night", "Mira at night", "green")


def test_away_and_back(base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "host.zip"
    assert main([*base, "import", str(PORTRAIT), "--id", "host"]) == 0
    assert main([*base, "export", "host", str(target), "--json"]) == 0
    assert main([*base, "remove", "host", "--json"]) == 0
    lines = capsys.readouterr().out
    assert json.dumps({"id": "host", "file": str(target)}) in lines
    assert json.loads(lines.splitlines()[-1])["kept"].endswith("host")
    assert "host/manifest.json" in zipfile.ZipFile(target).namelist()
    assert main([*base, "import", str(target), "--id", "again"]) == 0
    assert main([*base, "list"]) == 0
    assert "again\tastronaut" in capsys.readouterr().out


def test_what_was_removed_is_listed_and_restored(
    base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "base" / "data" / "avatars"
    assert main([*base, "import", str(PORTRAIT), "--id", "host"]) == 0
    manifest = (folder / "host" / "manifest.json").read_bytes()
    assert main([*base, "remove", "host"]) == 0
    capsys.readouterr()
    assert main([*base, "list", "--removed"]) == 0
    assert capsys.readouterr().out == f"host\tastronaut\t{folder / '.removed' / 'host'}\n"
    assert main([*base, "restore", "host"]) == 0
    assert capsys.readouterr().out == f"host\tastronaut\t{folder / 'host'}\n"
    assert (folder / "host" / "manifest.json").read_bytes() == manifest
    assert main([*base, "list", "--removed", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_only_what_was_removed_is_restored(base: list[str], tmp_path: Path) -> None:
    assert main([*base, "import", str(PORTRAIT), "--id", "host"]) == 0
    assert main([*base, "remove", "host"]) == 0
    precious = tmp_path / "base" / "data" / "precious"
    precious.mkdir()
    assert main([*base, "restore", "../../precious"]) == 1
    assert precious.is_dir()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "nowhere.png"], "cannot be read"),
        (["import", __file__], "not a picture"),
        (["export", "nobody", "a.zip"], "no avatar called nobody"),
        (["restore", "nobody"], "No removed avatar called nobody"),
        (["remove", "mira"], "comes with the studio"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    base: list[str], arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*base, *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_the_report_names_nobody(base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*base, "import", str(PORTRAIT), "--name", "Eileen Collins", "--face", "own"]) == 0
    (tmp_path / "base" / "logs").mkdir(exist_ok=True)
    (tmp_path / "base" / "logs" / "studio.log").write_text("10:00 INFO Eileen Collins went on stage\n")
    capsys.readouterr()
    assert main([*base[:2], "report"]) == 0
    report = capsys.readouterr().out
    assert "[name] went on stage" in report
    assert "engine: builtin" in report
    assert "Eileen" not in report
