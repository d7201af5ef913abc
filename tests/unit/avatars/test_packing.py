from __future__ import annotations

import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.avatars import packing
from app.avatars.keeper import Imported, Keeper, is_picture
from app.avatars.library import Library
from app.avatars.shelf import Shelf
from app.base.errors import AppError
from app.base.paths import resources_dir
from tests.helpers.avatars import layered_bundle, still_bundle

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mine" / "avatars"


@pytest.fixture
def library(root: Path) -> Library:
    return Library((root,))


@pytest.fixture
def shelf(root: Path, library: Library) -> Shelf:
    return Shelf(root, library)


def import_path(shelf: Shelf, path: Path, name: str = "", models: Path = Path("nowhere")) -> Imported:
    return Keeper(shelf, Library(()), models).take(path, name)


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, top + path.relative_to(folder).as_posix())
    return target


def files_in(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("top", ["", "host/", "Some Folder/"])
@pytest.mark.parametrize("make", [still_bundle, layered_bundle])
def test_a_zip_becomes_an_avatar(
    shelf: Shelf, library: Library, tmp_path: Path, make: Callable[..., Path], top: str
) -> None:
    folder = make(tmp_path / "made", id="host", name="A Host", custom="kept")
    imported = import_path(shelf, zipped(folder, tmp_path / "a.zip", top))
    bundle = library.resolve(imported.id)
    assert (bundle.id, bundle.name) == ("host", "A Host")
    assert json.loads((bundle.folder / "manifest.json").read_text())["custom"] == "kept"
    assert files_in(bundle.folder).keys() == files_in(folder).keys()


def test_a_folder_is_copied(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "made", id="host")
    assert not is_picture(folder)
    first, second = (import_path(shelf, folder).id for _ in range(2))
    assert (first, second) == ("host", "host-2")
    assert library.resolve("host-2").light2d is not None


def test_there_and_back(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    import_path(shelf, PORTRAIT, "Eileen")
    target = tmp_path / "out.zip"
    packing.pack(library.resolve("eileen"), target, overwrite=False)
    before = files_in(library.resolve("eileen").folder)
    shelf.remove("eileen")
    again = import_path(shelf, target)
    after = files_in(library.resolve(again.id).folder)
    assert again.id == "eileen-2"
    assert {name: after[name] for name in after if name != "manifest.json"} == {
        name: before[name] for name in before if name != "manifest.json"
    }
    assert json.loads(after["manifest.json"]) == json.loads(before["manifest.json"]) | {"id": "eileen-2"}


def test_an_export_overwrites_only_when_told_and_leaves_no_draft(
    shelf: Shelf, library: Library, tmp_path: Path
) -> None:
    import_path(shelf, PORTRAIT, "Eileen")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"precious")
    with pytest.raises(AppError) as error:
        packing.pack(library.resolve("eileen"), folder / "a.zip", overwrite=False)
    assert error.value.code == "avatar.not_exported"
    assert (folder / "a.zip").read_bytes() == b"precious"
    packing.pack(library.resolve("eileen"), folder / "a.zip", overwrite=True)
    assert zipfile.is_zipfile(folder / "a.zip")
    with pytest.raises(AppError):
        packing.pack(library.resolve("eileen"), folder / "nowhere" / "a.zip", overwrite=True)
    assert [path.name for path in folder.iterdir()] == ["a.zip"]


def test_the_face_of_a_foreign_bundle_is_found(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "made", id="host")
    (folder / "reference.png").unlink()
    (folder / "reference.jpg").write_bytes(PORTRAIT.read_bytes())
    import_path(shelf, folder, models=resources_dir() / "models")
    assert library.resolve("host").face is not None


def malicious(tmp_path: Path, write: Callable[[zipfile.ZipFile], object]) -> Path:
    path = zipped(still_bundle(tmp_path / "made", id="host"), tmp_path / "bad.zip")
    with zipfile.ZipFile(path, "a") as packed:
        write(packed)
    return path


def entry(name: str, content: bytes = b"x") -> Callable[[zipfile.ZipFile], object]:
    def write(packed: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("x")
        info.filename = info.orig_filename = name
        packed.writestr(info, content)

    return write


def link(packed: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("reference.jpg")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed.writestr(info, "/etc/passwd")


BAD_NAMES = [
    "../outside.txt", "a/../../outside.txt", "/tmp/outside.txt", "C:/outside.txt", "C:outside.txt", "..\\outside.txt",
    "\\\\server\\share\\x", "a/CON", "aux.txt", "lpt1.png", "trailing.", "blank ", "new\nline", "manifest.json:stream",
    "x" * 300, "MANIFEST.JSON", "manifest.json/x", "a<b",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_lead_elsewhere_are_refused(shelf: Shelf, root: Path, tmp_path: Path, name: str) -> None:
    path = malicious(tmp_path, entry(name))
    before = files_in(tmp_path)
    with pytest.raises(AppError) as error:
        import_path(shelf, path)
    assert error.value.code == "avatar.unsafe_zip"
    assert files_in(tmp_path) == before
    assert list(root.iterdir()) == []


def test_links_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        import_path(shelf, malicious(tmp_path, link))
    assert error.value.code == "avatar.unsafe_zip"


def test_links_in_a_folder_are_not_followed(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    folder = still_bundle(tmp_path / "made", id="host")
    (folder / "frames").symlink_to(tmp_path, target_is_directory=True)
    (folder / "note.txt").symlink_to(secret)
    import_path(shelf, folder)
    assert files_in(library.resolve("host").folder).keys() == {"manifest.json", "reference.png"}


def zeros(packed: zipfile.ZipFile) -> None:
    packed.writestr("zeros", b"\0" * 2**26, zipfile.ZIP_DEFLATED)


def test_a_bomb_is_stopped(shelf: Shelf, root: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        import_path(shelf, malicious(tmp_path, zeros))
    assert error.value.code == "avatar.too_large"
    assert list(root.iterdir()) == []


def test_too_many_files_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    def many(packed: zipfile.ZipFile) -> None:
        for number in range(packing.MAX_FILES):
            packed.writestr(str(number), b"")

    with pytest.raises(AppError) as error:
        import_path(shelf, malicious(tmp_path, many))
    assert error.value.code == "avatar.too_large"


@pytest.mark.parametrize("size", [2**31, packing.MAX_FILES * 1024 + 1])
def test_an_endless_list_of_files_is_not_read(shelf: Shelf, tmp_path: Path, size: int) -> None:
    path = malicious(tmp_path, entry("a"))
    data = bytearray(path.read_bytes())
    data[-10:-6] = struct.pack("<I", size)
    path.write_bytes(data)
    with pytest.raises(AppError) as error:
        import_path(shelf, path)
    assert error.value.code == "avatar.too_large"


def test_a_password_is_said(shelf: Shelf, tmp_path: Path) -> None:
    path = zipped(still_bundle(tmp_path / "made"), tmp_path / "a.zip")
    data = path.read_bytes()
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = data.split(magic)
        data = magic.join([pieces[0], *(p[: flags - 4] + b"\x01" + p[flags - 3 :] for p in pieces[1:])])
    path.write_bytes(data)
    with pytest.raises(AppError, match="password"):
        import_path(shelf, path)


@pytest.mark.parametrize("what", ["empty", "cut", "other", "no manifest", "no picture", "bad picture", "bad manifest"])
def test_what_is_no_avatar_says_why_in_its_own_name(shelf: Shelf, root: Path, tmp_path: Path, what: str) -> None:
    folder = still_bundle(tmp_path / "made", id="host")
    path = tmp_path / "my-host.zip"
    if what == "no picture":
        (folder / "reference.png").unlink()
    elif what == "bad picture":
        (folder / "reference.png").write_bytes(b"GIF89a")
    elif what == "bad manifest":
        (folder / "manifest.json").write_text('{"id": "host"}')
    zipped(folder, path)
    if what == "empty":
        path.write_bytes(b"PK\x05\x06" + bytes(18))
    elif what == "cut":
        path.write_bytes(path.read_bytes()[:200])
    elif what == "no manifest":
        path.write_bytes(b"")
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("word/document.xml", "x")
    elif what == "other":
        path.write_bytes(b"PK\x03\x04" + os.urandom(500))
    with pytest.raises(AppError) as error:
        import_path(shelf, path)
    assert error.value.code.startswith(("avatar.", "picture."))
    assert ".draft" not in error.value.message
    assert list(root.iterdir()) == []


def test_systems_leavings_are_left_out(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    path = zipped(still_bundle(tmp_path / "made", id="host"), tmp_path / "a.zip", "host/")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("__MACOSX/host/._manifest.json", b"x")
        packed.writestr("host/.DS_Store", b"x")
    assert files_in(library.resolve(import_path(shelf, path).id).folder).keys() == {
        "manifest.json",
        "reference.png",
    }


def test_a_wild_id_is_tamed(shelf: Shelf, root: Path, tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "made", id="../../Evil Host")
    assert import_path(shelf, folder).id == "evil-host"
    assert [path.name for path in root.iterdir()] == ["evil-host"]


def test_an_avatar_without_a_manifest_copies_nothing(shelf: Shelf, root: Path, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "a.png").write_bytes(b"x")
    with pytest.raises(AppError) as error:
        import_path(shelf, tmp_path / "holiday")
    assert error.value.code == "avatar.no_manifest"
    assert list(root.iterdir()) == []


def test_without_the_models_a_picture_is_imported_and_the_reason_said(shelf: Shelf) -> None:
    imported = import_path(shelf, PORTRAIT)
    assert [notice.code for notice in imported.notices] == ["face.no_detector"]
    assert "by hand" in imported.notices[0].hint
