"""The settings of what the studio keeps on the disks, and where it fetches models."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from app.base.omnirt_settings import checked_url
from app.base.section import Section

HUB = "https://huggingface.co"


class StorageSettings(Section):
    """What the studio keeps on the disks."""

    models_folder: Path | None = None
    """Folder of the models' weights; empty: in the studio's own data folder."""
    hub: str = HUB
    """Where models are fetched: the Hugging Face hub, or a mirror of it."""
    quantised_folder: Path | None = None
    """Folder of quantised weights, from the next start on; empty: in the studio's own cache."""
    clips_folder: Path | None = None
    """Folder of drawn hosts, from the next start on; empty: in the studio's own cache."""
    logs_folder: Path | None = None
    """Folder of the logs, from the next start on; empty: the studio's own."""
    models_cap_gb: int = Field(default=0, ge=0, le=10_000)
    """Say so when the models take more; 0: never. None is removed by itself."""
    quantised_cap_gb: int = Field(default=60, ge=1, le=10_000)
    """What quantised weights may take; the oldest go first, and are made again when they are needed."""
    clips_cap_mb: int = Field(default=512, ge=16, le=100_000)
    """What drawn hosts may take; the longest unused go first, and are made again when they are needed."""
    recordings_cap_gb: int = Field(default=0, ge=0, le=100_000)
    """Say so when the recordings take more; 0: never. None is removed by itself."""
    logs_cap_mb: int = Field(default=100, ge=16, le=10_000)
    """What logs may take; the oldest go first."""

    @field_validator("hub")
    @classmethod
    def _a_hub(cls, value: str) -> str:
        url = checked_url(value or HUB).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"models are fetched over https only, as from {HUB}")
        return url
