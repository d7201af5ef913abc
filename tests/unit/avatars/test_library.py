from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.avatars.library import Library
from app.base.errors import AppError
from tests.helpers.avatars import layered_bundle, manifest, still_bundle, write_json


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    still_bundle(tmp_path / "bundled" / "zoe", id="zoe", name="Zoe")
    layered_bundle(tmp_path / "bundled" / "ann", id="ann", name="Ann")
    still_bundle(tmp_path / "mine" / "me", id="me", name="Me")
    return tmp_path / "bundled", tmp_path / "mine"


def test_lists_what_is_bundled_first_and_each_by_name(roots: tuple[Path, Path]) -> None:
    entries = Library(roots).list()

    assert [(entry.id, entry.name) for entry in entries] == [("ann", "Ann"), ("zoe", "Zoe"), ("me", "Me")]
    assert entries[1].preview == roots[0] / "zoe" / "reference.png"
    assert all(entry.problem is None for entry in entries)


def test_lists_broken_bundles_with_the_reason(roots: tuple[Path, Path]) -> None:
    (roots[1] / "broken").mkdir()
    (roots[1] / "broken" / "manifest.json").write_text("{")

    entry = next(entry for entry in Library(roots).list() if entry.id == "broken")

    assert entry.problem is not None
    assert "it is not JSON" in entry.problem.message


def test_a_second_avatar_with_the_same_id_says_so(roots: tuple[Path, Path]) -> None:
    still_bundle(roots[1] / "other", id="zoe", name="Another Zoe")

    entries = {entry.name: entry for entry in Library(roots).list()}

    assert entries["Zoe"].problem is None
    problem = entries["Another Zoe"].problem
    assert problem is not None
    assert str(roots[0] / "zoe") in problem.message


def test_roots_that_do_not_exist_are_empty(tmp_path: Path) -> None:
    assert Library([tmp_path / "nowhere"]).list() == ()


def test_hidden_folders_and_files_are_no_avatars(roots: tuple[Path, Path]) -> None:
    (roots[1] / ".trash").mkdir()
    (roots[1] / "notes.txt").write_text("hello")

    assert len(Library(roots).list()) == 3


def test_resolves_an_id(roots: tuple[Path, Path]) -> None:
    assert Library(roots).resolve("me").folder == roots[1] / "me"


def test_resolves_an_id_that_is_not_the_folders_name(roots: tuple[Path, Path]) -> None:
    (roots[1] / "me").rename(roots[1] / "me (copy)")
    assert Library(roots).resolve("me").folder == roots[1] / "me (copy)"


def test_resolves_a_folder_outside_the_library(roots: tuple[Path, Path], tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "elsewhere" / "thé host", id="guest")
    assert Library(roots).resolve(str(folder)).id == "guest"


def test_resolves_a_folder_in_the_working_directory(
    roots: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_bundle(tmp_path / "here", id="guest")
    monkeypatch.chdir(tmp_path)
    assert Library(roots).resolve("here").id == "guest"


@pytest.mark.parametrize("name", ["nobody", "", "..", "."])
def test_an_unknown_avatar_is_named(roots: tuple[Path, Path], name: str) -> None:
    with pytest.raises(AppError) as error:
        Library(roots).resolve(name)
    assert error.value.code == "avatar.unknown"


def test_a_thousand_avatars_are_listed_in_a_moment(tmp_path: Path) -> None:
    for number in range(1000):
        folder = tmp_path / f"avatar-{number:04}"
        write_json(folder / "manifest.json", manifest(id=f"avatar-{number:04}"))
        (folder / "preview.png").write_bytes(b"not decoded by a list")

    begun_s = time.process_time()
    entries = Library([tmp_path]).list()

    assert len(entries) == 1000
    assert all(entry.problem is None and entry.preview is not None for entry in entries)
    assert time.process_time() - begun_s < 1.0
