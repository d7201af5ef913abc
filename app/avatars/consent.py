"""The note on whose face an avatar has, and who agreed to it: kept in the avatar's own manifest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Whose = Literal["own", "agreed", "nobody"]


class Consent(BaseModel):
    """What the user has said about a face, under ``consent`` in a manifest's metadata.

    Attributes:
        whose: the user's own face, that of somebody who agreed, or nobody's (drawn, or generated).
        name: who agreed; empty where it is the user's own face or nobody's.
        noted: when it was said, with the time zone.
        sha256: of the picture file that it was said about, hexadecimal; empty: it came without one.
    """

    model_config = ConfigDict(frozen=True)

    whose: Whose
    name: str = Field(default="", max_length=200)
    noted: datetime
    sha256: str = ""


def consent(whose: Whose, name: str, sha256: str) -> Consent:
    """What the user says now about the picture file with this hash."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Consent(whose=whose, name=name if whose == "agreed" else "", noted=now, sha256=sha256)
