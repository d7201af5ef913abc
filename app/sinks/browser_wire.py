"""What a browser source is sent: ``resources/browser_source/page.html`` reads it. Pure; numbers are little-endian.

At first a text, JSON: size and rate of the program. Then binary messages, whose head is 16 bytes: kind (u32), a length
(u32) and the number of the slot (f64, which JavaScript's numbers are).
"""

from __future__ import annotations

import json
import struct

import numpy as np

from app.media.types import ProgramFormat, Samples

_SOUND, _PICTURE = 1, 2
_HEAD = struct.Struct("<IId")
_PLACE = struct.Struct("<HH")


def hello(program: ProgramFormat) -> str:
    """The first message."""
    return json.dumps({"width_px": program.width_px, "height_px": program.height_px, "fps": program.fps})


def sound_message(slot: int, samples: Samples) -> bytes:
    """All sound of a slot: after the head int16 samples, PROGRAM_RATE_HZ."""
    wide = np.clip(np.rint(samples * np.float32(32768)), -32768, 32767)
    pcm: bytes = wide.astype("<i2").tobytes()
    return _HEAD.pack(_SOUND, len(samples), slot) + pcm


def picture_message(slot: int, left_px: int, top_px: int, jpeg: bytes, mask: bytes) -> bytes:
    """The picture from a slot on: left and top (u16), a JPEG of the length in the head, a mask as PNG.

    Around the JPEG the picture is clear; without one, all of it. A PNG's alpha is the picture's; without one it is
    opaque.
    """
    return _HEAD.pack(_PICTURE, len(jpeg), slot) + _PLACE.pack(left_px, top_px) + jpeg + mask
