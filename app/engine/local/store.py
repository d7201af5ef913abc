"""The models on this computer: what is there of each, and fetching, importing, verifying and removing them.

Pure: torch is not needed. Every call reads the disk or the network and may take long, so none belongs on a thread that
has to answer. Files that were fetched have a receipt (``receipts``), by which they can be verified offline.
"""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx

from app.base.errors import AppError
from app.base.fetching import DamagedFileError, fetch_file, matches
from app.base.files import PART
from app.base.local_settings import LocalModel
from app.base.model_catalogue import CATALOGUE, Offer, Parcel, offer_of
from app.base.model_state import ModelState, ModelStatus, Progress
from app.engine.local.checkpoints import DEFAULT_BASES, check, discover
from app.engine.local.finding import KINDS
from app.engine.local.hub import HubFile, list_files, no_hub
from app.engine.local.model_import import files_to_take, models_to_take, take_over
from app.engine.local.receipts import add_receipts, drop_receipts, read_receipts

SPARE_BYTES = 500_000_000
"""What is left free on the disk: a full one breaks recordings, and more."""
_TRIES = 4  # without a byte more


class ModelStore:
    """Any thread, one at a time.

    Args:
        folder: the studio's own, of all models; made when one is fetched or imported.
        hub: address of the hub or of a mirror.
        pause_s: before the first try anew after a broken connection; it doubles.

    """

    def __init__(self, folder: Path, hub: str, pause_s: float = 1.0) -> None:
        self._folder = folder
        self._hub = hub
        self._pause_s = pause_s

    def look(self, checkpoint: Path | None = None, wav2vec: Path | None = None) -> tuple[ModelState, ...]:
        """What there is of every model, also in a folder that the settings name."""
        return tuple(self._state(offer, checkpoint, wav2vec) for offer in CATALOGUE)

    def _state(self, offer: Offer, checkpoint: Path | None = None, wav2vec: Path | None = None) -> ModelState:
        kind = KINDS[offer.model]
        there, whole = self._size(offer)
        # The chosen folder comes first: it is the one that is drawn with.
        for found in discover(checkpoint, wav2vec, (self._folder, *DEFAULT_BASES)):
            if found.kind != kind:
                continue
            ours = found.place.is_relative_to(self._folder)
            try:
                check(found)
            except AppError as error:
                if ours and there < whole:
                    return ModelState(offer.model, ModelStatus.PART, found.place, there, whole, True)
                return ModelState(offer.model, ModelStatus.BROKEN, found.place, there, whole, ours, error)
            return ModelState(offer.model, ModelStatus.THERE, found.place, there, whole, ours)
        status = ModelStatus.PART if any(_files(self._folder, offer.parcels[0])) else ModelStatus.MISSING
        return ModelState(offer.model, status, None, there, whole, status is ModelStatus.PART)

    def _size(self, offer: Offer) -> tuple[int, int]:
        there = whole = 0
        for parcel in offer.parcels:
            mine = sum(path.stat().st_size for path in _files(self._folder, parcel))
            receipts = read_receipts(self._folder / parcel.folder).items()
            there += mine
            whole += sum(one.size_bytes for path, one in receipts if parcel.takes(path)) or max(mine, parcel.size_bytes)
        return there, whole

    # ---- fetching

    def fetch(self, model: LocalModel, progress: Progress, stop: threading.Event, *, agreed: bool) -> None:
        """Fetch a model, or the rest of it; ``stop`` pauses: the next try goes on from there.

        Args:
            model: which.
            progress: see there.
            stop: ends it early, without an error.
            agreed: the user has read its terms and agrees; needed where it has any.

        Raises:
            AppError: not agreed, no network, no room, or something else came than was published.

        """
        offer = offer_of(model)
        if offer.terms and not agreed:
            raise AppError(
                "models.terms",
                f"{offer.title} has terms that must be read and agreed to first.\n\n{offer.terms}",
                "On the command line, --agree says that you do.",
            )
        files = [(parcel, file) for parcel in offer.parcels for file in list_files(self._hub, parcel)]
        whole = sum(file.size_bytes for _, file in files)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._need_room(sum(self._missing_bytes(parcel, file) for parcel, file in files))
            for parcel in offer.parcels:
                (self._folder / parcel.folder).mkdir(exist_ok=True)
                add_receipts(self._folder / parcel.folder, [file for one, file in files if one is parcel])
            done = 0
            for parcel, file in files:
                self._fetch_one(parcel, file, _shifted(progress, done, whole), stop)
                if stop.is_set():
                    return
                done += file.size_bytes
        except OSError as error:
            raise _cannot_write(self._folder, error) from error
        self._check_ours(model)

    def _missing_bytes(self, parcel: Parcel, file: HubFile) -> int:
        goal = self._folder / parcel.folder / file.path
        there = next((path.stat().st_size for path in (goal, _part(goal)) if path.exists()), 0)
        return max(0, file.size_bytes - there)

    def _fetch_one(
        self, parcel: Parcel, file: HubFile, progress: Callable[[str, int], None], stop: threading.Event
    ) -> None:
        goal = self._folder / parcel.folder / file.path
        if goal.exists() and goal.stat().st_size == file.size_bytes:
            return  # and is not told of: what was there before says nothing of how fast the rest comes
        goal.parent.mkdir(parents=True, exist_ok=True)
        tries, most = 0, 0

        def told(there: int) -> None:
            nonlocal tries, most
            if there > most:
                tries, most = 0, there
            progress(goal.name, there)

        while True:
            try:
                fetch_file(file.url, goal, file.size_bytes, file.checksum, told, stop)
            except httpx.TransportError as error:
                tries += 1
                if tries >= _TRIES:
                    raise no_hub(self._hub) from error
                stop.wait(self._pause_s * 2 ** (tries - 1))
                if stop.is_set():
                    return
            except httpx.HTTPError as error:
                raise no_hub(self._hub) from error
            except DamagedFileError as error:
                raise AppError(
                    "models.damaged",
                    f"{goal.name} arrived damaged and was removed.",
                    "Download again: what is whole is kept. If it happens again, choose another address of the hub.",
                ) from error
            else:
                return

    def _need_room(self, bytes_: int) -> None:
        free = shutil.disk_usage(self._folder).free
        if bytes_ and free < bytes_ + SPARE_BYTES:
            raise AppError(
                "models.no_room",
                f"{_gb(bytes_)} more are needed in {self._folder}, and {_gb(free)} are free.",
                "Make room, or move the models to another disk in Settings > Storage.",
            )

    # ---- importing

    def import_folder(self, source: Path, progress: Progress, stop: threading.Event) -> tuple[LocalModel, ...]:
        """Take over the models in a folder; the files there stay as they are. Gives their names. Raises AppError.

        Where both lie on one disk nothing is copied: the files get a second name.
        """
        found = models_to_take(source, self._folder)
        files = files_to_take(found, self._folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if source.stat().st_dev != self._folder.stat().st_dev:
                self._need_room(sum(path.stat().st_size for path in files.values()))
            if not take_over(files, progress, stop):
                return ()
        except OSError as error:
            raise _cannot_write(self._folder, error) from error
        models = tuple(offer.model for offer in CATALOGUE if any(KINDS[offer.model] == one.kind for one in found))
        for name in models:
            self._check_ours(name)
        return models

    # ---- what is there

    def verify(self, model: LocalModel, progress: Progress, stop: threading.Event) -> bool:
        """Whether every byte of a model is as it was published. Raises AppError; what is damaged is removed.

        True: it was compared by checksum. False: it was imported, so that only headers, names and sizes could be
        checked; or ``stop`` ended it.
        """
        offer = offer_of(model)
        wanted = [
            (self._folder / parcel.folder, path, receipt)
            for parcel in offer.parcels
            for path, receipt in read_receipts(self._folder / parcel.folder).items()
            if parcel.takes(path) and (self._folder / parcel.folder / path).exists()
        ]
        whole, done, damaged = sum(receipt.size_bytes for *_, receipt in wanted), 0, []
        for folder, path, receipt in wanted:
            file = folder / path
            told = partial(_shifted(progress, done, whole), file.name)
            right = file.stat().st_size == receipt.size_bytes and matches(file, receipt.checksum, stop, told)
            if stop.is_set():
                return False
            if not right:
                file.unlink()
                damaged.append(path)
            done += receipt.size_bytes
        if damaged:
            raise AppError(
                "models.damaged",
                f"Of {offer.title} there was damage in {', '.join(damaged)}, which has been removed.",
                "Download it again: what is whole is kept.",
            )
        self._check_ours(model)
        return bool(wanted)

    def remove(self, model: LocalModel) -> None:
        """Remove a model from the studio's folder, but for what another one there needs, too. Raises AppError."""
        others = [one for one in CATALOGUE if one.model != model]
        kept = {parcel for one in others if self._state(one).ours for parcel in one.parcels}
        for parcel in offer_of(model).parcels:
            if parcel in kept:
                continue
            folder = self._folder / parcel.folder
            try:
                for path in list(_files(self._folder, parcel)):
                    path.unlink()
                if folder.is_dir():
                    drop_receipts(folder, [path for path in read_receipts(folder) if parcel.takes(path)])
                    _remove_empty(folder)
            except OSError as error:
                raise AppError(
                    "models.in_use",
                    f"{error.filename} cannot be removed: {error.strerror or error}.",
                    "Choose another engine first if the studio draws with it now.",
                ) from error

    def _check_ours(self, model: LocalModel) -> None:
        """Its files are whole and fit together. Raises AppError."""
        state = self._state(offer_of(model))
        if state.error is not None:
            raise state.error
        if state.status is not ModelStatus.THERE:
            raise AppError(
                "models.not_whole",
                f"{offer_of(model).title} is not in {self._folder}, or not complete.",
                "Download it: what is there is kept.",
            )


def _shifted(progress: Progress, before: int, whole: int) -> Callable[[str, int], None]:
    """``progress`` for one file of several: told its name and the bytes of it."""
    return lambda name, there: progress(before + there, whole, name)


def _files(folder: Path, parcel: Parcel) -> Iterator[Path]:
    """The files of a parcel that are there, also those that have not come completely."""
    root = folder / parcel.folder
    patterns = ("wav2lip*",) if parcel.folder == "wav2lip" else None  # every Wav2Lip is one: see ``discover``
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix().removesuffix(PART)
        if path.is_file() and (parcel.takes(name) or (patterns is not None and path.match(patterns[0]))):
            yield path


def _part(goal: Path) -> Path:
    return goal.with_name(goal.name + PART)


def _remove_empty(folder: Path) -> None:
    for path in sorted([*folder.rglob("*"), folder], reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _cannot_write(folder: Path, error: OSError) -> AppError:
    if error.errno == errno.ENOSPC:
        return AppError(
            "models.no_room",
            f"The disk with {folder} is full.",
            "Make room and download again: it goes on where it stopped. Or move the models in Settings > Storage.",
        )
    return AppError(
        "models.not_writable",
        f"{error.filename or folder} cannot be written: {error.strerror or error}.",
        "Give yourself the right to write there, or choose another folder in Settings > Storage.",
    )


def _gb(bytes_: int) -> str:
    return f"{bytes_ / 1e9:.1f} GB"
