"""A client's portrait as an avatar that engines can load."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.avatars.detector import FaceDetector
from app.avatars.importing import add_portrait, look_at
from app.avatars.library import Library
from app.avatars.shelf import Shelf
from app.engine.base import EngineRequest
from app.media.types import Pixels

LONGEST_SIDE_PX = 768
"""Of the pictures of an engine that is free in its size: as much as OmniRT's own models draw."""


class PortraitRoom:
    """Makes an avatar of each session's portrait, and removes it with the session. Lives on one session's thread.

    Args:
        models: folder of what finds faces.
        request: what the engine is asked for, but for the avatar.
        free_size: it draws the portrait's shape, whatever that is.
    """

    def __init__(self, models: Path, request: EngineRequest, *, free_size: bool) -> None:
        self._models = models
        self._request = request
        self._free_size = free_size
        self._detector: FaceDetector | None = None

    @contextmanager
    def request(self, portrait: bytes, seed: int) -> Iterator[EngineRequest]:
        """What the engine is asked for; the avatar is there within the context. Raises AppError."""
        if self._detector is None:
            self._detector = FaceDetector(self._models)
        found = look_at(portrait, self._detector, "portrait")
        # Whoever is drawn for others leaves nothing behind.
        with TemporaryDirectory(prefix="flashtalk-served-") as folder:
            root = Path(folder)
            avatar = root / add_portrait(Shelf(root, Library((root,))), found, found.face, "portrait")
            request = replace(self._request, avatar=avatar)
            if request.local is not None:  # an idle clip is the client's own affair
                request = replace(request, local=replace(request.local, seed=seed, cache=None))
            if self._free_size:
                width_px, height_px = _even(found.picture)
                request = replace(request, width_px=width_px, height_px=height_px)
            yield request


def _even(picture: Pixels) -> tuple[int, int]:
    """Width and height in its shape that JPEG can halve, no side longer than ``LONGEST_SIDE_PX``."""
    tall, wide, _ = picture.shape
    scale = min(1.0, LONGEST_SIDE_PX / max(tall, wide))
    return max(2, round(wide * scale / 2) * 2), max(2, round(tall * scale / 2) * 2)
