"""Drawn avatars at rest, kept on this computer: a session with a server begins with one, and drawing takes seconds."""

from __future__ import annotations

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.avatars.bundle import Bundle, fingerprint
from app.avatars.crop import Rest, at_rest
from app.media.types import Pixels

log = logging.getLogger(__name__)

KEPT = 24
"""Pictures that are kept, of a megabyte or two each; the longest unused go first."""

_DRAWING = 1  # what layers look like at rest; another number has all of them drawn anew
_SUFFIX = ".rest"


class RestStore:
    """Any thread.

    Args:
        folder: where they are; made when there is one to keep. None: nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def at_rest(self, bundle: Bundle) -> Rest:
        """See ``crop.at_rest``. Raises AppError."""
        if self._folder is None or bundle.light2d is None:
            return at_rest(bundle)
        path = self._folder / (fingerprint(bundle, _DRAWING) + _SUFFIX)
        picture = _read(path)
        if picture is not None:
            with suppress(OSError):
                os.utime(path)  # how the longest unused is known
            return Rest(picture, None)
        rest = at_rest(bundle)
        try:
            self._keep(path, rest.picture)
        except OSError as error:
            log.warning("the picture of an avatar could not be kept: %s", error.strerror or error)
        return rest

    def _keep(self, path: Path, picture: Pixels) -> None:
        import cv2  # only here: it takes a tenth of a second to load

        path.parent.mkdir(parents=True, exist_ok=True)
        known = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime_ns)
        for old in known[: max(0, len(known) - KEPT + 1)]:
            old.unlink(missing_ok=True)
        content = cv2.imencode(".png", picture[..., :3])[1].tobytes()
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _read(path: Path) -> Pixels | None:
    """The picture in a file that was kept, or None where there is none, or a damaged one."""
    import cv2

    try:
        content = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    found = cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
    if found is None:
        return None
    picture = np.full((*found.shape[:2], 4), 255, np.uint8)
    picture[..., :3] = found
    return picture
