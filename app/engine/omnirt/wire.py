"""What travels between the studio and an OmniRT server, and nothing but its form: no sockets, no threads, no waiting.

Source: OmniRT 0.1.0 as it was seen on the wire. Sound goes out as AUDI messages, pictures come back as VIDX messages,
everything else is JSON text. Nothing carries a number or a time: what belongs together follows from the order alone.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from app.engine.base import Option
from app.engine.omnirt.replies import WireError
from app.media.types import Samples

MAX_MESSAGE_BYTES = 64 * 2**20
"""Longest message that is taken from a server; servers themselves stop at 16 or 50 MiB."""

MAX_IMAGE_BYTES = 12 * 2**20 - 2**16
"""Longest portrait that is sent: in base64, with all the rest, it fits the 16 MiB of the strictest server."""

MAX_PICTURES = 3600
"""Most pictures that a VIDX may hold, those of 30 s at 120 fps. A message of nothing but the smallest pictures would
take eight times its length as Python objects."""

RATE_HZ = 16_000
"""The sample rate of every model."""

_AUDIO = b"AUDI"
_FRAME = b"FRAM"
_VIDEO = b"VIDX"
_COUNT = struct.Struct("<I")
_POSITIVE = ("width", "height", "fps", "slice_len", "chunk_samples", "frame_num")
"""A native session that is asked for none of these, or for words, drops the socket without an answer."""


class Dialect(Enum):
    """How a server wants to be spoken to."""

    COMPAT = "compat"
    """The routes of the full server that are named after a model."""
    NATIVE = "native"
    """``/v1/avatar/realtime`` of the full server: any model."""
    STANDALONE = "standalone"
    """One model's own server: knows its portrait, prompt and seed alone, and never names a code."""
    VIDEO_CLONE = "video clone"
    """Camera pictures in, pictures of the portrait out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session begins with.

    Attributes:
        model: the model's name.
        image: the portrait, a JPEG or PNG file of at most ``MAX_IMAGE_BYTES``.
        prompt: what the model is told of the scene; empty: the server's own.
        seed: what its chance begins with.
        options: further fields of the model; a standalone server is not sent them.

    """

    model: str
    image: bytes = field(repr=False)
    prompt: str = ""
    seed: int = 9999
    options: Mapping[str, Option] = field(default_factory=dict)


def encode_audio(samples: Samples) -> bytes:
    """An AUDI message: ``samples`` (float32 mono, ``RATE_HZ``) as 16 bit, what is louder than full scale cut off."""
    if samples.ndim != 1 or not len(samples):
        raise ValueError(f"not a stretch of sound: shape {samples.shape}")
    bounded = np.clip(np.nan_to_num(samples), -1.0, 1.0)
    return _AUDIO + np.rint(bounded * 32767).astype("<i2").tobytes()


def encode_frame(picture: bytes) -> bytes:
    """A FRAM message: one camera picture, a JPEG or PNG file."""
    if not picture:
        raise ValueError("a picture of no bytes")
    return _FRAME + picture


def decode_video(message: bytes) -> tuple[bytes, ...]:
    """The JPEG files of a VIDX message; there may be none. Raises WireError, also for a byte too many or too few."""
    if message[:4] != _VIDEO:
        raise WireError(f"a message that begins with {bytes(message[:4])!r} is no pictures")
    if len(message) < 8:
        raise WireError(f"pictures in {len(message)} bytes")
    (count,) = _COUNT.unpack_from(message, 4)
    if count > MAX_PICTURES:
        raise WireError(f"{count} pictures in {len(message)} bytes, more than {MAX_PICTURES}")
    pictures = []
    at = 8
    for number in range(count):
        if at + 4 > len(message):
            raise WireError(f"picture {number + 1} of {count} is missing")
        (length,) = _COUNT.unpack_from(message, at)
        at += 4
        if not 0 < length <= len(message) - at:
            raise WireError(
                f"picture {number + 1} of {count} has {length} bytes, of which {len(message) - at} are there"
            )
        pictures.append(bytes(message[at : at + length]))
        at += length
    if at != len(message):
        raise WireError(f"{len(message) - at} bytes after the last picture")
    return tuple(pictures)


def encode_opening(opening: Opening, dialect: Dialect) -> str:
    """The first message of a session. Raises ValueError for what no server could take."""
    if not 0 < len(opening.image) <= MAX_IMAGE_BYTES:
        raise ValueError(f"a portrait of {len(opening.image)} bytes")
    _check(opening.options)
    image = base64.b64encode(opening.image).decode("ascii")  # bare: a data: prefix is refused
    prompt = {"prompt": opening.prompt} if opening.prompt else {}
    if dialect is Dialect.NATIVE:
        inputs = {"image_b64": image, **prompt}
        config = {**opening.options, "seed": opening.seed}
        return _text({"type": "session.create", "model": opening.model, "inputs": inputs, "config": config})
    options = {} if dialect is Dialect.STANDALONE else dict(opening.options)
    own = {"type": "init", "ref_image": image, "seed": opening.seed, **prompt}
    return _text({**options, **own})


def encode_closing(dialect: Dialect) -> str:
    """The message that ends a session and leaves the socket open."""
    return _text({"type": "session.close" if dialect is Dialect.NATIVE else "close"})


def encode_config(options: Mapping[str, Option]) -> str:
    """Other options for a running session; only the full server's compat and video clone routes know it."""
    _check(options)
    return _text({"type": "config_update", "config": dict(options)})


def _check(options: Mapping[str, Option]) -> None:
    for name, value in options.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} is {value}")
        if name in _POSITIVE and not (isinstance(value, int) and value > 0):
            raise ValueError(f"{name} is {value!r}, which is no whole number above 0")
        if name == "type":
            raise ValueError("an option may not be called type")


def _text(message: Mapping[str, object]) -> str:
    return json.dumps(message, ensure_ascii=True, allow_nan=False)
