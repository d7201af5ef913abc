"""Voices on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from app.base.errors import AppError
from app.base.settings import ProviderId
from app.cli.arguments import FAILED, OK
from app.cli.console import Console
from app.sources.voices.base import Voice


def list_voices(
    providers: Sequence[ProviderId],
    voices: Callable[[ProviderId], Sequence[Voice]],
    console: Console,
    *,
    as_json: bool,
) -> int:
    """Print the voices of ``providers``, and say which of those cannot be asked; failed if none can."""
    found: dict[ProviderId, Sequence[Voice]] = {}
    for provider in providers:
        try:
            found[provider] = voices(provider)
        except AppError as error:
            console.error(error)
    if as_json:
        rows = [
            {"voice": f"{provider}:{one.id}", "language": one.language, "name": one.name, "ready": one.ready}
            for provider, listed in found.items()
            for one in listed
        ]
        console.result(json.dumps(rows, ensure_ascii=False, indent=2))
    elif found:
        lines = [
            f"{provider}:{one.id}\t{one.language}\t{one.name}{'' if one.ready else ' (to be fetched)'}"
            for provider, listed in found.items()
            for one in listed
        ]
        console.result("\n".join(lines))
    return OK if found else FAILED
