"""What a remote engine is told of its server."""

from __future__ import annotations

from pathlib import Path

from app.base.omnirt_settings import OmniRTSettings
from app.engine.base import Option, RemoteRequest


def remote_request(settings: OmniRTSettings, key: str | None, avatar_id: str, cache: Path) -> RemoteRequest:
    """What the server of the settings is asked for.

    Args:
        settings: where, and with what.
        key: the server's key; None: it has none.
        avatar_id: whose picture it draws.
        cache: folder for what need not be rendered twice.

    """
    profile = settings.profile
    options: tuple[tuple[str, Option], ...] = ()
    if settings.model == "wav2lip":
        options = (("wav2lip_postprocess_mode", settings.wav2lip_postprocess),)
    return RemoteRequest(
        url="" if profile is None else profile.address(settings.model),  # the engine says that there is none
        model=settings.model,
        key=key or "",
        headers=() if profile is None else tuple(profile.headers.items()),
        ca_file=None if profile is None else profile.ca_file,
        prompt=settings.prompt,
        seed=settings.seed,
        options=options,
        crop=settings.crops.get(avatar_id, (0.0, 0.0)),
        cache=cache,
    )
