"""What the window asks about models of this computer: which there are, and fetching, importing, verifying, removing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.local_settings import LocalModel
from app.base.model_state import ModelState, ModelStatus, Progress
from app.base.settings import Settings
from app.studio.commands import upkeep as do
from app.studio.job_desk import JobDesk, JobState

Doing = Literal["looking", "fetching", "importing", "verifying", "removing"]


class Models(Protocol):
    """The models: see ``engine.local.store``. One call at a time; every call may block, and raises AppError."""

    def look(self, checkpoint: Path | None = None, wav2vec: Path | None = None) -> tuple[ModelState, ...]:
        """What there is of every model."""
        ...

    def fetch(self, model: LocalModel, progress: Progress, stop: threading.Event, *, agreed: bool) -> None:
        """Fetch a model, or the rest of it."""
        ...

    def import_folder(self, source: Path, progress: Progress, stop: threading.Event) -> tuple[LocalModel, ...]:
        """Take over the models in a folder."""
        ...

    def verify(self, model: LocalModel, progress: Progress, stop: threading.Event) -> bool:
        """Whether it was compared by checksum."""
        ...

    def remove(self, model: LocalModel) -> None:
        """Remove a model."""
        ...


ModelPort = Callable[[Settings], Models]
"""The models in the folder of the settings."""


@dataclass(frozen=True, slots=True)
class ModelsState(JobState):
    """What is known of the models; the subject is one of them, a step one of its files.

    Attributes:
        models: what there is of each; empty: nobody has looked yet.
        verified: models whose every byte was compared since the studio was started, and whether it was by checksum.

    """

    models: tuple[ModelState, ...] = ()
    verified: tuple[tuple[LocalModel, bool], ...] = ()


class ModelDesk(JobDesk[ModelsState]):
    """Does one thing at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        port: the models.
        changed: called, on any thread, when ``state`` has changed.
        arrived: called, on any thread, when the model that the engine is to draw with has come.
        now: seconds that pass.

    """

    def __init__(
        self,
        port: ModelPort,
        changed: Callable[[], None],
        arrived: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__("models", ModelsState(), changed, now)
        self._port = port
        self._arrived = arrived

    def obey(self, command: do.ModelCommand, settings: Settings) -> None:
        """Do what is asked for unless something is being done; returns at once."""
        models = self._port(settings)
        match command:
            case do.LookForModels():
                self._start("looking", "", models, settings, lambda stop: None)
            case do.FetchModel(model, agreed):

                def fetch(stop: threading.Event) -> None:
                    self._forget_verified(model)
                    models.fetch(model, self._meter(), stop, agreed=agreed)

                self._start("fetching", model, models, settings, fetch)
            case do.ImportModels(folder):

                def take(stop: threading.Event) -> None:
                    models.import_folder(folder, self._meter(), stop)

                self._start("importing", "", models, settings, take)
            case do.VerifyModel(model):

                def verify(stop: threading.Event) -> None:
                    self._forget_verified(model)
                    compared = models.verify(model, self._meter(), stop)
                    if not stop.is_set():
                        self._update(lambda now: replace(now, verified=(*now.verified, (model, compared))))

                self._start("verifying", model, models, settings, verify)
            case do.RemoveModel(model):

                def remove(stop: threading.Event) -> None:
                    del stop
                    self._forget_verified(model)
                    models.remove(model)

                self._start("removing", model, models, settings, remove)
            case do.PauseModels():
                self._leave_off()

    def _start(
        self,
        doing: Doing,
        model: LocalModel | Literal[""],
        models: Models,
        settings: Settings,
        work: Callable[[threading.Event], object],
    ) -> None:
        def look() -> Callable[[ModelsState], ModelsState]:
            there = models.look(settings.local.ckpt_dir, settings.local.wav2vec_dir)
            came = _ready(there) - _ready(self.state.models)
            wanted = came if settings.local.model == "auto" else came & {settings.local.model}
            if wanted and settings.engine.kind == "local" and doing in ("fetching", "importing"):
                self._arrived()
            return lambda now: replace(now, models=there)

        self._begin(doing, model, work, look)

    def _forget_verified(self, model: LocalModel) -> None:
        self._update(lambda now: replace(now, verified=tuple(pair for pair in now.verified if pair[0] != model)))


def _ready(models: tuple[ModelState, ...]) -> set[LocalModel]:
    return {one.model for one in models if one.status is ModelStatus.THERE}
