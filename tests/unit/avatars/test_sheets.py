"""Files of pictures that several processes map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.avatars.sheets import Sheet, read_sheet, write_sheet


def sheet() -> Sheet:
    rows = np.arange(2 * 30 * 70, dtype=np.uint32).reshape(2, 30, 70)
    pixels = (np.arange(13 * 7 * 4) % 251).astype(np.uint8).reshape(13, 7, 4)
    points = np.linspace(0, 1, 10, dtype=np.float32).reshape(5, 2)
    return Sheet("layered", {"avatar": "mira", "chin": 0.1 + 0.2}, {"rows": rows, "0": pixels, "points": points})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mira.sheet"
    write_sheet(path, sheet())
    return path


def test_a_sheet_comes_back_as_it_was(path: Path) -> None:
    read = read_sheet(path)
    assert read is not None
    assert (read.kind, read.plan) == ("layered", sheet().plan)
    assert list(read.pictures) == list(sheet().pictures)
    for name, picture in sheet().pictures.items():
        assert read.pictures[name].dtype == picture.dtype
        np.testing.assert_array_equal(read.pictures[name], picture)
        assert read.pictures[name].flags.c_contiguous
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_is_written_to_a_picture_nobody_else_sees(path: Path) -> None:
    content = path.read_bytes()
    mine, other = read_sheet(path), read_sheet(path)
    assert mine is not None
    assert other is not None
    mine.pictures["rows"][1, 3] = 7
    np.testing.assert_array_equal(other.pictures["rows"], sheet().pictures["rows"])
    assert path.read_bytes() == content
    later = read_sheet(path)
    assert later is not None
    np.testing.assert_array_equal(later.pictures["rows"], sheet().pictures["rows"])


def test_pictures_outlive_their_file(path: Path) -> None:
    read = read_sheet(path)
    assert read is not None
    try:
        path.unlink()
    except PermissionError:  # Windows keeps what somebody reads
        return
    np.testing.assert_array_equal(read.pictures["0"], sheet().pictures["0"])


def test_a_damaged_file_is_no_sheet(path: Path) -> None:
    content = path.read_bytes()
    for place in (0, 8, 12, 16, 30, 200, len(content) // 2, len(content) - 1):
        damaged = bytearray(content)
        damaged[place] ^= 0x40
        path.with_name("damaged").write_bytes(damaged)
        assert read_sheet(path.with_name("damaged")) is None, f"byte {place}"
    for short in (0, 5, 24, 4096, len(content) - 1):
        path.with_name("short").write_bytes(content[:short])
        assert read_sheet(path.with_name("short")) is None, f"{short} bytes"
    path.with_name("long").write_bytes(content + b"\0")
    assert read_sheet(path.with_name("long")) is None
    assert read_sheet(path.with_name("missing")) is None
    assert read_sheet(path.parent) is None


def test_pictures_of_an_unknown_kind_are_none(tmp_path: Path) -> None:
    write_sheet(tmp_path / "odd.sheet", Sheet("layered", {}, {"rows": np.zeros(3, np.complex128)}))
    assert read_sheet(tmp_path / "odd.sheet") is None


def test_a_sheet_that_does_not_fit_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, __: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_sheet(tmp_path / "mira.sheet", sheet())
    assert not list(tmp_path.iterdir())
