"""The settings of the PyTorch that models on this computer run with, where the studio installs it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import field_validator

from app.base.omnirt_settings import checked_url
from app.base.section import Section


class RuntimeSettings(Section):
    """Where PyTorch comes from."""

    build: Literal["auto", "cuda", "rocm", "cpu"] = "auto"
    """Which PyTorch is installed: for NVIDIA's cards (CUDA), AMD's (ROCm), or none; automatic: what the card wants."""
    torch_index: str = ""
    """Address of a package index that has PyTorch for this card; empty: PyTorch's own."""
    packages_index: str = ""
    """Address of the package index for everything else; empty: PyPI."""

    python_mirror: str = ""
    """Where an installed studio fetches Python: a mirror of python-build-standalone's releases; empty: GitHub."""

    @field_validator("torch_index", "packages_index", "python_mirror")
    @classmethod
    def _an_index(cls, value: str) -> str:
        if not value.strip():
            return ""
        url = checked_url(value).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("packages are fetched over https only, as from https://pypi.org/simple")
        return url
