"""The report on the command line."""

from __future__ import annotations

from app.avatars.library import Library
from app.base.paths import Paths
from app.base.report import make_report, names_in
from app.base.settings import Settings
from app.cli.arguments import OK
from app.cli.console import Console


def tell_report(paths: Paths, library: Library, settings: Settings, console: Console) -> int:
    """Print what helps when something went wrong, without secrets and names."""
    own = [entry for entry in library.list() if entry.folder.parent == paths.avatars]
    names = [name for entry in own for name in (entry.name, entry.id)]
    names += names_in(settings)
    facts = (f"engine: {settings.engine.kind}", f"program: {settings.program.size} at {settings.program.fps}")
    console.result(make_report(paths, facts, names))
    return OK
