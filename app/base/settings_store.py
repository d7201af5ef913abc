"""Settings on disk: TOML that a person may edit, and that can never keep the studio from starting."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.base.errors import AppError, Problem, Severity
from app.base.files import keep_beside, write_atomically
from app.base.settings import Settings

log = logging.getLogger(__name__)


class SettingsStore:
    """The settings file. Any one thread at a time; calls touch the disk.

    Args:
        path: the TOML file; its folder is made when it is missing.

    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> tuple[Settings, Problem | None]:
        """The settings, and what was wrong with the file.

        Bad values fall back one by one; the file as it was is kept as ``.bak`` and the mended one written.
        A missing file is no problem. Never raises.
        """
        try:
            text = self._path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return Settings(), None
        except (OSError, UnicodeDecodeError) as error:
            return self._start_over(f"The settings file {self._path} cannot be read ({_reason(error)}).")
        try:
            raw: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            return self._start_over(f"The settings file {self._path} is damaged ({_reason(error)}).")
        settings, bad = mended(raw)
        if not bad:
            return settings, None
        kept = self._keep_and_rewrite(settings)
        message = f"The settings file had values that cannot be used: {'; '.join(bad)}."
        hint = " ".join(("These were set back to their defaults.", kept))
        return settings, Problem("settings.bad_values", message, hint, Severity.WARNING)

    def save(self, settings: Settings) -> None:
        """Write the file whole or not at all. Raises AppError."""
        text = tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path.resolve(), text.encode("utf-8"))
        except OSError as error:
            raise AppError(
                "settings.not_saved",
                f"The settings could not be saved to {self._path}: {_reason(error)}.",
                "Make room on the disk or give yourself the right to write there; they hold until you quit.",
            ) from error

    def _start_over(self, message: str) -> tuple[Settings, Problem]:
        settings = Settings()
        kept = self._keep_and_rewrite(settings)
        hint = " ".join(("All settings were set back to their defaults.", kept))
        return settings, Problem("settings.unreadable", message, hint, Severity.WARNING)

    def _keep_and_rewrite(self, settings: Settings) -> str:
        """Keep the bad file beside the good one; returns a sentence that says where."""
        backup = self._path.with_name(self._path.name + ".bak")
        try:
            keep_beside(self._path, backup)
            self.save(settings)
        except (OSError, AppError) as error:
            log.info("bad settings file left as it is: %s", error)
            return f"The old file was left as it is: {self._path}"
        return f"The old file was kept as {backup}."


def mended(raw: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The settings in ``raw``, which is changed, without what cannot be used, and a description of each such value."""
    bad: list[str] = []
    while True:
        try:
            return Settings.model_validate(raw), bad
        except ValidationError as error:
            item = error.errors(include_url=False, include_context=False)[0]
            bad.append(f"{_take_out(raw, item['loc'])} ({_what_is_wrong(item)})")


def _take_out(raw: dict[str, Any], place: tuple[int | str, ...]) -> str:
    """Take the bad value out of ``raw`` that lies at ``place``, and no good one with it; returns its name.

    What it lies in goes as a whole where it does not know the value, or cannot be without it: a server without its
    address, a point without one of its numbers.
    """
    table: Any = raw
    key, path = place[0], [str(place[0])]
    for part in place[1:]:
        inside = table[key]
        if not (isinstance(inside, dict) and part in inside) and not (
            isinstance(inside, list) and isinstance(part, int) and isinstance(inside[part], dict)
        ):
            break
        table, key = inside, part
        path.append(str(part + 1) if isinstance(part, int) else part)
    del table[key]
    return ".".join(path)


def _what_is_wrong(item: ErrorDetails) -> str:
    return "unknown" if item["type"] == "extra_forbidden" else f"{item['input']!r:.60}: {item['msg']}"


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
