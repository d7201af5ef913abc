"""What the studio and the camera helper say to each other. The studio keeps a twin of this file.

Every message is one ``bytes`` message of ``multiprocessing.connection``, never pickled: a tag of one byte, then what
belongs to the tag. Numbers are little-endian. The connection opens with the mutual HMAC challenge of
``multiprocessing.connection`` over the token of the state file.

Studio to helper:

====  ==================================================================================================
``H``  I show my program now; JSON ``{"pid": int}``. The newest studio wins; answered by ``S``.
``F``  Slot number (8 bytes), then its picture: I420, width * height * 3 / 2 bytes.
``R``  Forget the standby clip that is being handed over.
``A``  The clip's next picture, zlib: the first as it is, each other as what it adds to the one before.
``C``  The clip is complete; JSON ``{"frame_ns": int}``. From now on it replaces the one before.
``X``  Stop Virtual Camera: close the camera and end.
``?``  How are you? Answered by ``S``. Asking does not make the asker the owner.
====  ==================================================================================================

Helper to studio:

====  ==================================================================================================
``S``  JSON, see ``Airing.stats``.
``T``  Another studio has taken the camera over; nothing you send is shown any more.
====  ==================================================================================================
"""

from __future__ import annotations

import struct

PROTOCOL = 2
"""Version of all this; written into the state file."""

STATE_FILE = "camera.json"
"""Name of the state file in the runtime folder."""

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
"""Tag and slot number in front of a picture."""
