"""Neural voices on disk, and where more come from.

The voices are Piper's (rhasspy/piper-voices at Hugging Face, version 1.0.0). Their list names every file with its size
and MD5; every voice has its own licence, which is fetched with it (``MODEL_CARD``).
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

import httpx

from app.base.errors import AppError
from app.base.fetching import TIMEOUT, Checksum, DamagedFileError, fetch_file, tls
from app.sources.voices.base import Voice

log = logging.getLogger(__name__)

SOURCE: Final = "https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0"
_MOST_LIST_BYTES = 4_000_000
_MOST_FILE_BYTES = 500_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def installed(folder: Path) -> list[str]:
    """Names of the voices that are there, complete."""
    models = folder.glob("*/*.onnx")
    return sorted(path.stem for path in models if path.with_name(f"{path.name}.json").exists())


def known_voices(folder: Path) -> tuple[Voice, ...]:
    """The voices that are there, then those that can be fetched. Without a network, what the last list said."""
    there = installed(folder)
    try:
        listed = _read_list(_fetch_list(folder))
    except AppError as error:
        log.info("%s", error)
        listed = _kept_list(folder)
        if not listed and not there:
            raise
    unlisted = [Voice(name, _language(name), name) for name in there if name not in listed]
    found = [
        Voice(name, _language(name), _title(name, row), name in there, sum(size for _, size, _ in _files(row)))
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
    row = (_kept_list(folder) or _read_list(_fetch_list(folder))).get(name)
    if row is None:
        raise AppError("speech.no_voice", f"There is no neural voice “{name}”.", "Choose one of the list.")
    files = _files(row)
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


# ---- the list


def _fetch_list(folder: Path) -> bytes:
    body = b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client,
            client.stream("GET", f"{SOURCE}/voices.json") as response,
        ):
            response.raise_for_status()
            for data in response.iter_bytes():
                body += data
                if len(body) > _MOST_LIST_BYTES:
                    raise _not_a_list()
    except httpx.HTTPError as error:
        log.info("the list of neural voices: %r", error)
        raise _no_network() from error
    _read_list(body)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "voices.json").write_bytes(body)
    except OSError as error:
        log.info("the list of neural voices is not kept: %s", error)
    return body


def _kept_list(folder: Path) -> dict[str, Any]:
    try:
        return _read_list((folder / "voices.json").read_bytes())
    except (OSError, AppError):
        return {}


def _read_list(body: bytes) -> dict[str, Any]:
    """The voices by name. Raises AppError."""
    try:
        listed = json.loads(body)
        return {name: row for name, row in listed.items() if _NAME.fullmatch(name) and _files(row)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_a_list() from error


def _files(row: Any) -> list[tuple[str, int, str]]:
    """Path, size and MD5 of every file of a voice; nothing when one of them is not what it should be."""
    found = [(path, int(file["size_bytes"]), str(file["md5_digest"])) for path, file in row["files"].items()]
    good = all(_NAME.fullmatch(PurePosixPath(path).name) and 0 <= size < _MOST_FILE_BYTES for path, size, _ in found)
    return found if good else []


def _language(name: str) -> str:
    return name.partition("-")[0].replace("_", "-")


def _title(name: str, row: Any) -> str:
    _, _, rest = name.partition("-")
    language = row.get("language", {})
    return f"{rest} ({language.get('name_native') or language.get('code') or _language(name)})"


def _no_network() -> AppError:
    return AppError("speech.no_list", "The neural voices' server cannot be reached.", "Check your connection.")


def _not_a_list() -> AppError:
    return AppError("speech.no_list", "The list of neural voices cannot be read.", "Try again later.")
