"""What the Hugging Face hub, or a mirror of it, says of a repository. Two addresses of it are used, and no account.

``GET /api/models/REPOSITORY/revision/main?blobs=true`` names the commit and every file with its size and checksum
(``lfs.sha256`` of large files, Git's ``blobId`` of small ones); ``GET /REPOSITORY/resolve/COMMIT/PATH`` gives a file,
with ranges (huggingface.co/docs/hub/api). Pure but for that: needs no torch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import httpx

from app.base.errors import AppError
from app.base.fetching import TIMEOUT, Checksum, tls
from app.base.model_catalogue import Parcel

_MOST_BYTES = 8_000_000  # of a listing
_MOST_FILE_BYTES = 200_000_000_000
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository.

    Attributes:
        path: in the repository.
        size_bytes: what it has.
        checksum: what it comes to.
        url: where it is fetched.

    """

    path: str
    size_bytes: int
    checksum: Checksum
    url: str


def list_files(hub: str, parcel: Parcel) -> tuple[HubFile, ...]:
    """The files of a parcel as they are published now, the smallest first. Raises AppError.

    Args:
        hub: its address, without a slash at the end.
        parcel: which files of which repository.

    """
    url = f"{hub}/api/models/{parcel.repository}/revision/main?blobs=true"
    body = b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            for data in response.iter_bytes():
                body += data
                if len(body) > _MOST_BYTES:
                    raise ValueError("it is too long")
        listed = httpx.Response(200, content=body).json()
        files = _read(listed, hub, parcel)
    except httpx.HTTPStatusError as error:
        raise _refused(hub, parcel, error.response.status_code) from error
    except httpx.HTTPError as error:
        raise no_hub(hub) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AppError(
            "models.listing",
            f"What {hub} says of {parcel.repository} cannot be read.",
            "Try again later, or choose another address of the hub.",
        ) from error
    if not files:
        raise AppError(
            "models.gone",
            f"{parcel.repository} holds no such files any more.",
            "Import a folder that you have, or look for a newer version of the studio.",
        )
    return files


def _read(listed: Any, hub: str, parcel: Parcel) -> tuple[HubFile, ...]:
    commit = str(listed["sha"])
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ValueError("no commit")
    found = [
        HubFile(path, size, checksum, f"{hub}/{parcel.repository}/resolve/{commit}/{quote(path)}")
        for path, size, checksum in map(_entry, listed["siblings"])
        if parcel.takes(path)
    ]
    # The same weights twice: safetensors rather than a pickle.
    folders = {PurePosixPath(one.path).parent for one in found if one.path.endswith("model.safetensors")}
    kept = (
        one
        for one in found
        if not (PurePosixPath(one.path).name == "pytorch_model.bin" and PurePosixPath(one.path).parent in folders)
    )
    return tuple(sorted(kept, key=lambda one: one.size_bytes))


def _entry(row: Any) -> tuple[str, int, Checksum]:
    path, size = str(row["rfilename"]), int(row["size"])
    if not all(_PLAIN.fullmatch(part) and part.strip(".") for part in path.split("/")):
        # A name that leads out of the folder, or that some system cannot have: of no file that is asked for.
        path = ""
    if not 0 <= size < _MOST_FILE_BYTES:
        raise ValueError("no size")
    large = row.get("lfs")
    return path, size, Checksum("sha256", str(large["sha256"])) if large else Checksum("git", str(row["blobId"]))


def no_hub(hub: str) -> AppError:
    """It does not answer."""
    return AppError(
        "models.no_network",
        f"The models' server {hub} cannot be reached, or the connection broke off.",
        "Check your connection, then download again: it goes on where it stopped. Models that are there work offline.",
    )


def _refused(hub: str, parcel: Parcel, status: int) -> AppError:
    if status in (401, 403, 404):
        return AppError(
            "models.gone",
            f"{hub} does not give out {parcel.repository} ({status}).",
            "Choose another address of the hub, or import a folder that you have.",
        )
    return AppError(
        "models.no_network", f"The models' server {hub} has trouble of its own ({status}).", "Try again later."
    )
