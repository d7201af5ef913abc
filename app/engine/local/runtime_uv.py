"""uv, which installs packages: from source it is one of our packages; a packaged studio knows which one to fetch.

Most people never need it, and it would be a tenth of what all of them download.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import httpx

from app.base.errors import AppError
from app.base.fetching import TIMEOUT, tls
from app.base.launcher import runs_from_source
from app.base.paths import source_root
from app.engine.local.runtime_packages import PYPI, Wheel, no_index, other_file, size_of

UV_PROGRAM = "uv.exe" if sys.platform == "win32" else "uv"
_LINK = re.compile(r"""<a\s[^>]*?href=["']([^"']+)["']""")
_SHA256 = "sha256="


@dataclass(frozen=True, slots=True)
class PinnedUv:
    """The uv of this studio. ``build_spec.py`` writes it into ``uv.json``.

    Attributes:
        wheel: name of its file for this system.
        sha256: what the files of its version come to, on all systems, as they are locked.

    """

    wheel: str
    sha256: frozenset[str]


def pinned_uv() -> PinnedUv | None:
    """The one that a packaged studio fetches; None: this one runs from source. Raises OSError."""
    note = source_root() / "uv.json"
    if not note.is_file():
        return None
    found = json.loads(note.read_text("utf-8"))
    return PinnedUv(found["wheel"], frozenset(found["sha256"]))


def find_wheel(pinned: PinnedUv, packages_index: str, what: str) -> Wheel:
    """Where the index has it; the index is one for pip (https://peps.python.org/pep-0503). Raises AppError.

    ``what``: what is to be installed with it, for people.
    """
    page = f"{packages_index or PYPI}/uv/"
    try:
        with httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client:
            response = client.get(page, headers={"Accept": "text/html"})
            response.raise_for_status()
    except httpx.HTTPStatusError as error:
        raise _not_there(pinned, what) from error
    except httpx.HTTPError as error:
        raise no_index() from error
    for link in _LINK.findall(response.text):
        url, checksum = urldefrag(urljoin(str(response.url), html.unescape(link)))
        if unquote(PurePosixPath(urlsplit(url).path).name) != pinned.wheel:
            continue
        sha256 = checksum.removeprefix(_SHA256)
        if sha256 not in pinned.sha256:
            raise other_file(pinned.wheel)
        return Wheel(pinned.wheel, url, size_of(url), sha256)
    raise _not_there(pinned, what)


def unpack_uv(wheel: Path, folder: Path) -> Path:
    """The program out of its wheel, in ``folder``. Raises OSError."""
    new = folder / f"{UV_PROGRAM}.new"
    with zipfile.ZipFile(wheel) as archive:
        (inside,) = (name for name in archive.namelist() if name.endswith(f".data/scripts/{UV_PROGRAM}"))
        with archive.open(inside) as source, new.open("wb") as target:
            shutil.copyfileobj(source, target)
    new.chmod(0o755)
    return new.replace(folder / UV_PROGRAM)


def installed_uv(what: str) -> Path:
    """The one among this Python's packages, or on the computer; ``what`` is to be installed. Raises AppError."""
    try:
        from uv import find_uv_bin

        return Path(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found is None:
        raise AppError(
            "runtime.no_uv",
            f"{what} cannot be installed: uv, which does that, is missing.",
            "Start studio.py again to have it installed." if runs_from_source() else "Install the studio again.",
            permanent=True,
        )
    return Path(found)


def _not_there(pinned: PinnedUv, what: str) -> AppError:
    return AppError(
        "runtime.no_uv",
        f"The package index has no {pinned.wheel}, which installs {what}.",
        "Choose another package index in Settings > Graphics Card.",
    )
