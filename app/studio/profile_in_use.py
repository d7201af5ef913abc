"""The profile that is in use: it is the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.base.profile import for_others, from_others, profile_of, read_profile, with_profile, write_profile
from app.base.set_files import SetKind
from app.base.settings import Settings


class ProfileInUse:
    """Implements ``named_sets.InUse``.

    Args:
        settings: the settings as they are kept, without what the environment and the command line lay over them.
        change: go on with others; the sentences say what of a profile could not be used.
    """

    kind: SetKind = "profile"

    def __init__(self, settings: Callable[[], Settings], change: Callable[[Settings, list[str]], None]) -> None:
        self._settings = settings
        self._change = change

    @property
    def name(self) -> str:
        """See ``InUse``."""
        return self._settings().current.profile

    def take(self) -> bytes:
        """See ``InUse``."""
        return write_profile(profile_of(self._settings()))

    def use(self, name: str, content: bytes | None) -> None:
        """See ``InUse``."""
        profile = {} if content is None else read_profile(content)
        self._change(*with_profile(self._settings(), name, profile))

    def call(self, name: str) -> None:
        """See ``InUse``."""
        settings = self._settings()
        current = settings.current.model_copy(update={"profile": name})
        self._change(settings.model_copy(update={"current": current}), [])

    def whole(self, content: bytes) -> bool:
        """See ``InUse``."""
        return not with_profile(self._settings(), self.name, read_profile(content))[1]

    def export(self, content: bytes) -> dict[str, Any]:
        """See ``InUse``."""
        return for_others(read_profile(content))

    def accept(self, content: dict[str, Any]) -> bytes:
        """See ``InUse``. What cannot be used is left out, and so are files: some are run, or written to."""
        usable, _ = with_profile(Settings(), "", content)
        return write_profile(for_others(profile_of(from_others(usable, self._settings()))))
