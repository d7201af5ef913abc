"""The settings as they are now, and where a change of them is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.base.named_files import NamedFiles
from app.base.settings import Settings


@dataclass(frozen=True, slots=True)
class SetsDoor:
    """Where profiles and scene collections are kept, and what lies over the settings that profiles are.

    Attributes:
        profiles: those that are not in use.
        scenes: the same of scene collections.
        bare: settings as they are kept: without what the environment and the command line lay over them.
        adopt: such settings are the kept ones from now on; gives them back with all that lies over them.
    """

    profiles: NamedFiles
    scenes: NamedFiles
    bare: Callable[[Settings], Settings]
    adopt: Callable[[Settings], Settings]


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
