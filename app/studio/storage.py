"""What the window asks about the disks: what is kept there, and cleaning and moving it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import AppError
from app.base.settings import Settings
from app.base.storage import PLACES, Kept, PlaceId, Progress
from app.studio.commands import upkeep as do
from app.studio.job_desk import JobDesk, JobState
from app.studio.one_job import OneJob

log = logging.getLogger(__name__)

Doing = Literal["looking", "cleaning", "moving"]
Change = Callable[[Settings], Settings]


class Storage(Protocol):
    """What is kept: see ``base.storage``. Every call may block, and raises AppError."""

    def look(self, place: PlaceId) -> Kept:
        """What is in a place, and how its disk is."""
        ...

    def trim(self, place: PlaceId) -> None:
        """Remove the oldest of what is made again, down to its cap."""
        ...

    def clean(self, place: PlaceId, names: Collection[str] = ()) -> None:
        """Remove what can be made or fetched again, or what was chosen."""
        ...

    def move(self, place: PlaceId, target: Path, progress: Progress, stop: threading.Event) -> bool:
        """Move a place; False: it was stopped."""
        ...


StoragePort = Callable[[Settings], Storage]
"""What is kept in the folders of the settings."""


@dataclass(frozen=True, slots=True)
class StorageState(JobState):
    """What is known of the disks; the subject is a place.

    Attributes:
        kept: what is in each place; empty: nobody has looked yet.
        moved: places that the studio uses from its next start on.

    """

    kept: tuple[Kept, ...] = ()
    moved: frozenset[PlaceId] = frozenset()


class StorageDesk(JobDesk[StorageState]):
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        port: what is kept.
        changed: called, on any thread, when ``state`` has changed.
        apply: called, on any thread, to change the settings.

    """

    def __init__(self, port: StoragePort, changed: Callable[[], None], apply: Callable[[Change], None]) -> None:
        super().__init__("storage", StorageState(), changed)
        self._port = port
        self._apply = apply
        self._trimming = OneJob()

    def begin(self, settings: Settings) -> None:
        """Keep what is made again within its caps, once the studio starts. Nothing else is looked at."""
        storage = self._port(settings)
        self._trimming.start("storage-trimming", lambda stop: _trim_quietly(storage))

    def obey(self, command: do.StorageCommand, settings: Settings, recording: Path | None = None) -> None:
        """Do what is asked for unless something is being done; returns at once.

        Args:
            command: what is asked for.
            settings: the studio's.
            recording: the file that is being recorded, which stays whatever was chosen.

        """
        storage = self._port(settings)
        match command:
            case do.LookAtStorage():
                self._start("looking", "", storage, lambda stop: _trim(storage))
            case do.CleanStorage(place, names):

                def clean(stop: threading.Event) -> None:
                    del stop
                    _spare(recording, place, names)
                    storage.clean(place, names)

                self._start("cleaning", place, storage, clean)
            case do.MoveStorage(place, folder):
                target = folder.expanduser().absolute()

                def move(stop: threading.Event) -> None:
                    nonlocal storage
                    if storage.move(place, target, self._meter(), stop):
                        self._apply(lambda now: moved_to(now, place, target))
                        storage = self._port(moved_to(settings, place, target))
                        if place in ("quantised", "clips", "logs"):
                            self._update(lambda now: replace(now, moved=now.moved | {place}))

                self._start("moving", place, storage, move, lambda: storage)
            case do.StopMoving():
                self._leave_off()

    def close(self) -> None:
        """Leave off; what was being moved stays where it was."""
        super().close()
        self._trimming.close()

    def _start(
        self,
        doing: Doing,
        place: PlaceId | Literal[""],
        storage: Storage,
        work: Callable[[threading.Event], object],
        after: Callable[[], Storage] | None = None,
    ) -> None:
        def look() -> Callable[[StorageState], StorageState]:
            now = storage if after is None else after()
            kept = tuple(now.look(one) for one in PLACES)
            return lambda state: replace(state, kept=kept)

        self._begin(doing, place, work, look)


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


def _trim_quietly(storage: Storage) -> None:
    try:
        _trim(storage)
    except (AppError, OSError) as error:  # the page says it when somebody looks
        log.info("what is made again could not be kept within its limits: %s", error)


def _spare(recording: Path | None, place: PlaceId, names: Collection[str]) -> None:
    if place == "recordings" and recording is not None and recording.name in names:
        raise AppError(
            "storage.recorded_now", f"{recording.name} is being recorded: nothing was removed.", "Stop recording first."
        )
