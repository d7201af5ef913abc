"""What every request of other programs is."""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from app.studio import commands as do
from app.studio.snapshot import Snapshot


def readable(value: object) -> object:
    """Without what no voice speaks and no list shows: control characters and half ones."""
    if not isinstance(value, str):
        return value
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in value).strip()


def number(value: object) -> object:
    """Addresses and command lines have texts alone."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 7 else value


Place = Annotated[int | None, BeforeValidator(number)]
Name = Annotated[str, BeforeValidator(readable), StringConstraints(min_length=1, max_length=200)]


class Action(BaseModel, ABC):
    """Something that can be asked for. The class's docstring is what its documentation says."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    NAME: ClassVar[str]

    @abstractmethod
    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """What it means in the state that the studio is in. Raises AppError."""
