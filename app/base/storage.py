"""What the studio keeps on the disks: how much of each kind, and cleaning and moving it.

Every call reads the disk and may take long. What is the user's (weights, voices, recordings) is never removed by
itself; what the studio makes again when it needs it (quantised weights, drawn hosts) and its logs are.
"""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app.base.errors import AppError
from app.base.files import PART
from app.base.trash import to_trash

PlaceId = Literal["models", "quantised", "clips", "voices", "recordings", "logs", "runtime"]
PLACES: tuple[PlaceId, ...] = get_args(PlaceId)
MOVED: tuple[PlaceId, ...] = ("models", "quantised", "clips", "recordings", "logs")
"""Those that can be moved."""
CHOSEN: tuple[PlaceId, ...] = ("voices", "recordings")
"""Of these the user says which go: nobody else knows what is still wanted."""
CLEANED: tuple[PlaceId, ...] = tuple(place for place in PLACES if place != "runtime")
"""PyTorch is removed as a whole, where it was installed."""

Progress = Callable[[int, int, str], None]
"""Told the bytes that are done, those of the whole, and the name of the file."""

LOW_BYTES = 10_000_000_000
"""Less is little: a model does not fit, and recordings of an evening may not."""
SLOW_BYTES_A_SECOND = 40_000_000
"""A disk that writes less is slow: a model takes minutes to load."""
_PROBE_BYTES = 16_000_000
_CLIP_FOLDERS = ("omnirt", "local", "sheets")
_CLIP_FILES = frozenset({".idle", ".rest", ".sheet", ".tmp"})
"""What was measured of the card lies beside them, and stays: measuring it takes minutes."""

REPORTS = "shows"
"""Folder of the reports on shows, among the logs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one kind of files is.

    Attributes:
        id: which kind.
        folder: where they are; it need not exist.
        cap_bytes: what they may take; 0: anything.

    """

    id: PlaceId
    folder: Path
    cap_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One of what the user may choose: a recording, a voice.

    Attributes:
        name: of its file or folder.
        bytes_: what it takes.
        changed_s: when it was written, in seconds since 1970.

    """

    name: str
    bytes_: int
    changed_s: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there.

    Attributes:
        place: where.
        bytes_: what it takes.
        files: how many they are.
        free_bytes: room on its disk; None: it cannot be told.
        slow: its disk writes slowly.
        removable: how much of it ``clean`` would remove; where the user chooses, all.
        items: what there is to choose, the oldest first.

    """

    place: Place
    bytes_: int = 0
    files: int = 0
    free_bytes: int | None = None
    slow: bool = False
    removable: int = 0
    items: tuple[Item, ...] = ()

    @property
    def over(self) -> bool:
        """It takes more than it may."""
        return 0 < self.place.cap_bytes < self.bytes_

    @property
    def low(self) -> bool:
        """Little room is left on its disk."""
        return self.free_bytes is not None and self.free_bytes < LOW_BYTES


def look(place: Place, bytes_a_second: Callable[[Path], float | None] | None = None) -> Kept:
    """What is in a place; with ``bytes_a_second`` its disk is tried, too."""
    sizes = {path: _size(path) for path in _files(place)}
    there = next((folder for folder in (place.folder, *place.folder.parents) if folder.is_dir()), None)
    free = None
    if there is not None:
        with suppress(OSError):
            free = shutil.disk_usage(there).free
    rate = bytes_a_second(there) if bytes_a_second is not None and there is not None else None
    return Kept(
        place,
        sum(sizes.values()),
        len(sizes),
        free,
        slow=rate is not None and rate < SLOW_BYTES_A_SECOND,
        removable=sum(size for path, size in sizes.items() if _goes(place, path)),
        items=_items(place, sizes),
    )


def write_rate(folder: Path) -> float | None:
    """Bytes a second that the disk below ``folder`` writes and keeps; None: it cannot be written."""
    probe = folder / f".speed-{os.getpid()}"
    try:
        begun = time.monotonic()
        with probe.open("wb") as file:
            file.write(os.urandom(_PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
        return _PROBE_BYTES / max(1e-6, time.monotonic() - begun)
    except OSError:
        return None
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)


def clean(place: Place, names: Collection[str] = ()) -> None:
    """Remove what can be made or fetched again, of weights what has not come completely. Raises AppError.

    Args:
        place: which; not PyTorch's.
        names: of the items that go, where the user chooses. Recordings go to the system's trash, or stay.

    """
    gone = {path: _item_name(place, path) for path in _files(place) if _goes(place, path)}
    if place.id in CHOSEN:
        unknown = sorted(set(names) - set(gone.values()))
        if unknown or not names:
            there = f"There is no {', '.join(unknown)} in {place.folder}." if unknown else "Nothing was chosen."
            raise AppError("storage.no_item", f"{there} So nothing was removed.", "Look again what there is.")
        gone = {path: name for path, name in gone.items() if name in names}
    failed = []
    for path in gone:
        try:
            (to_trash if place.id == "recordings" else _unlink)(path)
        except AppError as error:  # what is drawn from stays on Windows; the others go all the same
            failed.append(error)
    _remove_empty(place)
    if failed:
        raise failed[0]


def trim(place: Place) -> None:
    """Remove the oldest of what the studio makes again until a place takes no more than it may. Raises AppError."""
    if not place.cap_bytes or place.id in ("models", "voices", "recordings", "runtime"):
        return
    groups: dict[Path, list[Path]] = {}
    for path in _files(place):  # quantised weights are of use as a whole only
        key = place.folder / path.relative_to(place.folder).parts[0] if place.id == "quantised" else path
        groups.setdefault(key, []).append(path)
    known = sorted(groups.values(), key=lambda paths: max(_time(path) for path in paths))
    left = sum(_size(path) for paths in known for path in paths)
    for paths in known:
        if left <= place.cap_bytes:
            break
        if place.id == "logs" and not all(_goes(place, path) for path in paths):
            continue
        left -= sum(_size(path) for path in paths)
        for path in paths:
            _unlink(path)
    _remove_empty(place)


def move(place: Place, target: Path, progress: Progress, stop: threading.Event) -> bool:
    """Move the files of a place to another folder; False: ``stop`` ended it, and all is as before. Raises AppError.

    Where it fails all files are still where they were: what was copied is removed again.
    """
    target = target.expanduser().absolute()
    if target == place.folder or place.folder in target.parents or target in place.folder.parents:
        raise AppError(
            "storage.target", f"{target} and {place.folder} lie in each other.", "Choose a folder somewhere else."
        )
    files = [(path, target / path.relative_to(place.folder)) for path in _files(place)]
    taken = [goal for _, goal in files if goal.exists()]
    if taken:
        raise AppError("storage.taken", f"{taken[0]} is there already.", "Choose an empty folder.")
    whole, done, copied = sum(_size(path) for path, _ in files), 0, list[Path]()
    try:
        target.mkdir(parents=True, exist_ok=True)
        _need_room(target, whole)
        for path, goal in files:
            goal.parent.mkdir(parents=True, exist_ok=True)
            copied.append(goal)
            size = _size(path)
            if not _copy(path, goal, stop):
                raise InterruptedError
            done += size
            progress(done, whole, path.name)
    except InterruptedError:
        _undo(copied)
        return False
    except OSError as error:
        _undo(copied)
        full = error.errno == errno.ENOSPC
        raise AppError(
            "storage.move",
            f"{target} is full: nothing was moved."
            if full
            else f"{target} cannot be written ({error.strerror or error}): nothing was moved.",
            "Make room there, or choose another folder.",
        ) from error
    except AppError:
        _undo(copied)
        raise
    for path, _ in files:
        with suppress(OSError):  # on Windows what is open stays; it is whole at its new place, too
            path.unlink()
    _remove_empty(place)
    return True


def check_target(target: Path) -> None:
    """Whether a folder can be written; it is made. Raises AppError."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AppError(
            "storage.move", f"{target} cannot be made: {error.strerror or error}.", "Choose another folder."
        ) from error
    if write_rate(target) is None:
        raise AppError("storage.move", f"{target} cannot be written.", "Choose another folder.")


def _need_room(target: Path, bytes_: int) -> None:
    free = shutil.disk_usage(target).free
    if free < bytes_:
        raise AppError(
            "storage.no_room",
            f"{bytes_ / 1e9:.1f} GB do not fit on the disk with {target}: {free / 1e9:.1f} GB are free.",
            "Make room there, or choose another folder.",
        )


def _copy(path: Path, goal: Path, stop: threading.Event) -> bool:
    """A second name where that is possible, which takes no time; else the bytes."""
    with suppress(OSError):
        os.link(path, goal)
        return True
    with path.open("rb") as source, goal.open("wb") as copy:
        while data := source.read(1 << 20):
            if stop.is_set():
                return False
            copy.write(data)
    shutil.copystat(path, goal)
    return True


def _undo(copied: list[Path]) -> None:
    for path in copied:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _files(place: Place) -> Iterator[Path]:
    if place.id == "recordings":
        found = place.folder.glob("*.mp4")
    elif place.id == "clips":
        every = (path for name in _CLIP_FOLDERS for path in (place.folder / name).rglob("*"))
        found = (path for path in every if path.suffix in _CLIP_FILES)
    else:
        found = place.folder.rglob("*")
    with suppress(OSError):
        for path in sorted(found):
            if path.is_file():
                yield path


def _goes(place: Place, path: Path) -> bool:
    match place.id:
        case "models":
            return path.name.endswith(PART)
        case "logs":  # those without a number are being written, but for the reports on shows
            return path.suffix[1:].isdigit() or path.parent.name == REPORTS
        case "runtime":
            return False
        case "voices":  # their list lies beside them
            return path.parent != place.folder
    return True


def _item_name(place: Place, path: Path) -> str:
    """A recording is a file, a voice a folder."""
    return path.relative_to(place.folder).parts[0]


def _items(place: Place, sizes: Mapping[Path, int]) -> tuple[Item, ...]:
    if place.id not in CHOSEN:
        return ()
    found: dict[str, Item] = {}
    for path, size in sizes.items():
        if _goes(place, path):
            name = _item_name(place, path)
            had = found.get(name, Item(name, 0, 0.0))
            found[name] = Item(name, had.bytes_ + size, max(had.changed_s, _time(path)))
    return tuple(sorted(found.values(), key=lambda item: (item.changed_s, item.name)))


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _time(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AppError(
            "storage.in_use",
            f"{path} cannot be removed: {error.strerror or error}.",
            "Choose another engine first if the studio draws with it now.",
        ) from error


def _remove_empty(place: Place) -> None:
    if place.id in ("recordings", "runtime"):
        return
    roots = [place.folder / name for name in _CLIP_FOLDERS] if place.id == "clips" else [place.folder]
    for path in sorted((path for root in roots for path in root.rglob("*")), reverse=True):
        if path.is_dir():
            with suppress(OSError):
                path.rmdir()
