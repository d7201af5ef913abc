"""The settings of the engine that draws elsewhere: OmniRT's servers, and what they are asked for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from app.base.section import Section

RemoteModel = Literal["flashtalk", "wav2lip", "quicktalk", "musetalk", "fasterliveportrait", "flashhead"]
"""What OmniRT can be asked to draw with."""

Wav2LipPostprocess = Literal["basic", "opentalking_improved", "easy_improved", "easy_enhanced"]
"""How OmniRT blends Wav2Lip's mouth into the picture."""

KEY_HEADERS = frozenset({"authorization", "x-api-key", "proxy-authorization"})
_PRIVATE_NAMES = (".local", ".localhost", ".lan", ".internal", ".home.arpa")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def checked_url(url: str) -> str:
    """``url`` without blanks around it, if a server can be reached there: http, https, ws or wss, host, perhaps a path.

    Raises ValueError, worded for people.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{url} is not an address: {error}") from None
    if parts.scheme not in ("http", "https", "ws", "wss") or not host or re.search(r"\s", url):
        raise ValueError("an address looks like http://192.168.1.20:9000 or wss://render.example.org")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("an address holds no name, password, query or fragment: the key has a place of its own")
    return url


class ServerProfile(Section):
    """A server, by a name of the user's choice. Its key is in the keyring: see ``base.secrets``."""

    name: str = Field(min_length=1, max_length=60)
    """What it is called."""
    url: str
    """Its address: http, https, ws or wss."""
    endpoints: dict[RemoteModel, str] = Field(default_factory=dict)
    """Addresses of the models that another server draws; none: all are asked for at ``url``."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Sent with every request, for proxies that ask for them."""
    ca_file: Path | None = None
    """Certificates to trust beside the system's, PEM."""
    wav2lip_postprocess: Wav2LipPostprocess = "easy_improved"
    """How its Wav2Lip blends the mouth into the picture; easy_enhanced needs GFPGAN on the server."""

    def address(self, model: RemoteModel) -> str:
        """Where ``model`` is drawn."""
        return self.endpoints.get(model, self.url)

    @field_validator("name")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not value.strip() or not value.isprintable():
            raise ValueError("a name has 1 to 60 readable characters")
        return value.strip()

    @field_validator("url")
    @classmethod
    def _reachable(cls, value: str) -> str:
        return checked_url(value)

    @field_validator("endpoints")
    @classmethod
    def _all_reachable(cls, value: dict[RemoteModel, str]) -> dict[RemoteModel, str]:
        return {model: checked_url(url) for model, url in value.items()}

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, value: dict[str, str]) -> dict[str, str]:
        for name, text in value.items():
            if not _HEADER_NAME.fullmatch(name) or not text.isprintable() or not text.isascii():
                raise ValueError(f"{name}: {text!r:.40} cannot be sent as a header")
            if name.lower() in KEY_HEADERS:
                raise ValueError(f"{name} carries a key, which belongs in the keyring: enter it as the server's key")
        return value


class MotionSettings(Section):
    """How FasterLivePortrait moves the face. Names, ranges and first values are those of OpenTalking's window."""

    animation_region: Literal["lip", "all", "exp", "pose", "eyes"] = "lip"
    """What moves."""
    expression_multiplier: float = Field(default=1.0, ge=0.0, le=3.0)
    """How strong expressions are."""
    mouth_open_multiplier: float = Field(default=1.25, ge=0.0, le=3.0)
    """How far the mouth opens."""
    mouth_corner_multiplier: float = Field(default=0.85, ge=0.0, le=3.0)
    """How far the corners of the mouth move."""
    cheek_jaw_multiplier: float = Field(default=0.9, ge=0.0, le=3.0)
    """How far cheeks and jaw move."""
    head_motion_multiplier: float = Field(default=0.3, ge=0.0, le=2.0)
    """How much the head moves."""
    pose_motion_multiplier: float = Field(default=0.35, ge=0.0, le=2.0)
    """How much the head sways."""
    yaw_multiplier: float = Field(default=0.85, ge=0.0, le=2.0)
    """How far the head turns to the sides."""
    pitch_multiplier: float = Field(default=1.0, ge=0.0, le=2.0)
    """How far it nods."""
    roll_multiplier: float = Field(default=0.85, ge=0.0, le=2.0)
    """How far it tilts."""
    driving_multiplier: float = Field(default=1.0, ge=0.0, le=2.0)
    """How strong all movement is."""
    cfg_scale: float = Field(default=4.0, ge=0.0, le=10.0)
    """How closely the movement follows the voice."""


class OmniRTSettings(Section):
    """The engine that draws elsewhere."""

    servers: tuple[ServerProfile, ...] = ()
    """The servers that are known."""
    server: str = ""
    """Name of the one that is used; empty: the first."""
    model: RemoteModel = "flashtalk"
    """What it draws with."""
    prompt: str = Field(default="", max_length=2000)
    """What the model is told of the scene; empty: the server's own words."""
    seed: int = Field(default=9999, ge=0, le=2**31 - 1)
    """What its chance begins with."""
    max_session_min: int = Field(default=0, ge=0, le=24 * 60)
    """A session is renewed after so many minutes, where nobody hears it; 0: never."""
    release_after_min: int = Field(default=10, ge=0, le=240)
    """The server is given back after so many minutes without speech; 0: never."""
    slot_timeout_s: int = Field(default=60, ge=0, le=3600)
    """A server that has no room for another session is asked for so many seconds before it is a problem."""
    failover: Literal["idle", "builtin"] = "idle"
    """Who stands in while the server is away: the host at rest, or the built-in engine."""
    motion: MotionSettings = MotionSettings()
    """How FasterLivePortrait moves the face."""
    crops: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Where each avatar's portrait is cut to the server's shape: an offset in fractions of the picture."""
    allow_plain: tuple[str, ...] = ()
    """Hosts that may be reached without encryption although they are in no private network."""

    @model_validator(mode="before")
    @classmethod
    def _from_before(cls, values: Any) -> Any:
        """Settings of the time when all servers blended Wav2Lip's mouth in one way."""
        if not isinstance(values, dict) or values.get("wav2lip_postprocess") not in get_args(Wav2LipPostprocess):
            return values
        kept = dict(values)
        before = {"wav2lip_postprocess": kept.pop("wav2lip_postprocess")}
        if isinstance(servers := kept.get("servers"), list):
            kept["servers"] = [before | server if isinstance(server, dict) else server for server in servers]
        return kept

    @field_validator("servers")
    @classmethod
    def _each_once(cls, value: tuple[ServerProfile, ...]) -> tuple[ServerProfile, ...]:
        names = [profile.name for profile in value]
        if len(set(names)) < len(names):
            raise ValueError("two servers have the same name")
        return value

    @property
    def profile(self) -> ServerProfile | None:
        """The server that is used; None: there is none."""
        named = [profile for profile in self.servers if profile.name == self.server]
        return next(iter(named or self.servers), None)


def host_of(url: str) -> str:
    """Its host in lower case, without port; empty where there is none. Raises ValueError for what is no address."""
    return urlsplit(url).hostname or ""


def is_private(url: str) -> bool:
    """Whether the host of ``url`` is this machine or in a private network, as far as its name or address tells."""
    host = host_of(url).rstrip(".")
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_NAMES)
    return address.is_private or address.is_link_local


def travels_in_clear(url: str, allow_plain: Iterable[str]) -> bool:
    """Whether portrait, voice and key would cross a network that is not the user's, unencrypted and unasked."""
    plain = urlsplit(url).scheme in ("http", "ws")
    return plain and not is_private(url) and host_of(url) not in allow_plain
