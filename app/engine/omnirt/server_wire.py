"""What an OmniRT server is sent and sends, and nothing but its form: the other side of ``wire`` and ``replies``.

Source: OmniRT 0.1.0 as it was seen on the wire, and its words and codes for what is wrong. Two dialects: the routes
that are named after a model ("compat": init, close, config_update) and ``/v1/avatar/realtime`` ("native": session.*).
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.engine.omnirt.replies import VIDEO_CLONE, Geometry
from app.engine.omnirt.wire import RATE_HZ, Dialect
from app.media.types import Samples

_AUDIO = b"AUDI"
_VIDEO = b"VIDX"
_COUNT = struct.Struct("<I")
_SEED = 9999
_LARGEST_SEED = 2**31 - 1
_NO_MODEL = "soulx-flashtalk-14b"  # what a native session is for that names none
_MAX_NAME = 100


class RequestError(ValueError):
    """A message that cannot be followed; the connection goes on. The text is for the client.

    Args:
        message: in OmniRT's words where it has any.
        code: OmniRT's; empty where it names none.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Begin:
    """A session is wanted; one that the connection has ends first.

    Attributes:
        portrait: a picture file, as it came.
        seed: what chance begins with.
        model: that a native session is for; empty: the route's.

    """

    portrait: bytes = field(repr=False)
    seed: int = _SEED
    model: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The session ends, the connection stays."""

    answer: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Is anybody there?"""


@dataclass(frozen=True, slots=True)
class Update:
    """Other options are wanted."""


Asked = Begin | End | Ping | Update


def decode_request(text: str, dialect: Dialect) -> Asked:
    """What a client's text message asks for. Raises RequestError and nothing else, whatever it is."""
    native = dialect is Dialect.NATIVE
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError("Invalid JSON", "bad_json" if native else "") from error
    if not isinstance(message, dict):
        raise RequestError("A message is a JSON object.", "bad_json")
    kind = message.get("type")
    match kind:
        case "session.create" if native:
            return _begin_native(message)
        case "session.close" if native:
            return End("session.closed")
        case "session.cancel" if native:
            return End("session.cancelled")
        case "ping" if native:
            return Ping()
        case "init" if not native:
            return Begin(_portrait(message.get("ref_image")), _seed(message.get("seed")))
        case "close" if not native:
            return End("close_ok")
        case "config_update" if not native:
            if not isinstance(message.get("config", {}), dict):
                raise RequestError("config must be an object")
            return Update()
    raise RequestError(f"Unknown message type: {_short(kind)}", "unsupported_message" if native else "")


def decode_audio(message: bytes, chunk_samples: int) -> Samples:
    """The sound of an AUDI message, float32 mono at ``RATE_HZ``. Raises RequestError."""
    if message[:4] != _AUDIO:
        raise RequestError("Binary message must start with 'AUDI' magic.", "bad_audio_magic")
    size = len(message) - 4
    if size != 2 * chunk_samples:
        raise RequestError(
            f"Expected {2 * chunk_samples} bytes of int16 PCM ({chunk_samples} samples), got {size}.", "bad_audio_chunk"
        )
    samples: Samples = np.frombuffer(message, "<i2", chunk_samples, 4).astype(np.float32) / np.float32(32767)
    return np.maximum(samples, np.float32(-1.0))


def encode_video(jpegs: Sequence[bytes]) -> bytes:
    """A VIDX message; no pictures are as lawful as many."""
    parts = [_VIDEO, _COUNT.pack(len(jpegs))]
    for jpeg in jpegs:
        parts += [_COUNT.pack(len(jpeg)), jpeg]
    return b"".join(parts)


def opened(dialect: Dialect, geometry: Geometry, model: str, session_id: str, lookahead_chunks: int) -> str:
    """The answer to what has begun a session: ``init_ok`` or ``session.created``."""
    size = {"fps": geometry.fps, "width": geometry.width_px, "height": geometry.height_px}
    kept = {"reference_mode": "image", "template_mode": "image", "preprocessed": False, VIDEO_CLONE: False}
    if dialect is Dialect.NATIVE:
        audio = {"format": "pcm_s16le", "sample_rate": RATE_HZ, "channels": 1, "chunk_samples": geometry.chunk_samples}
        video = {"encoding": "jpeg-seq", "wire_magic": "VIDX", **size}
        named = {"session_id": session_id, "model": model, "audio": audio, "video": video}
        return _text("session.created", **named, **kept, lookahead_chunks=lookahead_chunks)
    chunk = {
        "frame_num": geometry.frames_per_chunk + 1,  # of which the model shows the last again as the next one's first
        "motion_frames_num": 1,
        "slice_len": geometry.frames_per_chunk,
        "chunk_samples": geometry.chunk_samples,
    }
    return _text("init_ok", model=model, **chunk, **size, **kept, lookahead_chunks=lookahead_chunks, preload=None)


def ended(dialect: Dialect, answer: str, session_id: str | None) -> str:
    """The answer to what has ended a session; None: there was none."""
    return _text(answer, **({"session_id": session_id} if dialect is Dialect.NATIVE else {}))


def updated() -> str:
    """No option of a running session is taken over."""
    return _text("config_ok", updated={})


def pong() -> str:
    """The answer to a ping."""
    return _text("pong")


def metrics(chunk: int, infer_ms: float) -> str:
    """What a native session says before the pictures of its ``chunk``-th chunk, from 1."""
    return _text("metrics", chunk_index=chunk, infer_ms=round(infer_ms, 3), encode_ms=0)


def failed(message: str, code: str = "") -> str:
    """Something went wrong."""
    return _text("error", message=message, **({"code": code} if code else {}))


def no_session(dialect: Dialect) -> RequestError:
    """Sound, or options, for nobody."""
    if dialect is Dialect.NATIVE:
        return RequestError("Create a session before sending audio.", "session_required")
    return RequestError("No active session. Send 'init' first.")


def _begin_native(message: Mapping[str, Any]) -> Begin:
    inputs, config = message.get("inputs", {}), message.get("config", {})
    if not isinstance(inputs, dict) or not isinstance(config, dict):
        raise RequestError("inputs and config must be objects", "bad_config")
    if config.get("sample_rate", RATE_HZ) != RATE_HZ or config.get("channels", 1) != 1:
        raise RequestError(f"Sound is mono, at {RATE_HZ} Hz.", "bad_config")
    model = message.get("model", _NO_MODEL)
    if not isinstance(model, str):
        raise RequestError("model must be a name", "bad_config")
    return Begin(_portrait(inputs.get("image_b64")), _seed(config.get("seed")), model)


def _portrait(given: object) -> bytes:
    if not isinstance(given, str) or not given:
        raise RequestError("Missing ref_image", "missing_image")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:  # a ValueError for what is not ASCII
        raise RequestError("ref_image must be base64", "bad_image_base64") from error


def _seed(given: object) -> int:
    if given is None:
        return _SEED
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _LARGEST_SEED:
        raise RequestError(f"seed must be a whole number from 0 to {_LARGEST_SEED}", "runtime_error")
    return given


def _short(value: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(value)[:_MAX_NAME])


def _text(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind, **fields}, allow_nan=False)
