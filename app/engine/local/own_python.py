"""A Python with locked packages, installed on demand into a folder of the user's.

Nothing of it is ever imported here: processes are started with it. It counts as installed once it has passed a
self-test; a stamp beside it says what it holds.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import httpx

from app.base.errors import AppError
from app.base.fetching import DamagedFileError, fetch_file
from app.base.runtime_settings import RuntimeSettings
from app.engine.local.installed_python import InstalledPython
from app.engine.local.runtime_packages import NO_WINDOW, PYPI, Uv, Wheel, check_lock, no_index
from app.engine.local.runtime_uv import UV_PROGRAM, find_wheel, installed_uv, pinned_uv, unpack_uv

_ROOM = 3.5
"""What an installation takes at its worst, in sizes of what is fetched: the files, and what is unpacked of them."""
_SPARE_BYTES = 500_000_000
_TRIES = 4
_SELF_TEST_S = 300

Progress = Callable[[int, int, str], None]
"""Told the bytes that are done, those of the whole (0: not known yet), and what is being done."""


class OwnPython(InstalledPython, ABC):
    """Any thread, one at a time.

    Args:
        folder: of its own; made when it is installed.
        lock: locked requirements.
        settings: where packages and Python come from.
        pause_s: before the first try anew after a broken connection; it doubles.

    """

    WHAT: ClassVar[str]
    """What is installed, for people."""

    def __init__(self, folder: Path, lock: Path, settings: RuntimeSettings, pause_s: float = 1.0) -> None:
        super().__init__(folder)
        self._lock = lock
        self._settings = settings
        self._pause_s = pause_s

    @property
    def is_current(self) -> bool:
        """Whether it is installed, and what would be installed now."""
        stamp = self.stamp
        return stamp is not None and stamp["key"] == self._key()

    def install(self, progress: Progress, stop: threading.Event) -> None:
        """Install it, or the rest of it; ``stop`` leaves off, and what has come is kept. Raises AppError."""
        with self._disk():
            self._folder.mkdir(parents=True, exist_ok=True)
            program = self._uv(progress, stop)
            if program is None:
                return
            uv = Uv(program, self._folder, self._folder / "install.log", self._settings.python_mirror, self.WHAT)
            self._stamp.unlink(missing_ok=True)
            progress(0, 0, "Python")
            uv.make_env(self.python.parents[1], stop)
            if stop.is_set():
                return
            progress(0, 0, "packages")
            wheels = uv.resolve(self.python, self._requirements(), self._index(), stop)
            check_lock(wheels, self._lock)
            if stop.is_set():
                return
            self._need_room(wheels)
            self._fetch(wheels, progress, stop)
            if stop.is_set():
                return
            whole = sum(wheel.size_bytes for wheel in wheels)
            progress(whole, whole, "unpacking")
            uv.install(self.python, [self._downloads / wheel.name for wheel in wheels], stop)
            if stop.is_set():
                return
            progress(whole, whole, "self-test")
            found = self._self_test()
            for leftover in (self._downloads, self._folder / "uv-cache"):
                shutil.rmtree(leftover, ignore_errors=True)
            (self._folder / UV_PROGRAM).unlink(missing_ok=True)
            size = sum(path.lstat().st_size for path in self._folder.rglob("*") if not path.is_dir())
            noted = {name: str(found[name]) for name in self.NOTED}
            new = self._stamp.with_suffix(".new")
            new.write_text(json.dumps(noted | {"key": self._key(), "size_bytes": size}), "utf-8")
            new.replace(self._stamp)

    # ---- what is to be installed

    def _asked(self) -> list[str]:
        """What it is made of beside the lock."""
        return []

    def _requirements(self) -> tuple[Path, ...]:
        return (self._lock,)

    def _index(self) -> list[str]:
        """Where uv looks for packages."""
        return ["--default-index", self._settings.packages_index or PYPI]

    @abstractmethod
    def _self_test_command(self) -> Sequence[str]:
        """Tells in a line of JSON what it has found, and fails if it does not work."""

    @abstractmethod
    def _does_not_work(self, why: str) -> AppError:
        """What is said if the self-test fails."""

    # ---- how

    @property
    def _downloads(self) -> Path:
        return self._folder / "downloads"

    def _key(self) -> str:
        return hashlib.sha256(self._lock.read_bytes() + json.dumps(self._asked()).encode()).hexdigest()

    def _uv(self, progress: Progress, stop: threading.Event) -> Path | None:
        """The program, fetched where this studio has none; None: stopped."""
        pinned = pinned_uv()
        if pinned is None:
            return installed_uv(self.WHAT)
        progress(0, 0, "")
        self._downloads.mkdir(exist_ok=True)
        if not (self._downloads / pinned.wheel).exists():
            wheel = find_wheel(pinned, self._settings.packages_index, self.WHAT)
            self._fetch_one(wheel, _shifted(progress, 0, wheel.size_bytes, wheel.name), stop)
        return None if stop.is_set() else unpack_uv(self._downloads / pinned.wheel, self._folder)

    def _need_room(self, wheels: tuple[Wheel, ...]) -> None:
        whole = sum(wheel.size_bytes for wheel in wheels)
        there = sum(path.stat().st_size for path in self._downloads.glob("*"))
        need, free = int(whole * _ROOM) - there + _SPARE_BYTES, shutil.disk_usage(self._folder).free
        if free < need:
            raise AppError(
                "runtime.no_room",
                f"{self.WHAT} needs {need / 1e9:.1f} GB in {self._folder} while it is installed: "
                f"{free / 1e9:.1f} GB are free.",
                "Make room, then install again.",
            )

    def _fetch(self, wheels: tuple[Wheel, ...], progress: Progress, stop: threading.Event) -> None:
        self._downloads.mkdir(exist_ok=True)
        whole, done = sum(wheel.size_bytes for wheel in wheels), 0
        for wheel in sorted(wheels, key=lambda one: one.size_bytes):
            self._fetch_one(wheel, _shifted(progress, done, whole, wheel.name), stop)
            if stop.is_set():
                return
            done += wheel.size_bytes

    def _fetch_one(self, wheel: Wheel, progress: Callable[[int], None], stop: threading.Event) -> None:
        goal, tries, most = self._downloads / wheel.name, 0, 0

        def told(there: int) -> None:
            nonlocal tries, most
            if there > most:
                tries, most = 0, there
            progress(there)

        while not goal.exists() and not stop.is_set():
            try:
                fetch_file(wheel.url, goal, wheel.size_bytes, wheel.checksum, told, stop)
            except httpx.TransportError as error:
                tries += 1
                if tries >= _TRIES:
                    raise no_index() from error
                stop.wait(self._pause_s * 2 ** (tries - 1))
            except httpx.HTTPError as error:
                raise no_index() from error
            except DamagedFileError as error:
                raise AppError(
                    "runtime.damaged", f"{wheel.name} arrived damaged and was removed.", "Install it again."
                ) from error

    def _self_test(self) -> dict[str, Any]:
        try:
            done = subprocess.run(
                self._self_test_command(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_SELF_TEST_S,
                check=False,
                creationflags=NO_WINDOW,
            )
            if done.returncode == 0:
                found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
                return found
            last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing")
        except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
            last = str(error)
        raise self._does_not_work(last)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = error.errno == errno.ENOSPC
            raise AppError(
                "runtime.no_room" if full else "runtime.not_writable",
                f"{error.filename or self._folder} cannot be written: {error.strerror or error}.",
                "Make room, then install again: it goes on where it stopped."
                if full
                else "Give yourself the right to.",
            ) from error


def _shifted(progress: Progress, before: int, whole: int, name: str) -> Callable[[int], None]:
    """``progress`` for one file of several: told the bytes of it."""
    return lambda there: progress(before + there, whole, name)
