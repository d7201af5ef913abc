"""How exact models with quantised matrices turned out to be on this computer, kept for when none is loaded."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from app.base.files import write_atomically
from app.engine.base import EngineInfo

log = logging.getLogger(__name__)

FILE = "exactness.json"
"""In the folder of what local engines need not draw twice."""


class Exactness:
    """Lives on the studio's thread.

    Args:
        folder: asks where it is kept; None: nowhere.
    """

    def __init__(self, folder: Callable[[], Path | None]) -> None:
        self._folder = folder
        self._errors: dict[str, float] | None = None

    @property
    def errors(self) -> Mapping[str, float]:
        """All that was measured (see ``Snapshot.linears_errors``); read when it is first asked for."""
        if self._errors is None:
            self._errors = _read(self._folder())
        return self._errors

    def look(self, info: EngineInfo | None) -> None:
        """Keep what the engine that draws now has measured, if it is news."""
        if info is None or info.setup is None or info.linears_error is None:
            return
        name = f"{info.setup.model} {info.setup.linears}"
        if self.errors.get(name) == info.linears_error:
            return
        self._errors = {**self.errors, name: info.linears_error}
        folder = self._folder()
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / FILE, json.dumps(self._errors, indent=1).encode())
        except OSError as error:  # it is measured again
            log.info("how exact the model is could not be kept: %s", error)


def _read(folder: Path | None) -> dict[str, float]:
    if folder is None:
        return {}
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        return {str(name): float(error) for name, error in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.info("how exact models were cannot be read, and is measured again: %s", error)
        return {}
