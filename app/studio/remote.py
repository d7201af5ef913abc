"""What a remote engine is told of its server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, travels_in_clear
from app.engine.base import Option, RemoteRequest


def remote_request(settings: OmniRTSettings, key: str | None, avatar_id: str, cache: Path) -> RemoteRequest:
    """What the server of the settings is asked for. Raises AppError when nothing may be sent there.

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
    url = "" if profile is None else profile.address(settings.model)  # the engine says that there is none
    if travels_in_clear(url, settings.allow_plain):
        raise AppError(
            "engine.server_in_clear",
            f"Portrait and voice would travel unencrypted to {urlsplit(url).hostname}, which is in no private network.",
            "Enter an address with https:// or wss://, or allow it in Settings > Connection.",
            permanent=True,
        )
    return RemoteRequest(
        url=url,
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
