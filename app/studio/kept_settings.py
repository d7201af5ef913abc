"""The settings as they are now, and where a change of them is kept."""

from __future__ import annotations

from collections.abc import Callable

from app.base.settings import Settings


class KeptSettings:
    """Lives on the studio's thread.

    Args:
        settings: as they were loaded.
        save: writes changed ones; raises AppError.
    """

    def __init__(self, settings: Settings, save: Callable[[Settings], None]) -> None:
        self.now = settings
        self._save = save

    def keep(self, settings: Settings) -> None:
        """These count from now on, also if they cannot be written. Raises AppError then."""
        self.now = settings
        self._save(settings)
