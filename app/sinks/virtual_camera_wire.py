"""What the studio and the camera helper say to each other: the studio's twin of ``flashtalk_camera/wire.py``.

The meaning of the tags is written there. The helper shares no code with the studio (it is a program of its own, with
a licence of its own), so a test compares the two.
"""

from __future__ import annotations

import json
import struct

import numpy as np
from numpy.typing import NDArray

PROTOCOL = 2

STATE_FILE = "camera.json"

HELLO = b"H"
FRAME = b"F"
CLIP_RESET = b"R"
CLIP_ADD = b"A"
CLIP_COMPLETE = b"C"
CLOSE = b"X"
ASK_STATS = b"?"
STATS = b"S"
TAKEN_OVER = b"T"

FRAME_HEADER = struct.Struct("<cQ")


def frame(slot: int, planes: NDArray[np.uint8]) -> bytes:
    """The message that shows ``planes``: I420, shape ``(height * width * 3 // 2,)``, uint8, C-contiguous."""
    return b"".join((FRAME_HEADER.pack(FRAME, slot), planes.data))


def hello(pid: int) -> bytes:
    """The message that makes process ``pid`` the owner of the camera."""
    return HELLO + json.dumps({"pid": pid}).encode()


def clip_complete(frame_ns: int) -> bytes:
    """The message that ends the handing over of a clip whose pictures last ``frame_ns`` each."""
    return CLIP_COMPLETE + json.dumps({"frame_ns": frame_ns}).encode()
