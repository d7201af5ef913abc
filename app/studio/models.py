"""What the window asks about models of this computer: which there are, and fetching, importing, verifying, removing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.local_settings import LocalModel
from app.base.model_state import ModelState, ModelStatus, Progress
from app.base.settings import Settings
from app.studio.commands import upkeep as do
from app.studio.one_job import OneJob
from app.studio.rate import RateMeter, left_s

_TELL_S = 0.1

Doing = Literal["", "looking", "fetching", "importing", "verifying", "removing"]


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
class ModelsState:
    """What is known of the models.

    Attributes:
        models: what there is of each; empty: nobody has looked yet.
        doing: what is being done.
        model: with which; empty: with all, or not known yet.
        file: with which file of it.
        done_bytes: how much of it.
        whole_bytes: of how much; 0: not known yet.
        rate_bytes: a second; 0: not known yet.
        verified: models whose every byte was compared since the studio was started, and whether it was by checksum.
        problem: what went wrong the last time.
        problem_of: with which model; empty: with none of them.

    """

    models: tuple[ModelState, ...] = ()
    doing: Doing = ""
    model: LocalModel | Literal[""] = ""
    file: str = ""
    done_bytes: int = 0
    whole_bytes: int = 0
    rate_bytes: float = 0.0
    verified: tuple[tuple[LocalModel, bool], ...] = ()
    problem: Problem | None = None
    problem_of: LocalModel | Literal[""] = ""

    @property
    def left_s(self) -> float | None:
        """How long it will take at this rate; None: not known."""
        return left_s(self.done_bytes, self.whole_bytes, self.rate_bytes)


class ModelDesk:
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
        self._port = port
        self._changed = changed
        self._arrived = arrived
        self._now = now
        self._lock = threading.Lock()
        self._job = OneJob()
        self.state = ModelsState()

    def obey(self, command: do.ModelCommand, settings: Settings) -> None:
        """Do what is asked for unless something is being done; returns at once."""
        models = self._port(settings)
        match command:
            case do.LookForModels():
                self._start("looking", "", lambda progress, stop: None, models, settings)
            case do.FetchModel(model, agreed):
                self._start(
                    "fetching",
                    model,
                    lambda progress, stop: models.fetch(model, progress, stop, agreed=agreed),
                    models,
                    settings,
                )
            case do.ImportModels(folder):
                self._start(
                    "importing",
                    "",
                    lambda progress, stop: models.import_folder(folder, progress, stop),
                    models,
                    settings,
                )
            case do.VerifyModel(model):

                def verify(progress: Progress, stop: threading.Event) -> None:
                    compared = models.verify(model, progress, stop)
                    if not stop.is_set():
                        self._update(verified=(*_without(self.state, model), (model, compared)))

                self._start("verifying", model, verify, models, settings)
            case do.RemoveModel(model):
                self._start("removing", model, lambda progress, stop: models.remove(model), models, settings)
            case do.PauseModels():
                self._job.stop()

    def close(self) -> None:
        """Leave off; what was fetched is kept."""
        self._job.close()

    def _start(
        self,
        doing: Doing,
        model: LocalModel | Literal[""],
        work: Callable[[Progress, threading.Event], object],
        models: Models,
        settings: Settings,
    ) -> None:
        if self._job.busy:
            return

        def run(stop: threading.Event) -> None:
            try:
                work(self._meter(), stop)
            except AppError as error:
                severity = Severity.NOTICE if error.code == "models.terms" else Severity.WARNING
                self._update(problem=Problem.from_error(error, severity), problem_of=model)
            try:
                self._look(models, settings)
            except OSError as error:
                self._update(problem=Problem("models.look", f"The folder of models cannot be read: {error}."))
            finally:
                self._update(doing="", model="", file="", done_bytes=0, whole_bytes=0, rate_bytes=0.0)

        self._update(doing=doing, model=model, problem=None, problem_of="")
        if doing in ("fetching", "removing") and model:
            self._update(verified=_without(self.state, model))
        self._job.start(f"models-{doing}", run)

    def _look(self, models: Models, settings: Settings) -> None:
        before = _ready(self.state.models)
        self._update(models=models.look(settings.local.ckpt_dir, settings.local.wav2vec_dir))
        came = _ready(self.state.models) - before
        wanted = came if settings.local.model == "auto" else came & {settings.local.model}
        if wanted and settings.engine.kind == "local" and self.state.doing in ("fetching", "importing"):
            self._arrived()

    def _meter(self) -> Progress:
        """Tells the state how far it is, and how fast."""
        meter, told_s = RateMeter(), -1.0

        def progress(done: int, whole: int, file: str) -> None:
            nonlocal told_s
            now = self._now()
            if now - told_s < _TELL_S and done < whole and file == self.state.file:
                return
            told_s = now
            rate = meter.measure(now, done)
            self._update(done_bytes=done, whole_bytes=whole, file=file, rate_bytes=rate)

        return progress

    def _update(self, **changes: object) -> None:
        with self._lock:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # each field has its own type
        self._changed()


def _ready(models: tuple[ModelState, ...]) -> set[LocalModel]:
    return {one.model for one in models if one.status is ModelStatus.THERE}


def _without(state: ModelsState, model: LocalModel) -> tuple[tuple[LocalModel, bool], ...]:
    return tuple(pair for pair in state.verified if pair[0] != model)
