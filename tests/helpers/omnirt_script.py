"""What a scripted OmniRT server may do, and what it writes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000

Kind = Literal["app", "standalone", "gateway"]
"""``app``: OmniRT's whole server. ``standalone``: FlashTalk's server alone, any path, one session for all connections.
``gateway``: the whole server in front of a standalone one; asking for its models ends the session there."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Of chunks and pictures. The defaults are FlashTalk's, with a quarter of its width and height."""

    width_px: int = 104
    height_px: int = 176
    fps: int = 25
    frame_num: int = 29
    motion_frames_num: int = 1

    @property
    def frames(self) -> int:
        """Pictures of a chunk, OmniRT's ``slice_len``."""
        return self.frame_num - self.motion_frames_num

    @property
    def samples(self) -> int:
        """Samples of a chunk."""
        return self.frames * RATE_HZ // self.fps


@dataclass(frozen=True, slots=True)
class Error:
    """An error is answered; the session lives on."""

    message: str = "Generate failed: CUDA out of memory."
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is closed. 1006: it is cut, without a word."""

    code: int


@dataclass(frozen=True, slots=True)
class Forget:
    """The session is lost: "No active session" is answered to everything until the next init."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing is answered until ``OmniRTServer.resume`` is set or the client goes."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Only so many pictures come; the rest is lost. 0 is legal."""

    count: int


@dataclass(frozen=True, slots=True)
class Sized:
    """The pictures have another size than was announced."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Garbage:
    """What comes in the place of the pictures is none."""


@dataclass(frozen=True, slots=True)
class Raw:
    """This message comes instead of the pictures."""

    message: bytes | str


@dataclass(frozen=True, slots=True)
class Slow:
    """The server takes longer, by so much, over this one."""

    extra_s: float


@dataclass(frozen=True, slots=True)
class Trickle:
    """The answer comes over a thin line."""

    bytes_per_s: int = 2048


Act = Error | Close | Forget | Stall | Frames | Sized | Garbage | Raw | Slow | Trickle


@dataclass(frozen=True, slots=True)
class Init:
    """An init, or session.create, that was received.

    Attributes:
        number: counted from 0 over the server's life.
        connection: number of the connection, from 0.
        path: where it was connected to.
        message: the whole JSON.
        portrait: the picture; empty: it could not be decoded.

    """

    number: int
    connection: int
    path: str
    message: Mapping[str, Any]
    portrait: bytes


@dataclass(slots=True)
class Chunk:
    """Sound that was received, of whatever size.

    Attributes:
        number: counted from 0 over the server's life.
        connection: number of the connection, from 0.
        session: number of the init it is drawn for; -1: there was none.
        samples: 16 kHz mono, int16. Empty if the server keeps no sound.
        size: number of samples.
        received_ns: monotonic time at which it was complete.
        answered_ns: monotonic time just before its pictures were sent; 0: not yet.

    """

    number: int
    connection: int
    session: int
    samples: NDArray[np.int16]
    size: int
    received_ns: int
    answered_ns: int = 0


@dataclass(frozen=True, slots=True)
class Handshake:
    """A WebSocket that was opened, or refused with ``status``."""

    path: str
    headers: Mapping[str, str]
    status: int
