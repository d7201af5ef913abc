"""Which studio this is."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import metadata

from app.base.paths import source_root

CHECKOUT = "checkout"


@dataclass(frozen=True, slots=True)
class Build:
    """What a packaged studio knows of its making: ``build_spec.py`` writes it into ``build.json``.

    Attributes:
        version: as in ``pyproject.toml``; ``CHECKOUT`` for sources that nobody has installed.
        commit: of the sources, the first twelve digits; empty: not known.
        releases: address that tells the newest release, in GitHub's format; empty: this copy was published nowhere.

    """

    version: str
    commit: str = ""
    releases: str = ""

    @property
    def words(self) -> str:
        """Version and commit for people."""
        return f"{self.version} ({self.commit})" if self.commit else self.version


@functools.cache
def this_build() -> Build:
    """This studio's. Reads a file the first time."""
    try:
        made = json.loads((source_root() / "build.json").read_text("utf-8"))
        return Build(str(made["version"]), str(made["commit"]), str(made["releases"]))
    except (OSError, ValueError, KeyError, TypeError):  # no packaged studio
        pass
    try:
        return Build(metadata.version("flashtalk-studio"))
    except metadata.PackageNotFoundError:
        return Build(CHECKOUT)
