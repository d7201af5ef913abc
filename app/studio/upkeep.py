"""What the studio keeps on this computer's disks, and how it is looked after. Nothing of it is on air."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import Problem
from app.base.settings import Settings
from app.studio.commands.upkeep import CheckForUpdates, ModelCommand, StorageCommand, UpkeepCommand
from app.studio.models import ModelDesk, ModelPort, ModelsState
from app.studio.runtime import RuntimeDesk, RuntimePort, RuntimeView
from app.studio.storage import Change, StorageDesk, StoragePort, StorageState
from app.studio.updates import UpdateDesk, UpdatePort, UpdatesState


@dataclass(frozen=True, slots=True)
class UpkeepPorts:
    """The doors to what is kept."""

    models: ModelPort
    storage: StoragePort
    runtime: RuntimePort
    updates: UpdatePort


@dataclass(frozen=True, slots=True)
class UpkeepState:
    """What is known of it."""

    models: ModelsState = field(default_factory=ModelsState)
    storage: StorageState = field(default_factory=StorageState)
    runtime: RuntimeView = field(default_factory=RuntimeView)
    updates: UpdatesState = field(default_factory=UpdatesState)


class Upkeep:
    """Commands come on the studio's thread; what they ask for is done on others.

    Args:
        ports: the doors to what is kept.
        changed: called, on any thread, when ``state`` has changed.
        apply: called, on any thread, to change the settings.
        arrived: called, on any thread, when the model that the engine is to draw with has come.
        tell: called, on any thread, with what the user is to know who did not ask.

    """

    def __init__(
        self,
        ports: UpkeepPorts,
        changed: Callable[[], None],
        apply: Callable[[Change], None],
        arrived: Callable[[], None],
        tell: Callable[[Problem], None],
    ) -> None:
        self._models = ModelDesk(ports.models, changed, arrived)
        self._storage = StorageDesk(ports.storage, changed, apply)
        self._runtime = RuntimeDesk(ports.runtime, changed, apply)
        self._updates = UpdateDesk(ports.updates, changed, tell)

    @property
    def state(self) -> UpkeepState:
        """What is known."""
        return UpkeepState(self._models.state, self._storage.state, self._runtime.state, self._updates.state)

    def begin(self, settings: Settings) -> None:
        """The studio starts."""
        self._storage.begin(settings)
        if settings.window.check_for_updates:
            self._updates.ask(unasked=True)

    def obey(self, command: UpkeepCommand, settings: Settings, recording: Path | None = None) -> None:
        """Do what is asked for; returns at once. ``recording``: the file that is being recorded."""
        if isinstance(command, ModelCommand):
            self._models.obey(command, settings)
        elif isinstance(command, StorageCommand):
            self._storage.obey(command, settings, recording)
        elif isinstance(command, CheckForUpdates):
            self._updates.ask()
        else:
            self._runtime.obey(command, settings)

    def close(self) -> None:
        """Leave off."""
        self._models.close()
        self._storage.close()
        self._runtime.close()
        self._updates.close()
