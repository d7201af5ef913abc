"""What an OmniRT server says in JSON. Tolerant exactly as far as its servers differ; everything else is a WireError.

Which kind a message is follows from ``type`` alone. Servers add fields and leave fields out: a standalone server names
no model, no chunk and no lookahead; errors come with a code or without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.base import Option

_RATE_HZ = 16_000
_MAX_CHUNK = 30 * _RATE_HZ
_MAX_SIDE_PX = 4096
_MAX_FPS = 120
_MAX_LOOKAHEAD = 16
_NO_SESSION = ("session_required", "session_not_found")
_MAX_WORDS = 2000  # characters of a server's own words that are kept
_MAX_TEXT = 2**20  # characters of a message; parsed, a text can take thirty times its length


class WireError(ValueError):
    """Bytes that no server should send; the text says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a session takes and gives.

    Attributes:
        fps: pictures for a second of sound.
        chunk_samples: samples of every AUDI message, exactly.
        frames_per_chunk: pictures that a chunk usually gives; never to be relied on.
        width_px: width of its pictures, as announced.
        height_px: height of its pictures, as announced.

    """

    fps: int
    chunk_samples: int
    frames_per_chunk: int
    width_px: int
    height_px: int


WAV2LIP_POSTPROCESS = "wav2lip_postprocess_mode"
VIDEO_CLONE = "video_clone"
"""A word of a studio's own server: whether its host can follow a camera. OmniRT does not say."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The session is there: ``init_ok`` or ``session.created``.

    Attributes:
        geometry: what it takes and gives; a video clone takes no sound, and has a chunk of one picture.
        model: the model that renders; empty where the server does not say.
        session_id: the server's name for it, or empty.
        lookahead_chunks: chunks that must follow before a chunk's pictures come.
        preload: what the server says of its warming up (``type`` of its report), or empty.
        wav2lip_postprocess: how it blends Wav2Lip's mouth, whatever it was asked for; empty where it does not say.
        no_camera: it says that no host of it can follow a camera, as a studio's own server does.

    """

    geometry: Geometry
    model: str = ""
    session_id: str = ""
    lookahead_chunks: int = 0
    preload: str = ""
    wav2lip_postprocess: str = ""
    no_camera: bool = False


@dataclass(frozen=True, slots=True)
class ServerError:
    """Something went wrong; the session may well go on."""

    message: str
    code: str = ""

    @property
    def no_session(self) -> bool:
        """The server has lost the session: it was taken over, or closed by somebody else's socket."""
        return self.message.lower().startswith("no active session") or self.code in _NO_SESSION


@dataclass(frozen=True, slots=True)
class Metrics:
    """What the native protocol says before each chunk's pictures."""

    infer_ms: float | None = None


@dataclass(frozen=True, slots=True)
class ConfigUpdated:
    """The options that were taken over; others vanish without a word."""

    updated: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    """The session has ended; the socket may begin another."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message of a kind that says nothing to the studio."""

    kind: str


Reply = Opened | ServerError | Metrics | ConfigUpdated | Closed | Unknown


def decode_text(message: str) -> Reply:
    """What a server's text message says. Raises WireError and nothing else, whatever it is."""
    if len(message) > _MAX_TEXT:
        raise WireError(f"a text of {len(message)} characters")
    try:
        content = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise WireError("text that is no JSON") from error
    if not isinstance(content, dict):
        raise WireError(f"JSON that is no object but {type(content).__name__}")
    kind = content.get("type")
    match kind:
        case "init_ok":
            return _init_ok(content)
        case "session.created":
            return _session_created(content)
        case "error":
            return ServerError(_words(content.get("message")) or "an error without a word", _words(content.get("code")))
        case "metrics":
            return Metrics(_milliseconds(content.get("infer_ms")))
        case "config_ok":
            return ConfigUpdated(_options(content.get("updated")))
        case "close_ok" | "session.closed" | "session.cancelled":
            return Closed()
        case _:
            return Unknown(_words(kind))


def _init_ok(content: Mapping[str, object]) -> Opened:
    fps = _number(content, "fps", 1, _MAX_FPS)
    width_px = _number(content, "width", 1, _MAX_SIDE_PX)
    height_px = _number(content, "height", 1, _MAX_SIDE_PX)
    if content.get("protocol") == "video-clone":
        geometry = Geometry(fps, _RATE_HZ // fps, 1, width_px, height_px)
    else:
        frames = _number(content, "slice_len", 1, _MAX_FPS * 30)
        given = content.get("chunk_samples")
        chunk = frames * _RATE_HZ // fps if given is None else _number(content, "chunk_samples", 1, _MAX_CHUNK)
        if not 0 < chunk <= _MAX_CHUNK:
            raise WireError(f"a chunk of {frames} pictures at {fps} fps")
        geometry = Geometry(fps, chunk, frames, width_px, height_px)
    preload = content.get("preload")
    return Opened(
        geometry,
        model=_words(content.get("model")),
        session_id=_words(content.get("session_id")),
        lookahead_chunks=_lookahead(content),
        preload=_words(preload.get("type")) if isinstance(preload, dict) else "",
        wav2lip_postprocess=_words(content.get(WAV2LIP_POSTPROCESS)),
        no_camera=content.get(VIDEO_CLONE) is False,
    )


def _session_created(content: Mapping[str, object]) -> Opened:
    audio, video = content.get("audio"), content.get("video")
    if not isinstance(audio, dict) or not isinstance(video, dict):
        raise WireError("a session without its audio and video")
    rate_hz = audio.get("sample_rate", _RATE_HZ)
    if rate_hz != _RATE_HZ:
        raise WireError(f"a session at {_words(str(rate_hz))} Hz instead of {_RATE_HZ}")
    chunk = _number(audio, "chunk_samples", 1, _MAX_CHUNK)
    fps = _number(video, "fps", 1, _MAX_FPS)
    geometry = Geometry(
        fps,
        chunk,
        max(1, round(chunk * fps / _RATE_HZ)),
        _number(video, "width", 1, _MAX_SIDE_PX),
        _number(video, "height", 1, _MAX_SIDE_PX),
    )
    return Opened(
        geometry,
        session_id=_words(content.get("session_id")),
        lookahead_chunks=_lookahead(content),
        no_camera=content.get(VIDEO_CLONE) is False,
    )


def _lookahead(content: Mapping[str, object]) -> int:
    given = content.get("lookahead_chunks")
    return 0 if given is None else _number(content, "lookahead_chunks", 0, _MAX_LOOKAHEAD)


def _number(content: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = content.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireError(f"{name} is {_words(str(value)) or 'empty'} instead of a number")
    if not least <= value <= most:
        raise WireError(f"{name} is {_words(str(value))}, which is not between {least} and {most}")
    return value


def _milliseconds(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9:
        return float(value)
    return None


def _options(value: object) -> dict[str, Option]:
    if not isinstance(value, dict):
        return {}
    return {name: item for name, item in value.items() if isinstance(item, str | int | float | bool)}


def _words(value: object) -> str:
    """``value`` on one line; half characters and control characters, which no log can take, become spaces."""
    if not isinstance(value, str):
        return ""
    return "".join(c if c.isprintable() else " " for c in value[:_MAX_WORDS]).strip()
