"""The concrete parts of what the studio keeps on the disks."""

from __future__ import annotations

from app.base.paths import Paths
from app.base.settings import Settings
from app.engine.local.store import ModelStore
from app.studio.upkeep import UpkeepPorts


def upkeep_ports(paths: Paths) -> UpkeepPorts:
    """All of them, as the studio takes them."""
    return UpkeepPorts(models=lambda settings: model_store(paths, settings))


def model_store(paths: Paths, settings: Settings) -> ModelStore:
    """The models on this computer, in the folder of the settings."""
    return ModelStore(settings.storage.models_folder or paths.models, settings.storage.hub)
