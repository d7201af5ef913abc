from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.paths import Paths, resources_dir

posix_only = pytest.mark.skipif(os.name != "posix", reason="owner and mode are posix words")


def test_all_folders_lie_below_the_base_folder(tmp_path: Path) -> None:
    base = tmp_path / "直播 工具"
    paths = Paths.find(base)
    paths.make()
    for folder in (paths.config, paths.data, paths.cache, paths.logs, paths.avatars):
        assert folder.is_dir()
        assert folder.is_relative_to(base)
    assert paths.runtime.is_dir()
    assert paths.settings_file.parent == paths.config
    assert paths.crash_file.parent == paths.logs


def test_nothing_is_made_before_it_is_asked_for(tmp_path: Path) -> None:
    Paths.find(tmp_path / "base")
    assert list(tmp_path.iterdir()) == []


def test_user_folders_carry_the_name_of_the_program() -> None:
    paths = Paths.find()
    assert all("FlashTalk Studio" in str(folder) for folder in (paths.config, paths.data, paths.cache, paths.logs))


@pytest.mark.skipif(sys.platform != "linux", reason="the session's runtime folder is a word of freedesktop")
def test_user_runtime_folder_is_the_session_s_or_a_private_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as session:  # pytest's own folders are too long for a socket
        monkeypatch.setenv("XDG_RUNTIME_DIR", session)
        assert Paths.find().runtime == Path(session) / "FlashTalk Studio"
    for missing in ("", str(tmp_path / "gone")):
        monkeypatch.setenv("XDG_RUNTIME_DIR", missing)
        assert Paths.find().runtime.name.startswith(f"flashtalk-{os.getuid()}-")


@posix_only
def test_runtime_folder_is_private_even_when_it_was_not(tmp_path: Path) -> None:
    paths = Paths.find(tmp_path)
    paths.runtime.mkdir(parents=True, exist_ok=True)
    paths.runtime.chmod(0o755)
    paths.make()
    assert paths.runtime.stat().st_mode & 0o777 == 0o700


@posix_only
def test_long_base_folder_still_has_room_for_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    base = tmp_path / ("长" * 40)
    paths = Paths.find(base)
    assert not paths.runtime.is_relative_to(base)
    assert len(os.fsencode(paths.runtime.relative_to(tmp_path))) < 50
    assert paths == Paths.find(base)
    assert paths.runtime != Paths.find(tmp_path / ("久" * 40)).runtime


@posix_only
def test_runtime_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    paths = Paths.find(tmp_path / "base")
    (tmp_path / "elsewhere").mkdir()
    paths.runtime.parent.mkdir(parents=True, exist_ok=True)
    paths.runtime.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AppError) as caught:
        paths.make()
    assert caught.value.code == "paths.runtime_not_ours"


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "base").write_text("a file where a folder should be")
    with pytest.raises(AppError) as caught:
        Paths.find(tmp_path / "base").make()
    assert caught.value.code == "paths.not_writable"
    assert str(tmp_path / "base") in caught.value.message


def test_resources_are_found_in_the_source_and_in_a_packaged_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources_dir() == Path(__file__).parents[3] / "resources"
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources_dir() == tmp_path / "studio" / "resources"
