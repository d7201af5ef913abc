"""What there is of a model on this computer. Plain data, that brings nothing with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.base.errors import AppError
from app.base.local_settings import LocalModel

Progress = Callable[[int, int, str], None]
"""Told the bytes that are done, those of the whole, and the name of the file."""


class ModelStatus(Enum):
    """What there is of a model."""

    MISSING = "missing"
    PART = "part"
    """Some of it was fetched."""
    THERE = "there"
    BROKEN = "broken"
    """It is there, and cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """What there is of a model.

    Attributes:
        model: by its name in the settings.
        status: see there.
        place: its folder, with Wav2Lip its file; None: it is not there.
        there_bytes: what was fetched or imported of it.
        whole_bytes: what it takes complete, as it was published when it was fetched; else about that.
        ours: it is in the studio's own folder, so that it can be removed here.
        error: why it cannot be used.

    """

    model: LocalModel
    status: ModelStatus
    place: Path | None = None
    there_bytes: int = 0
    whole_bytes: int = 0
    ours: bool = False
    error: AppError | None = None
