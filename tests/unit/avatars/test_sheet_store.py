"""Hosts drawn from what is kept of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.avatars import sheet_store
from app.avatars.bundle import open_bundle
from app.avatars.hosts import open_host
from app.avatars.motion import Pose
from app.avatars.sheet_host import Host, host_from
from app.avatars.sheet_store import SheetStore
from app.base.errors import AppError
from app.base.paths import resources_dir
from tests.helpers.avatars import layered_bundle, plain, still_bundle
from tests.helpers.portraits import landmarks, painted, portrait_bundle

POSES = (
    Pose(),
    Pose(breath=0.7, sway=-0.6, nod=0.4, blink=1.0),
    Pose(openness=0.8, spread=0.9, smile=0.6),
    Pose(openness=0.3, spread=-1.0, surprise=0.9, turn=0.5),
    Pose(press=1.0, wink=1.0, sway=0.9, tilt=0.3),
)


def never(*_: object) -> object:
    raise AssertionError("it was drawn again")


def assert_same(one: Host, other: Host) -> None:
    assert one.audio == other.audio
    poses = [*POSES, *(one.motion.at(second * 1_300_000_000) for second in range(4))]
    assert poses == [*POSES, *(other.motion.at(second * 1_300_000_000) for second in range(4))]
    for pose in poses:
        np.testing.assert_array_equal(one.draw(pose), other.draw(pose), err_msg=str(pose))


def bundles(folder: Path) -> list[Path]:
    return [
        resources_dir() / "avatars" / "mira",
        layered_bundle(folder / "layered"),
        still_bundle(folder / "still", plain(60, 60, (200, 10, 20, 255))),
        portrait_bundle(folder / "opaque", painted(), landmarks()),
        portrait_bundle(folder / "clear", painted(clear=True), landmarks()),
    ]


def test_a_host_looks_the_same_from_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, folder in enumerate(bundles(tmp_path)):
        bundle, size = open_bundle(folder), (97, 130)
        cache = tmp_path / "cache" / str(number)
        drawn = open_host(bundle, *size)
        first, path = SheetStore(cache).open(bundle, *size)
        assert path is not None
        with monkeypatch.context() as patched:
            patched.setattr(sheet_store, "draw_sheet", never)
            again, same = SheetStore(cache).open(bundle, *size)
        assert same == path
        assert_same(host_from(first), drawn)
        assert_same(host_from(again), drawn)
        assert_same(host_from(again), drawn)  # also where another has put a face together in it


def test_what_has_changed_is_drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = layered_bundle(tmp_path / "avatar")
    store = SheetStore(tmp_path / "cache")

    def name(width_px: int = 40) -> Path | None:
        return store.open(open_bundle(folder), width_px, 50)[1]

    first = name()
    assert first is not None
    assert name() == first
    assert name(50) != first
    os.utime(next(path for path in folder.rglob("*.png")), ns=(1, 1))
    second = name()
    assert second not in (first, None)
    monkeypatch.setattr(sheet_store, "_program", lambda: [(1, 2)])  # another version of the studio
    assert name() not in (first, second, None)


def test_a_damaged_sheet_is_drawn_anew(tmp_path: Path) -> None:
    bundle = open_bundle(layered_bundle(tmp_path / "avatar"))
    store = SheetStore(tmp_path / "cache")
    path = store.open(bundle, 40, 50)[1]
    assert path is not None
    content = bytearray(path.read_bytes())
    content[-5000] ^= 1
    path.write_bytes(content)
    sheet, again = store.open(bundle, 40, 50)
    assert again == path
    assert_same(host_from(sheet), open_host(bundle, 40, 50))


def test_a_broken_avatar_says_so(tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "avatar")
    next(path for path in folder.rglob("*.png")).write_bytes(b"no picture")
    with pytest.raises(AppError) as refused:
        SheetStore(tmp_path / "cache").open(open_bundle(folder), 40, 50)
    assert refused.value.code.startswith("picture.")


def test_what_was_not_used_for_long_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, cache = SheetStore(tmp_path / "cache"), tmp_path / "cache"
    folders = [shutil.copytree(layered_bundle(tmp_path / "avatar"), tmp_path / str(n)) for n in range(4)]
    paths: list[Path] = []
    for number, folder in enumerate(folders[:3]):
        path = store.open(open_bundle(folder), 40, 50)[1]
        assert path is not None
        os.utime(path, ns=(number + 1, number + 1))
        paths.append(path)
    store.open(open_bundle(folders[0]), 40, 50)
    monkeypatch.setattr(sheet_store, "KEPT_BYTES", 3 * paths[0].stat().st_size)
    newest = store.open(open_bundle(folders[3]), 40, 50)[1]
    assert {path.name for path in cache.iterdir()} == {one.name for one in (paths[0], paths[2], newest) if one}
    monkeypatch.setattr(sheet_store, "KEPT_BYTES", 1)
    os.utime(folders[3] / "manifest.json", ns=(1, 1))
    alone = store.open(open_bundle(folders[3]), 40, 50)[1]
    assert list(cache.iterdir()) == [alone], "the newest stays, however large"


def test_a_folder_that_cannot_be_written_keeps_nothing_and_the_host_is_drawn(
    tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("could not be kept")
    (tmp_path / "cache").write_bytes(b"a file is in the way")
    bundle = open_bundle(layered_bundle(tmp_path / "avatar"))
    sheet, path = SheetStore(tmp_path / "cache").open(bundle, 40, 50)
    assert path is None
    assert_same(host_from(sheet), open_host(bundle, 40, 50))
