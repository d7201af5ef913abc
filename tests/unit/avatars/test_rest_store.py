"""Drawn avatars at rest, kept between sessions."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from app.avatars import rest_store
from app.avatars.bundle import open_bundle
from app.avatars.crop import at_rest
from app.avatars.rest_store import KEPT, RestStore
from tests.helpers.avatars import layered_bundle, plain, still_bundle


def test_a_drawing_is_drawn_once_and_the_same_when_it_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_bundle(layered_bundle(tmp_path / "a"))
    store = RestStore(tmp_path / "cache")
    drawn = store.at_rest(bundle)
    np.testing.assert_array_equal(drawn.picture, at_rest(bundle).picture)

    def never(_: object) -> object:
        raise AssertionError("it was drawn again")

    monkeypatch.setattr(rest_store, "at_rest", never)
    again = RestStore(tmp_path / "cache").at_rest(bundle)
    np.testing.assert_array_equal(again.picture, drawn.picture)
    assert again.picture.flags.c_contiguous
    assert again.face is None


def test_a_changed_avatar_and_a_damaged_picture_are_drawn_anew(tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "a")
    store = RestStore(tmp_path / "cache")
    store.at_rest(open_bundle(folder))
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(b"\x89PNG no more")
    drawn = store.at_rest(open_bundle(folder))
    np.testing.assert_array_equal(drawn.picture, at_rest(open_bundle(folder)).picture)
    layer = next(path for path in folder.rglob("*.png"))
    os.utime(layer, ns=(1, 1))
    store.at_rest(open_bundle(folder))
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_photo_is_as_soon_read_and_not_kept(tmp_path: Path) -> None:
    bundle = open_bundle(still_bundle(tmp_path / "a", plain(60, 60, (200, 10, 20, 255))))
    assert RestStore(tmp_path / "cache").at_rest(bundle).picture.shape == (60, 60, 4)
    assert not (tmp_path / "cache").exists()


def test_what_was_not_used_for_long_goes_first(tmp_path: Path) -> None:
    bundle = open_bundle(layered_bundle(tmp_path / "a"))
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(KEPT):
        (cache / f"{number}.rest").write_bytes(b"")
        os.utime(cache / f"{number}.rest", ns=(number + 1, number + 1))
    RestStore(cache).at_rest(bundle)
    assert len(list(cache.iterdir())) == KEPT
    assert not (cache / "0.rest").exists()
    assert (cache / "1.rest").exists()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_the_avatar_is_drawn(
    tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("could not be kept")
    (tmp_path / "cache").write_bytes(b"a file is in the way")
    bundle = open_bundle(layered_bundle(tmp_path / "a"))
    assert RestStore(tmp_path / "cache").at_rest(bundle).picture.size
