"""Sheets of hosts, kept on this computer: drawing one takes seconds, and the studio and its engine both need it."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

from app.avatars.bundle import Bundle, fingerprint
from app.avatars.hosts import draw_sheet
from app.avatars.sheets import Sheet, read_sheet, write_sheet

log = logging.getLogger(__name__)

KEPT_BYTES = 192 * 2**20
"""Of all that are kept together: a dozen hosts at 1280x720. The longest unused go first, the newest always stays."""

_SUFFIX = ".sheet"


class SheetStore:
    """Any thread.

    Args:
        folder: where they are; made when there is one to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, bundle: Bundle, width_px: int, height_px: int) -> tuple[Sheet, Path | None]:
        """The sheet of ``bundle`` at this size and the file that it is in; None if it could not be kept.

        Raises AppError.
        """
        path = self._path(bundle, width_px, height_px)
        kept = read_sheet(path)
        if kept is not None:
            with suppress(OSError):
                os.utime(path)  # how the longest unused is known
            return kept, path
        drawn = draw_sheet(bundle, width_px, height_px)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make_room(sum(picture.nbytes for picture in drawn.pictures.values()))
            write_sheet(path, drawn)
        except OSError as error:
            log.warning("what was drawn of an avatar could not be kept: %s", error.strerror or error)
            return drawn, None
        kept = read_sheet(path)
        return (drawn, None) if kept is None else (kept, path)

    def has(self, bundle: Bundle, width_px: int, height_px: int) -> bool:
        """Whether it need not be drawn."""
        return self._path(bundle, width_px, height_px).is_file()

    def _path(self, bundle: Bundle, width_px: int, height_px: int) -> Path:
        return self._folder / (fingerprint(bundle, width_px, height_px, _program()) + _SUFFIX)

    def _make_room(self, size_bytes: int) -> None:
        """Remove the longest unused until ``size_bytes`` more are within bounds."""
        known = sorted(((one.stat(), one) for one in self._folder.iterdir()), key=lambda item: item[0].st_mtime_ns)
        taken = sum(stat.st_size for stat, _ in known) + size_bytes
        for stat, path in known:
            if taken <= KEPT_BYTES:
                return
            with suppress(OSError):  # Windows keeps a file that somebody draws from
                path.unlink()
                taken -= stat.st_size


def _program() -> list[tuple[int, int]]:
    """Changes with whatever draws: what an older studio has kept is drawn anew."""
    ours = sorted(Path(__file__).parent.glob("*.py")) or [Path(sys.executable)]  # a packaged studio has no sources
    return [(stat.st_size, stat.st_mtime_ns) for stat in map(os.stat, ours)]
