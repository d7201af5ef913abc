"""Where neural voices are fetched: their list, and what belongs to one of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

import httpx

from app.base.errors import AppError
from app.base.fetching import TIMEOUT, Checksum, DamagedFileError, fetch_file, tls
from app.sources.voices.base import Voice
from app.sources.voices.neural_store import (
    LIST,
    files_of,
    installed,
    kept_list,
    language_of,
    not_a_list,
    read_list,
    title_of,
)

log = logging.getLogger(__name__)

SOURCE: Final = "https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0"
_MOST_LIST_BYTES = 4_000_000


def known_voices(folder: Path) -> tuple[Voice, ...]:
    """The voices that are there, then those that can be fetched. Without a network, what the last list said."""
    there = installed(folder)
    try:
        listed = read_list(_fetch_list(folder))
    except AppError as error:
        log.info("%s", error)
        listed = kept_list(folder)
        if not listed and not there:
            raise
    unlisted = [Voice(name, language_of(name), name) for name in there if name not in listed]
    found = [
        Voice(name, language_of(name), title_of(name, row), name in there, sum(size for _, size, _ in files_of(row)))
        for name, row in sorted(listed.items())
    ]
    return tuple(sorted([*unlisted, *found], key=lambda voice: not voice.ready))


def fetch_voice(folder: Path, name: str, progress: Callable[[float], None], stop: threading.Event) -> None:
    """Fetch a voice, or the rest of it.

    A file that was not completed lies beside with ``.part`` and is gone on with; what is complete has the size and the
    checksum of the list. Blocks for as long as it takes.

    Args:
        folder: where voices are kept.
        name: of the voice.
        progress: told the share that is there, 0..1.
        stop: ends it early, without an error.

    Raises:
        AppError: there is no such voice, no network, no room, or something else came.

    """
    row = (kept_list(folder) or read_list(_fetch_list(folder))).get(name)
    if row is None:
        raise AppError("speech.no_voice", f"There is no neural voice “{name}”.", "Choose one of the list.")
    files = files_of(row)
    whole, done = max(1, sum(size for _, size, _ in files)), 0
    target = folder / name
    try:
        target.mkdir(parents=True, exist_ok=True)
        # The model last: with it the voice counts as there.
        for path, size, md5 in sorted(files, key=lambda file: file[1]):
            goal = target / PurePosixPath(path).name
            if not goal.exists():
                told = partial(_tell, progress, done, whole)
                fetch_file(f"{SOURCE}/{path}", goal, size, Checksum("md5", md5), told, stop)
            if stop.is_set():
                return
            done += size
    except httpx.HTTPError as error:
        log.info("%s: %r", name, error)
        raise _no_network() from error
    except DamagedFileError as error:
        raise AppError(
            "speech.damaged", f"The file {error} arrived damaged and was removed.", "Fetch the voice again."
        ) from error
    except OSError as error:
        raise AppError(
            "speech.no_room",
            f"The voice cannot be written to {target}: {error.strerror or error}.",
            "Make room on the disk, then fetch it again: it goes on where it stopped.",
        ) from error


def _tell(progress: Callable[[float], None], before: int, whole: int, there: int) -> None:
    progress((before + there) / whole)


def _fetch_list(folder: Path) -> bytes:
    body = b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client,
            client.stream("GET", f"{SOURCE}/{LIST}") as response,
        ):
            response.raise_for_status()
            for data in response.iter_bytes():
                body += data
                if len(body) > _MOST_LIST_BYTES:
                    raise not_a_list()
    except httpx.HTTPError as error:
        log.info("the list of neural voices: %r", error)
        raise _no_network() from error
    read_list(body)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LIST).write_bytes(body)
    except OSError as error:
        log.info("the list of neural voices is not kept: %s", error)
    return body


def _no_network() -> AppError:
    return AppError("speech.no_list", "The neural voices' server cannot be reached.", "Check your connection.")
