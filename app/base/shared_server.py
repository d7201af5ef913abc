"""Whether one server is asked for two things at once."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.base.errors import Problem, Severity
from app.base.settings import Settings


def speech_stalls_pictures(settings: Settings) -> Problem | None:
    """A warning where typed lines are spoken by the server that draws; None: they are not.

    OmniRT makes speech on the thread that answers everybody, so that nothing is drawn meanwhile.
    """
    profile, voice = settings.omnirt.profile, settings.voice
    speaks = {"openai": voice.openai_url, "omnirt": voice.omnirt_url}.get(voice.providers[0])
    if settings.engine.kind != "omnirt" or profile is None or speaks is None:
        return None
    if _place(speaks) != _place(profile.address(settings.omnirt.model)):
        return None
    return Problem(
        "speech.same_server",
        "The server that speaks your lines also draws the host, and cannot draw while it makes speech.",
        "Start a second OmniRT for speech, or choose another voice in Settings > Voice.",
        Severity.WARNING,
    )


def _place(url: str) -> tuple[str, int]:
    """Host and port, this computer under one name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
    return ("127.0.0.1" if host in ("localhost", "::1") else host, port)
