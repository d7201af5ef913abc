"""What the window asks about the disks: what is kept there, and cleaning and moving it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings
from app.base.storage import PLACES, Kept, PlaceId, Progress
from app.studio.commands import upkeep as do
from app.studio.one_job import OneJob

Doing = Literal["", "looking", "cleaning", "moving"]
Change = Callable[[Settings], Settings]


class Storage(Protocol):
    """What is kept: see ``base.storage``. Every call may block, and raises AppError."""

    def look(self, place: PlaceId) -> Kept:
        """What is in a place, and how its disk is."""
        ...

    def trim(self, place: PlaceId) -> None:
        """Remove the oldest of what is made again, down to its cap."""
        ...

    def clean(self, place: PlaceId) -> None:
        """Remove what can be made or fetched again."""
        ...

    def move(self, place: PlaceId, target: Path, progress: Progress, stop: threading.Event) -> bool:
        """Move a place; False: it was stopped."""
        ...


StoragePort = Callable[[Settings], Storage]
"""What is kept in the folders of the settings."""


@dataclass(frozen=True, slots=True)
class StorageState:
    """What is known of the disks.

    Attributes:
        kept: what is in each place; empty: nobody has looked yet.
        doing: what is being done.
        place: with which place; empty: with all.
        done_bytes: how much of it.
        whole_bytes: of how much.
        moved: places that the studio uses from its next start on.
        problem: what went wrong the last time.
        problem_of: with which place; empty: with none of them.

    """

    kept: tuple[Kept, ...] = ()
    doing: Doing = ""
    place: PlaceId | Literal[""] = ""
    done_bytes: int = 0
    whole_bytes: int = 0
    moved: frozenset[PlaceId] = frozenset()
    problem: Problem | None = None
    problem_of: PlaceId | Literal[""] = ""


class StorageDesk:
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        port: what is kept.
        changed: called, on any thread, when ``state`` has changed.
        apply: called, on any thread, to change the settings.

    """

    def __init__(self, port: StoragePort, changed: Callable[[], None], apply: Callable[[Change], None]) -> None:
        self._port = port
        self._changed = changed
        self._apply = apply
        self._lock = threading.Lock()
        self._job = OneJob()
        self.state = StorageState()

    def begin(self, settings: Settings) -> None:
        """Keep what is made again within its caps, once the studio starts. Nothing else is looked at."""
        storage = self._port(settings)
        self._job.start("storage-trimming", lambda stop: _trim(storage))

    def obey(self, command: do.StorageCommand, settings: Settings) -> None:
        """Do what is asked for unless something is being done; returns at once."""
        storage = self._port(settings)
        match command:
            case do.LookAtStorage():
                self._start("looking", "", storage, lambda stop: _trim(storage))
            case do.CleanStorage(place):
                self._start("cleaning", place, storage, lambda stop: storage.clean(place))
            case do.MoveStorage(place, folder):
                target = folder.expanduser().absolute()

                def move(stop: threading.Event) -> None:
                    nonlocal storage
                    if storage.move(place, target, self._told, stop):
                        self._apply(lambda now: moved_to(now, place, target))
                        storage = self._port(moved_to(settings, place, target))
                        if place in ("quantised", "clips", "logs"):
                            self._update(moved=self.state.moved | {place})

                self._start("moving", place, storage, move, lambda: storage)
            case do.StopMoving():
                self._job.stop()

    def close(self) -> None:
        """Leave off; what was being moved stays where it was."""
        self._job.close()

    def _start(
        self,
        doing: Doing,
        place: PlaceId | Literal[""],
        storage: Storage,
        work: Callable[[threading.Event], object],
        after: Callable[[], Storage] | None = None,
    ) -> None:
        if self._job.busy:
            return

        def run(stop: threading.Event) -> None:
            try:
                work(stop)
            except AppError as error:
                self._update(problem=Problem.from_error(error, Severity.WARNING), problem_of=place)
            now = storage if after is None else after()
            self._update(kept=tuple(now.look(one) for one in PLACES))
            self._update(doing="", place="", done_bytes=0, whole_bytes=0)

        self._update(doing=doing, place=place, problem=None, problem_of="")
        self._job.start(f"storage-{doing}", run)

    def _told(self, done: int, whole: int, name: str) -> None:
        del name
        self._update(done_bytes=done, whole_bytes=whole)

    def _update(self, **changes: object) -> None:
        with self._lock:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # each field has its own type
        self._changed()


def moved_to(settings: Settings, place: PlaceId, folder: Path) -> Settings:
    """``settings`` with another folder for a place."""
    if place == "recordings":
        recording = settings.recording.model_copy(update={"folder": folder})
        return settings.model_copy(update={"recording": recording})
    storage = settings.storage.model_copy(update={f"{place}_folder": folder})
    return settings.model_copy(update={"storage": storage})


def _trim(storage: Storage) -> None:
    for place in PLACES:
        storage.trim(place)
