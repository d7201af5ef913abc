"""Models that somebody has already: which there are in a folder, and taking their files over. Pure."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from app.base.errors import AppError
from app.base.files import PART
from app.base.model_catalogue import CATALOGUE
from app.base.model_state import Progress
from app.engine.local.checkpoints import WAV2VEC_FOLDERS, ModelFolder, check, discover
from app.engine.local.finding import KINDS


def models_to_take(source: Path, folder: Path) -> list[ModelFolder]:
    """The models in ``source``, all whole, but for those in ``folder``, the studio's own. Raises AppError."""
    found = [one for one in discover(source, None, (source,)) if not one.place.is_relative_to(folder)]
    if not found:
        raise AppError(
            "models.nothing_here",
            f"There is no model in {source}.",
            "Choose the folder that was downloaded as a whole, for example SoulX-FlashHead-1_3B, with "
            "wav2vec2-base-960h beside it.",
        )
    for model in found:
        check(model)
    return found


def files_to_take(models: Sequence[ModelFolder], folder: Path) -> dict[Path, Path]:
    """Where in ``folder`` files go, and which."""
    return {goal: path for model in models for path, goal in _pairs(model, folder)}


def _pairs(model: ModelFolder, folder: Path) -> Iterator[tuple[Path, Path]]:
    if model.kind == "wav2lip":
        yield model.place, folder / "wav2lip" / model.place.name
        return
    for parcel in next(offer for offer in CATALOGUE if KINDS[offer.model] == model.kind).parcels:
        root = model.wav2vec if parcel.folder == WAV2VEC_FOLDERS[model.kind] else model.place
        assert root is not None
        for path in sorted(root.rglob("*")):
            if path.is_file() and parcel.takes(path.relative_to(root).as_posix()):
                yield path, folder / parcel.folder / path.relative_to(root)


def take_over(files: dict[Path, Path], progress: Progress, stop: threading.Event) -> bool:
    """Give files a second name, or copy them; False: ``stop`` ended it. Raises OSError."""
    whole, done = sum(path.stat().st_size for path in files.values()), 0
    for goal, path in files.items():
        if not goal.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            _take(path, goal, stop)
        if stop.is_set():
            return False
        done += path.stat().st_size
        progress(done, whole, path.name)
    return True


def _take(path: Path, goal: Path, stop: threading.Event) -> None:
    with suppress(OSError):  # another disk, or one that knows no second names
        os.link(path.resolve(), goal)
        return
    part = goal.with_name(goal.name + PART)
    with path.open("rb") as source, part.open("wb") as target:
        while (data := source.read(1 << 20)) and not stop.is_set():
            target.write(data)
    part.unlink() if stop.is_set() else part.replace(goal)
