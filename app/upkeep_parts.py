"""The concrete parts of what the studio keeps on the disks."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.base import storage
from app.base.paths import Paths, source_root
from app.base.settings import Settings
from app.base.storage import Kept, Place, PlaceId, Progress
from app.base.updates import newer_release
from app.base.version import this_build
from app.studio.upkeep import UpkeepPorts

if TYPE_CHECKING:
    from app.engine.local.runtime import GpuRuntime
    from app.engine.local.store import ModelStore

_MB, _GB = 1_000_000, 1_000_000_000


def upkeep_ports(paths: Paths, recordings: Path | None) -> UpkeepPorts:
    """All of them, as the studio takes them; ``recordings``: where these go if the settings name no folder."""
    return UpkeepPorts(
        models=lambda settings: model_store(paths, settings),
        storage=lambda settings: StorageKeeper(paths, recordings, settings),
        runtime=lambda settings: gpu_runtime(paths, settings),
        updates=lambda: newer_release(this_build()),
    )


def gpu_runtime(paths: Paths, settings: Settings) -> GpuRuntime:
    """The Python and the PyTorch that models run with, where the studio has installed them."""
    from app.engine.local.runtime import GpuRuntime  # not at the top: httpx brings 7 MB

    return GpuRuntime(paths.gpu_runtime, source_root() / "requirements" / "local.lock", settings.runtime)


def model_store(paths: Paths, settings: Settings) -> ModelStore:
    """The models on this computer, in the folder of the settings."""
    from app.engine.local.store import ModelStore  # not at the top: httpx brings 7 MB

    return ModelStore(settings.storage.models_folder or paths.models, settings.storage.hub)


@dataclass(frozen=True, slots=True)
class StorageKeeper:
    """What is kept in the folders of the settings: see ``base.storage``. Any thread."""

    paths: Paths
    recordings: Path | None
    settings: Settings
    _rates: dict[int, float] = field(default_factory=dict)

    def look(self, place: PlaceId) -> Kept:
        """What is in a place, and how its disk is."""
        return storage.look(self.place(place), self._write_rate)

    def _write_rate(self, folder: Path) -> float | None:
        """Of the disk with ``folder``, which is tried once: several places lie on the same."""
        disk = folder.stat().st_dev
        rate = self._rates.get(disk) or storage.write_rate(folder)
        if rate is not None:
            self._rates[disk] = rate
        return rate

    def trim(self, place: PlaceId) -> None:
        """Down to its cap."""
        storage.trim(self.place(place))

    def clean(self, place: PlaceId, names: Collection[str] = ()) -> None:
        """Remove what can be made or fetched again, or what was chosen."""
        storage.clean(self.place(place), names)

    def move(self, place: PlaceId, target: Path, progress: Progress, stop: threading.Event) -> bool:
        """Move a place; of recordings the folder alone: those that are there stay the user's, where they are."""
        if place != "recordings":
            return storage.move(self.place(place), target, progress, stop)
        storage.check_target(target)
        return True

    def place(self, place: PlaceId) -> Place:
        """Where it is, and what it may take."""
        wanted = self.settings.storage
        match place:
            case "models":
                return Place(place, wanted.models_folder or self.paths.models, wanted.models_cap_gb * _GB)
            case "quantised":
                return Place(place, wanted.quantised_folder or self.paths.quantised, wanted.quantised_cap_gb * _GB)
            case "clips":
                return Place(place, wanted.clips_folder or self.paths.clips, wanted.clips_cap_mb * _MB)
            case "voices":
                return Place(place, self.paths.voices)
            case "runtime":
                return Place(place, self.paths.gpu_runtime)
            case "logs":
                return Place(place, wanted.logs_folder or self.paths.logs, wanted.logs_cap_mb * _MB)
        from app.sinks.recorder_paths import recordings_folder

        folder = recordings_folder(self.settings.recording.folder or self.recordings)
        return Place(place, folder, wanted.recordings_cap_gb * _GB)
