from __future__ import annotations

import errno
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import open_bundle
from app.avatars.detector import FaceDetector
from app.avatars.face import Face
from app.avatars.face_handles import fitted, suggested_handles
from app.avatars.hosts import check, open_host
from app.avatars.importing import MAX_SIDE_PX, add_portrait, look_at
from app.avatars.library import Library
from app.avatars.pictures import load_picture
from app.avatars.shelf import KEPT_DAYS, Shelf
from app.base.errors import AppError
from app.base.paths import resources_dir
from tests.helpers.avatars import GREY, plain, still_bundle, write_picture

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "avatars"


@pytest.fixture
def library(root: Path, tmp_path: Path) -> Library:
    still_bundle(tmp_path / "bundled" / "mira", id="mira", name="Mira")
    return Library((tmp_path / "bundled", root))


@pytest.fixture
def shelf(root: Path, library: Library) -> Shelf:
    return Shelf(root, library)


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector(resources_dir() / "models")


def things_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_photograph_becomes_an_avatar_that_can_be_drawn(
    shelf: Shelf, library: Library, detector: FaceDetector
) -> None:
    portrait = look_at(PORTRAIT, detector)
    avatar_id = add_portrait(shelf, portrait, portrait.face, "Eileen Collins")

    bundle = library.resolve(avatar_id)
    check(bundle)
    assert (bundle.id, bundle.name, bundle.folder.name) == ("eileen-collins", "Eileen Collins", "eileen-collins")
    assert things_in(bundle.folder) == ["manifest.json", "preview.png", "reference.png"]
    assert bundle.face is not None
    assert np.abs(bundle.face.on(336, 360) - portrait.faces[0]).max() < 0.01
    assert bundle.reference is not None
    assert np.array_equal(load_picture(bundle.reference), portrait.picture)
    metadata = bundle.manifest.metadata
    assert metadata["original_source_image"] == "astronaut.jpg"
    assert len(metadata["source_image_hash"]) == 64
    assert metadata["face_box"][0] < metadata["face_box"][2]
    assert open_host(bundle, 168, 180).draw(open_host(bundle, 168, 180).motion.at(0)).shape == (180, 168, 4)


def test_a_drawing_is_placed_by_hand(shelf: Shelf, library: Library, detector: FaceDetector, tmp_path: Path) -> None:
    portrait = look_at(write_picture(tmp_path / "a.png", plain(300, 400, GREY)), detector)
    assert portrait.face is None
    assert [notice.code for notice in portrait.notices] == ["import.no_face"]
    face = Face.of(fitted(suggested_handles(300, 400)), 300, 400, "user")
    bundle = library.resolve(add_portrait(shelf, portrait, face, portrait.name))
    assert bundle.face == face


def test_alpha_is_kept(shelf: Shelf, library: Library, tmp_path: Path) -> None:
    picture = plain(40, 60, (200, 100, 50, 255))
    picture[:, 20:] = (200, 100, 50, 128)
    picture[:10] = (9, 9, 9, 0)
    portrait = look_at(write_picture(tmp_path / "a.png", picture), None)
    bundle = library.resolve(add_portrait(shelf, portrait, None, "Cut out"))
    assert bundle.reference is not None
    assert np.array_equal(load_picture(bundle.reference), portrait.picture)
    assert bundle.manifest.metadata["matting_status"] == "transparent_ready"


def test_a_large_picture_is_made_sensible(tmp_path: Path) -> None:
    portrait = look_at(write_picture(tmp_path / "a.png", plain(9000, 2000, GREY)), None)
    assert portrait.picture.shape == (480, MAX_SIDE_PX, 4)


def test_imports_at_the_same_time_do_not_hinder_each_other(shelf: Shelf, library: Library) -> None:
    portrait = look_at(PORTRAIT, None)
    with ThreadPoolExecutor(8) as workers:
        made = list(workers.map(lambda _: add_portrait(shelf, portrait, None, "Eileen"), range(24)))
    assert len(set(made)) == 24
    assert {entry.id for entry in library.list()} == {"mira", *made}


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_a_picture_of_a_pixel_is_a_picture(
    shelf: Shelf, library: Library, detector: FaceDetector, tmp_path: Path, size: tuple[int, int]
) -> None:
    portrait = look_at(write_picture(tmp_path / "a.png", plain(*size, GREY)), detector)
    check(library.resolve(add_portrait(shelf, portrait, None, "Dot")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mira", "mira-2"),  # the bundled one has the first
        ("Żółw Ninja!", "zow-ninja"),
        ("老子", "avatar"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "avatar-con"),
        ("x" * 300, "x" * 60),
        ("", "avatar"),
    ],
)
def test_an_id_is_a_folder_on_every_system(shelf: Shelf, root: Path, name: str, expected: str) -> None:
    portrait = look_at(PORTRAIT, None)
    assert add_portrait(shelf, portrait, None, name) == expected
    assert open_bundle(root / expected).id == expected
    assert things_in(root) == [expected]


def test_nobody_gets_an_id_twice(shelf: Shelf, library: Library) -> None:
    portrait = look_at(PORTRAIT, None)
    ids = [add_portrait(shelf, portrait, None, "Host") for _ in range(3)]
    assert ids == ["host", "host-2", "host-3"]
    shelf.remove("host-2")
    assert add_portrait(shelf, portrait, None, "Host") == "host-4", "the removed one may come back"
    shelf.restore("host-2")
    assert all(entry.problem is None for entry in library.list())


@pytest.mark.parametrize("fails_at", [0, 1])
def test_a_full_disk_leaves_nothing(shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    portrait = look_at(PORTRAIT, None)
    written: list[Path] = []
    write_bytes = Path.write_bytes

    def write(path: Path, data: bytes) -> int:
        if len(written) == fails_at:
            write_bytes(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(AppError) as error:
        add_portrait(shelf, portrait, None, "Host")
    assert error.value.code == "avatar.not_written"
    assert "No space left" in error.value.message
    assert things_in(root) == []


def test_drafts_of_a_killed_import_are_no_avatars_and_go(shelf: Shelf, root: Path, library: Library) -> None:
    old, new = root / ".draft-old", root / ".draft-new"
    for draft in (old, new):
        still_bundle(draft, id="half")
    day_s = 86_400
    os.utime(old, (time.time() - 2 * day_s,) * 2)
    add_portrait(shelf, look_at(PORTRAIT, None), None, "Host")
    assert things_in(root) == [".draft-new", "host"]
    assert [entry.id for entry in library.list()] == ["mira", "host"]


def test_removed_and_brought_back(shelf: Shelf, root: Path, library: Library) -> None:
    add_portrait(shelf, look_at(PORTRAIT, None), None, "Host")
    before = {path.name: path.read_bytes() for path in (root / "host").iterdir()}
    shelf.remove("host")
    assert [entry.id for entry in library.list()] == ["mira"]
    shelf.restore("host")
    assert {path.name: path.read_bytes() for path in (root / "host").iterdir()} == before
    with pytest.raises(AppError) as error:
        shelf.restore("host")
    assert error.value.code == "avatar.not_restored"


def test_removed_long_ago_is_gone(shelf: Shelf, root: Path) -> None:
    for name in ("Old", "New"):
        add_portrait(shelf, look_at(PORTRAIT, None), None, name)
    shelf.remove("old")
    os.utime(root / ".removed" / "old", (time.time() - (KEPT_DAYS + 1) * 86_400,) * 2)
    shelf.remove("new")
    assert things_in(root / ".removed") == ["new"]


@pytest.mark.parametrize(("avatar", "code"), [("mira", "avatar.bundled"), ("nobody", "avatar.unknown")])
def test_only_ones_own_avatars_can_be_removed(shelf: Shelf, avatar: str, code: str) -> None:
    with pytest.raises(AppError) as error:
        shelf.remove(avatar)
    assert error.value.code == code


def test_a_folder_elsewhere_is_not_removed(shelf: Shelf, tmp_path: Path) -> None:
    elsewhere = still_bundle(tmp_path / "elsewhere", id="guest")
    with pytest.raises(AppError):
        shelf.remove(str(elsewhere))
    assert elsewhere.is_dir()


def test_the_manifest_is_what_others_read(shelf: Shelf, root: Path) -> None:
    add_portrait(shelf, look_at(PORTRAIT, None), None, "Ä host")
    manifest = json.loads((root / "a-host" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["name"] == "Ä host"
    assert {"id", "model_type", "fps", "sample_rate", "width", "height", "version"} <= manifest.keys()
