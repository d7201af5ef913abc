"""Files that people give names to."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.named_files import NamedFiles, checked_name


@pytest.fixture
def files(tmp_path: Path) -> NamedFiles:
    return NamedFiles(tmp_path / "kept", ".toml")


@pytest.mark.parametrize(
    "name", ["Evening", "直播 工作室", "a/b\\c", "..", ".hidden", "50 % off: now?", "CON", "x.toml"]
)
def test_any_name_is_a_file_in_the_folder(files: NamedFiles, tmp_path: Path, name: str) -> None:
    assert files.names() == ()
    files.write(name, b"1")
    assert files.names() == (name,)
    assert files.read(name) == b"1"
    (path,) = (tmp_path / "kept").iterdir()
    assert path.parent == tmp_path / "kept"
    files.rename(name, "Other")
    assert (files.names(), files.read("Other")) == (("Other",), b"1")
    files.remove("Other")
    assert files.names() == ()
    assert [one.read_bytes() for one in (tmp_path / "kept").iterdir()] == [b"1"], "nothing is lost by a slip"


@pytest.mark.parametrize("name", ["CON", "nul", "com1", "Lpt9", "aux.old"])
def test_what_windows_takes_for_a_device_is_a_file_all_the_same(files: NamedFiles, tmp_path: Path, name: str) -> None:
    files.write(name, b"content")
    assert files.names() == (name,)
    assert files.read(name) == b"content"
    (written,) = (one.name for one in tmp_path.rglob("*") if one.is_file())
    assert not written.upper().startswith(name.upper()[:3])


def test_upper_and_lower_case_are_one_name(files: NamedFiles) -> None:
    files.write("Evening", b"1")
    files.write("evening", b"2")
    assert (files.names(), files.read("EVENING")) == (("Evening",), b"2")


def test_what_is_not_there_is_said(files: NamedFiles) -> None:
    with pytest.raises(AppError, match="Nothing cannot be read"):
        files.read("Nothing")
    files.rename("Nothing", "Something")
    files.remove("Nothing")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 80"):
        checked_name(name)


def test_a_name_loses_its_outer_blanks() -> None:
    assert checked_name("  Late   show ") == "Late show"


def test_a_name_that_is_no_name_of_a_file_is_refused_before_anybody_has_it(files: NamedFiles) -> None:
    longest = "直" * 25
    files.write(checked_name(longest), b"1")
    files.rename(longest, longest[:-1] + "播")
    files.remove(longest[:-1] + "播")
    with pytest.raises(ValueError, match="too long for the name of a file"):
        checked_name("直" * 26)
