"""Whose work the studio is made of, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from app.base.paths import source_root

OWN = "FlashTalk Studio is licensed under the Apache License, version 2.0."


def licences_dir() -> Path | None:
    """The folder with the texts of all licences, which a packaged studio has."""
    folder = source_root() / "licences"
    return folder if folder.is_dir() else None


def licence_notes() -> str:
    """All of it. Reads many files: not for a thread that must not wait."""
    folder = licences_dir()
    if folder is not None:
        texts = [(folder / name).read_text("utf-8", "replace") for name in ("SOURCE-OFFER.txt", "THIRD-PARTY.txt")]
        return "\n\n".join([OWN, *texts])
    return "\n".join([OWN, "", "Packages by others in this environment:", "", *sorted(_installed(), key=str.lower)])


def _installed() -> Iterator[str]:
    for one in metadata.distributions():
        about = one.metadata
        expressions = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
        classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if "License ::" in line]
        # Some write the whole text where its name belongs.
        named = next((words for words in (*expressions, *classified) if words and len(words) < 120), "see its files")
        yield f"{about['Name']} {one.version}: {named}"
