"""What was measured of cards, on disk. Pure: the studio reads it, too."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.base.card_choice import CardChoice
from app.base.errors import AppError

log = logging.getLogger(__name__)

FILE = "card.json"

_KEPT = 8
"""Cards, drivers and sets of weights: what is older is measured again."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(default=1, ge=1, le=1)
    choices: dict[str, CardChoice] = {}


class ChoiceStore:
    """The choices in a folder, by whatever they depend on. Any thread of one process at a time.

    Args:
        folder: where the file is; it need not be there.

    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def find(self, key: str) -> CardChoice | None:
        """What was measured under ``key``."""
        return self._read().choices.get(key)

    def latest(self) -> CardChoice | None:
        """What was measured last."""
        return next(reversed(self._read().choices.values()), None)

    def keep(self, key: str, choice: CardChoice) -> None:
        """Remember it. What cannot be written is measured again at the next start."""
        choices = {name: kept for name, kept in self._read().choices.items() if name != key} | {key: choice}
        content = _File(choices=dict(list(choices.items())[-_KEPT:]))
        draft = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(content.model_dump_json(indent=1), encoding="utf-8")
            draft.replace(self._path)
        except OSError as error:
            log.info("what was measured of the card is not remembered: %s", error)

    def forget(self) -> None:
        """Have every card measured again. Raises AppError."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise AppError(
                "card.remembered",
                f"{self._path} could not be removed ({error.strerror}), so the card is not measured again.",
                "Remove the file yourself, then press Measure Again.",
            ) from error

    def _read(self) -> _File:
        try:
            return _File.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _File()
        except (OSError, ValidationError) as error:
            log.info("%s is left out, and the card measured again: %s", self._path, type(error).__name__)
            return _File()
