"""What is kept on the disks: sizes, caps, cleaning, and moving without losing anything."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.storage import SLOW_BYTES_A_SECOND, Place, clean, look, move, trim, write_rate


def write(path: Path, size: int, age_s: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (1_700_000_000 - age_s,) * 2)
    return path


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's, in a folder of the test's."""
    folder = tmp_path / "trash"
    monkeypatch.setattr("send2trash.plat_other.HOMETRASH_B", bytes(folder))
    monkeypatch.setattr("send2trash.plat_other.XDG_DATA_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr("send2trash.plat_other.get_dev", lambda path: 1)  # all lies on one disk
    return folder


def moved(place: Place, target: Path, stop: threading.Event | None = None) -> bool:
    return move(place, target, lambda *_: None, stop or threading.Event())


def no_second_names(source: object, target: object) -> None:
    raise OSError(18, "Invalid cross-device link")


def test_a_place_that_is_not_there_is_empty_and_its_disk_is_told(tmp_path: Path) -> None:
    kept = look(Place("models", tmp_path / "far" / "away", 10))
    assert (kept.bytes_, kept.files, kept.over, kept.slow) == (0, 0, False, False)
    assert kept.free_bytes == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)
    assert not (tmp_path / "far").exists()


def test_sizes_and_caps(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", 70)
    write(tmp_path / "c", 40)
    kept = look(Place("models", tmp_path, 100))
    assert (kept.bytes_, kept.files, kept.over, kept.removable) == (110, 2, True, 0)
    assert not look(Place("models", tmp_path)).over


@pytest.mark.parametrize(("rate", "slow"), [(SLOW_BYTES_A_SECOND - 1.0, True), (4e9, False), (None, False)])
def test_a_slow_disk_is_said(tmp_path: Path, rate: float | None, slow: bool) -> None:
    assert look(Place("models", tmp_path), lambda folder: rate).slow is slow


def test_a_nearly_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room._replace(free=9_000_000_000))
    assert look(Place("models", tmp_path)).low
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room._replace(free=90_000_000_000))
    assert not look(Place("models", tmp_path)).low


def test_trying_a_disk_leaves_nothing(tmp_path: Path) -> None:
    rate = write_rate(tmp_path)
    assert rate is not None
    assert rate > 0
    assert list(tmp_path.iterdir()) == []
    assert write_rate(tmp_path / "nowhere") is None


def test_of_weights_only_what_has_not_come_is_cleaned(tmp_path: Path) -> None:
    whole, part = write(tmp_path / "m" / "w.safetensors", 9), write(tmp_path / "m" / "v.safetensors.part", 5)
    assert look(Place("models", tmp_path)).removable == 5
    clean(Place("models", tmp_path))
    assert (whole.exists(), part.exists()) == (True, False)
    trim(Place("models", tmp_path, 1))
    assert whole.exists()


def test_of_recordings_go_those_that_were_chosen_and_they_can_be_had_back(tmp_path: Path, trash: Path) -> None:
    place = Place("recordings", tmp_path / "films", 1)
    for age_s, name in enumerate(("new.mp4", "old.mp4", "older.mp4", "holiday.jpg")):
        write(place.folder / name, 9, age_s)
    kept = look(place)
    assert (kept.files, kept.over, kept.removable) == (3, True, 27)
    assert [item.name for item in kept.items] == ["older.mp4", "old.mp4", "new.mp4"]
    trim(place)
    for names in ((), ("old.mp4", "../films/new.mp4"), ("holiday.jpg",)):
        with pytest.raises(AppError, match="nothing was removed"):
            clean(place, names)
    assert len(list(place.folder.iterdir())) == 4
    clean(place, ("older.mp4", "old.mp4"))
    assert sorted(path.name for path in place.folder.iterdir()) == ["holiday.jpg", "new.mp4"]
    assert sorted(path.name for path in (trash / "files").iterdir()) == ["old.mp4", "older.mp4"]
    assert f"Path={place.folder}/old.mp4" in (trash / "info" / "old.mp4.trashinfo").read_text("utf-8")


def test_a_recording_that_finds_no_trash_stays(tmp_path: Path, trash: Path) -> None:
    place = Place("recordings", tmp_path / "films")
    take = write(place.folder / "take.mp4", 9)
    trash.write_text("no folder")
    with pytest.raises(AppError, match="It stays"):
        clean(place, ("take.mp4",))
    assert take.exists()


def test_of_voices_go_those_that_were_chosen_and_never_their_list(tmp_path: Path) -> None:
    for name in ("de_DE-eva-low", "en_GB-alan-medium"):
        write(tmp_path / name / f"{name}.onnx", 40)
        write(tmp_path / name / f"{name}.onnx.json", 2)
    voices = write(tmp_path / "voices.json", 5)
    kept = look(Place("voices", tmp_path))
    assert (kept.bytes_, kept.removable) == (89, 84)
    assert [(item.name, item.bytes_) for item in kept.items] == [("de_DE-eva-low", 42), ("en_GB-alan-medium", 42)]
    trim(Place("voices", tmp_path, 1))
    clean(Place("voices", tmp_path), ("de_DE-eva-low",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en_GB-alan-medium", "voices.json"]
    assert voices.exists()


def test_drawn_hosts_share_the_cache_with_what_was_measured(tmp_path: Path) -> None:
    drawn = [write(tmp_path / name, 9) for name in ("omnirt/a.idle", "local/b.idle", "omnirt/c.rest", "sheets/d.sheet")]
    others = [write(tmp_path / name, 9) for name in ("local/card.json", "local/exactness.json", "elsewhere/e.idle")]
    assert look(Place("clips", tmp_path)).bytes_ == 36
    assert moved(Place("clips", tmp_path), tmp_path.parent / "far")
    clean(Place("clips", tmp_path.parent / "far"))
    assert not any((tmp_path.parent / "far").rglob("*.*"))
    assert not any(path.exists() for path in drawn)
    assert all(path.exists() for path in others), "measuring a card takes minutes"


def test_what_cannot_be_removed_keeps_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write(tmp_path / "sheets" / f"{name}.sheet", 9) for name in "abc"]
    unlink = Path.unlink

    def in_use(path: Path, missing_ok: bool = False) -> None:  # as Windows does with what is drawn from
        if path.name == "a.sheet":
            raise PermissionError(13, "used by another process", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", in_use)
    with pytest.raises(AppError, match=r"a\.sheet cannot be removed"):
        clean(Place("clips", tmp_path))
    assert [path.exists() for path in files] == [True, False, False]


def test_the_oldest_go_first_and_quantised_weights_go_whole(tmp_path: Path) -> None:
    for age_s, name in enumerate(("new", "old", "older")):
        for part in ("a", "b"):
            write(tmp_path / name / part, 10, age_s)
    trim(Place("quantised", tmp_path, 45))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]
    assert len(list((tmp_path / "old").iterdir())) == 2


def test_logs_that_are_being_written_stay(tmp_path: Path) -> None:
    now = write(tmp_path / "studio.log", 50, age_s=100)
    old = [write(tmp_path / f"studio.log.{number}", 50, age_s=number) for number in (1, 2)]
    trim(Place("logs", tmp_path, 60))
    assert now.exists()
    assert not any(path.exists() for path in old)


@pytest.mark.parametrize("other_disk", [False, True])
def test_a_place_is_moved_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other_disk: bool) -> None:
    if other_disk:
        monkeypatch.setattr(os, "link", no_second_names)
    write(tmp_path / "from" / "m" / "a", 7)
    write(tmp_path / "from" / "b", 3)
    told: list[tuple[int, int, str]] = []
    assert move(Place("models", tmp_path / "from"), tmp_path / "to", lambda *one: told.append(one), threading.Event())
    assert {path.relative_to(tmp_path / "to").as_posix() for path in (tmp_path / "to").rglob("*")} == {"m", "m/a", "b"}
    assert not any((tmp_path / "from").iterdir())
    assert told[-1][:2] == (10, 10)


def test_what_fails_or_is_stopped_leaves_all_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_second_names)
    files = [write(tmp_path / "from" / name, 7) for name in ("a", "b")]
    place, target = Place("models", tmp_path / "from"), tmp_path / "to"
    stop = threading.Event()
    stop.set()
    assert not moved(place, target, stop)
    room = shutil.disk_usage(tmp_path)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: room._replace(free=13))
        with pytest.raises(AppError, match="do not fit"):
            moved(place, target)
    write(target / "b", 1)
    with pytest.raises(AppError, match="there already"):
        moved(place, target)
    assert (target / "b").stat().st_size == 1, "what was there is not touched"
    (target / "b").unlink()

    def breaks(source: Path, goal: Path) -> None:
        if source.name == "b":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copystat", breaks)
    with pytest.raises(AppError, match="is full: nothing was moved"):
        moved(place, target)
    assert all(path.stat().st_size == 7 for path in files)
    assert list(target.iterdir()) == []


@pytest.mark.parametrize("target", [".", "inside", ".."])
def test_a_folder_is_not_moved_into_itself(tmp_path: Path, target: str) -> None:
    write(tmp_path / "from" / "a", 7)
    with pytest.raises(AppError, match="lie in each other"):
        moved(Place("models", tmp_path / "from"), (tmp_path / "from" / target).resolve())
