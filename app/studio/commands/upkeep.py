"""What may be asked of the studio about what it keeps on this computer's disks. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.base.local_settings import LocalModel
from app.base.storage import PlaceId


@dataclass(frozen=True, slots=True)
class LookForModels:
    """Look which models there are on this computer; they come in the snapshot."""


@dataclass(frozen=True, slots=True)
class FetchModel:
    """Fetch a model, or the rest of it. ``agreed``: its terms were shown, and the user agrees."""

    model: LocalModel
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class ImportModels:
    """Take over the models in a folder; the files there stay."""

    folder: Path


@dataclass(frozen=True, slots=True)
class VerifyModel:
    """Compare every byte of a model with what was published."""

    model: LocalModel


@dataclass(frozen=True, slots=True)
class RemoveModel:
    """Remove a model from the studio's own folder."""

    model: LocalModel


@dataclass(frozen=True, slots=True)
class PauseModels:
    """Leave off what is being done with models; fetching goes on from there with the next ``FetchModel``."""


ModelCommand = LookForModels | FetchModel | ImportModels | VerifyModel | RemoveModel | PauseModels


@dataclass(frozen=True, slots=True)
class LookAtStorage:
    """Look what the studio keeps on the disks; it comes in the snapshot."""


@dataclass(frozen=True, slots=True)
class CleanStorage:
    """Remove what can be made or fetched again of one kind; of recordings and voices those with these names.

    Recordings go to the system's trash.
    """

    place: PlaceId
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveStorage:
    """Move one kind to another folder."""

    place: PlaceId
    folder: Path


@dataclass(frozen=True, slots=True)
class StopMoving:
    """Leave what is being moved where it was."""


StorageCommand = LookAtStorage | CleanStorage | MoveStorage | StopMoving


@dataclass(frozen=True, slots=True)
class LookAtRuntime:
    """Look whether PyTorch is installed; it comes in the snapshot."""


@dataclass(frozen=True, slots=True)
class InstallRuntime:
    """Install PyTorch, or the rest of it, and have the engine use it."""


@dataclass(frozen=True, slots=True)
class StopInstalling:
    """Leave off; what has come is kept."""


@dataclass(frozen=True, slots=True)
class RemoveRuntime:
    """Remove PyTorch."""


RuntimeCommand = LookAtRuntime | InstallRuntime | StopInstalling | RemoveRuntime


@dataclass(frozen=True, slots=True)
class CheckForUpdates:
    """Ask once whether a newer studio was published. Nothing is installed."""


UpkeepCommand = ModelCommand | StorageCommand | RuntimeCommand | CheckForUpdates
