"""What a remote engine is told of its server, and how its session is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from app.base.errors import AppError, Problem, Severity
from app.base.omnirt_settings import OmniRTSettings, travels_in_clear
from app.base.settings import EngineSettings, Settings
from app.base.shared_server import speech_stalls_pictures
from app.engine.base import EngineInfo, Option, RemoteRequest
from app.engine.host import EngineListener
from app.media.types import NS_PER_S
from app.studio import commands as do
from app.studio.lease import LeaseTerms
from app.studio.parts import EngineLink


@dataclass(frozen=True, slots=True)
class RemoteKeeping:
    """How a session on a server is kept.

    Attributes:
        terms: when it is given back.
        slot_timeout_ns: how long a server that has no room for another session is no problem.
        stand_in: makes the link to the engine that draws while the server is away; None: the host idles.
    """

    terms: LeaseTerms
    slot_timeout_ns: int
    stand_in: Callable[[EngineListener], EngineLink] | None


def remote_keeping(
    settings: Settings, make_link: Callable[[EngineSettings, EngineListener], EngineLink]
) -> RemoteKeeping | None:
    """How the session of the settings is kept; None: their engine runs on this computer."""
    if settings.engine.kind != "omnirt":
        return None
    omnirt, own = settings.omnirt, stand_in_settings(settings)
    terms = LeaseTerms.of_minutes(omnirt.release_after_min, omnirt.max_session_min)
    stand_in = (lambda listener: make_link(own, listener)) if omnirt.failover == "builtin" else None
    return RemoteKeeping(terms, omnirt.slot_timeout_s * NS_PER_S, stand_in)


def stand_in_settings(settings: Settings) -> EngineSettings:
    """The engine that draws while the chosen one is away."""
    return settings.engine.model_copy(update={"kind": "builtin"})


def model_options(settings: OmniRTSettings) -> dict[str, Option]:
    """What the model is told beside the portrait, by OmniRT's names."""
    if settings.model == "wav2lip" and settings.profile is not None:
        return {"wav2lip_postprocess_mode": settings.profile.wav2lip_postprocess}
    return settings.motion.model_dump() if settings.model == "fasterliveportrait" else {}


def changed_options(settings: OmniRTSettings, before: OmniRTSettings) -> dict[str, Option]:
    """Those that are others now."""
    known = model_options(before)
    return {name: value for name, value in model_options(settings).items() if value != known.get(name)}


def with_crop(settings: Settings, chosen: do.FinishCrop) -> Settings:
    """``settings`` with another part of an avatar's picture for servers."""
    crops = {**settings.omnirt.crops, chosen.avatar_id: (chosen.across, chosen.down)}
    return settings.model_copy(update={"omnirt": settings.omnirt.model_copy(update={"crops": crops})})


def live_devices(settings: Settings) -> tuple[object, ...]:
    """The devices of a live voice and of a face that the host follows; where others are chosen, they begin anew."""
    return settings.voice.microphone, settings.voice.webcam if settings.engine.follows_camera else None


class CameraOffer:
    """Which servers can have the host follow a camera, as they were seen to. Lives on the studio's thread."""

    def __init__(self) -> None:
        self._servers: set[str] = set()

    def look(self, info: EngineInfo | None, settings: Settings) -> None:
        """The chosen engine says this of itself now; None: it does not draw."""
        if info is not None and info.offers_camera:
            self._servers.add(_server(settings))

    def holds(self, settings: Settings) -> bool:
        """Whether the server of the settings is one, or is already asked for it."""
        engine = settings.engine
        return engine.follows_camera or (engine.kind == "omnirt" and _server(settings) in self._servers)


def _server(settings: Settings) -> str:
    profile = settings.omnirt.profile
    return "" if profile is None else profile.address("fasterliveportrait")


def warnings_of(command: do.Command, settings: Settings) -> tuple[Problem, ...]:
    """What people should know before ``command`` is done."""
    found = [speech_stalls_pictures(settings)] if isinstance(command, do.SpeakText) else []
    if isinstance(command, do.SpeakText | do.SpeakFile) and settings.engine.follows_camera:
        found.append(_FOLLOWS_CAMERA)
    return tuple(problem for problem in found if problem is not None)


_FOLLOWS_CAMERA = Problem(
    "speech.camera_drive",
    "The host follows your camera, so it is at rest while a line or a file is spoken.",
    "Let it follow your microphone to see it speak them.",
    Severity.WARNING,
)


def remote_request(settings: OmniRTSettings, key: str | None, avatar_id: str, cache: Path) -> RemoteRequest:
    """What the server of the settings is asked for. Raises AppError when nothing may be sent there.

    Args:
        settings: where, and with what.
        key: the server's key; None: it has none.
        avatar_id: whose picture it draws.
        cache: folder for what need not be rendered twice.

    """
    profile = settings.profile
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
        options=tuple(model_options(settings).items()),
        crop=settings.crops.get(avatar_id, (0.0, 0.0)),
        cache=cache,
    )


def asked_of_server(
    settings: Settings, avatar_id: str, remote: Callable[[OmniRTSettings, str], RemoteRequest]
) -> RemoteRequest:
    """What the server is asked for, whether the host follows a voice or a camera; ``remote`` as in ``Parts``."""
    if not settings.engine.follows_camera:
        return remote(settings.omnirt, avatar_id)
    # The one model of OmniRT that follows cameras, whichever draws speech.
    return replace(remote(settings.omnirt.model_copy(update={"model": "fasterliveportrait"}), avatar_id), camera=True)
