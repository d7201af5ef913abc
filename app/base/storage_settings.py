"""The settings of what the studio keeps on the disks, and where it fetches models."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import field_validator

from app.base.omnirt_settings import checked_url
from app.base.section import Section

HUB = "https://huggingface.co"


class StorageSettings(Section):
    """What the studio keeps on the disks."""

    models_folder: Path | None = None
    """Folder of the models' weights; empty: in the studio's own data folder."""
    hub: str = HUB
    """Where models are fetched: the Hugging Face hub, or a mirror of it."""

    @field_validator("hub")
    @classmethod
    def _a_hub(cls, value: str) -> str:
        url = checked_url(value or HUB).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"models are fetched over https only, as from {HUB}")
        return url
