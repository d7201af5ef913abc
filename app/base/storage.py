"""What the studio keeps on the disks: how much of each kind, and cleaning and moving it.

Every call reads the disk and may take long. What is the user's (weights, recordings) is never removed by itself; what
the studio makes again when it needs it (quantised weights, hosts at rest) and its logs are.
"""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app.base.errors import AppError
from app.base.files import PART

PlaceId = Literal["models", "quantised", "clips", "recordings", "logs"]
PLACES: tuple[PlaceId, ...] = get_args(PlaceId)

Progress = Callable[[int, int, str], None]
"""Told the bytes that are done, those of the whole, and the name of the file."""

LOW_BYTES = 10_000_000_000
"""Less is little: a model does not fit, and recordings of an evening may not."""
SLOW_BYTES_A_SECOND = 40_000_000
"""A disk that writes less is slow: a model takes minutes to load."""
_PROBE_BYTES = 16_000_000
_CLIP_FOLDERS = ("omnirt", "local")

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
class Kept:
    """What is there.

    Attributes:
        place: where.
        bytes_: what it takes.
        files: how many they are.
        free_bytes: room on its disk; None: it cannot be told.
        slow: its disk writes slowly.
        removable: how much of it ``clean`` would remove.

    """

    place: Place
    bytes_: int = 0
    files: int = 0
    free_bytes: int | None = None
    slow: bool = False
    removable: int = 0

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


def clean(place: Place) -> None:
    """Remove what can be made or fetched again, of weights what has not come completely. Raises AppError."""
    if place.id == "recordings":
        raise AppError("storage.recordings", "Recordings are yours: the studio removes none.", "Open their folder.")
    for path in list(_files(place)):
        if _goes(place, path):
            _unlink(path)
    _remove_empty(place)


def trim(place: Place) -> None:
    """Remove the oldest of what the studio makes again until a place takes no more than it may. Raises AppError."""
    if not place.cap_bytes or place.id in ("models", "recordings"):
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
            f"{target} {'is full' if full else f'cannot be written ({error.strerror or error})'}: nothing was moved.",
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
        found = (path for name in _CLIP_FOLDERS for path in (place.folder / name).rglob("*"))
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
        case "recordings":
            return False
    return True


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
    if place.id == "recordings":
        return
    roots = [place.folder / name for name in _CLIP_FOLDERS] if place.id == "clips" else [place.folder]
    for path in sorted((path for root in roots for path in root.rglob("*")), reverse=True):
        if path.is_dir():
            with suppress(OSError):
                path.rmdir()
