"""What the studio and the speech helper say to each other: the twin of ``flashtalk_speech/wire.py``.

Every message is a head of two little-endian 32-bit lengths, a JSON object of the first length in UTF-8, and raw bytes
of the second. ``op`` says what it is, ``id`` which request it belongs to; ids grow.

Studio to helper:

========== =========================================================================================================
``speak``  ``text``, ``voice`` (an identifier or language of ``voices``, ``+f2`` and the like may follow), ``rate_wpm``,
           ``pitch`` (0 to 100, 50 is the voice's own). Answered by ``pcm`` messages, then ``done``.
``cancel`` Stop speaking requests up to ``id``. They are answered by nothing more, or by ``done``.
``voices`` Answered by ``voices``: ``[[identifier, language, name], ...]``.
========== =========================================================================================================

The end of the stream ends the helper. Helper to studio:

========== =========================================================================================================
``ready``  First message: ``version`` of what speaks. Or ``failed`` with ``message``, and the helper ends.
``pcm``    Bytes: 16-bit little-endian mono at ``rate_hz``. ``start``: number of its first sample in the line.
           ``events``: list of ``["word", sample, first character, characters]`` and ``["phoneme", sample, mnemonic]``,
           counted from the line's beginning.
``done``   The line is complete; ``samples`` is its length.
``error``  The request is refused: ``code`` (``voice``, ``text``, ``request``) and ``message``.
========== =========================================================================================================
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct("<II")
MAX_JSON_BYTES = 1 << 18
MAX_PAYLOAD_BYTES = 1 << 22


class WireError(Exception):
    """What came is not a message."""


def write_message(stream: BinaryIO, message: dict[str, Any], payload: bytes = b"") -> None:
    """Write one message and flush it. Raises OSError."""
    body = json.dumps(message).encode()
    stream.write(_HEAD.pack(len(body), len(payload)) + body + payload)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Wait for the next message; None at the end of the stream. Raises WireError and OSError."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    json_bytes, payload_bytes = _HEAD.unpack(head)
    if json_bytes > MAX_JSON_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise WireError(f"a message of {json_bytes} and {payload_bytes} bytes")
    body = stream.read(json_bytes)
    payload = stream.read(payload_bytes)
    if len(body) < json_bytes or len(payload) < payload_bytes:
        return None
    try:
        message = json.loads(body)
    except ValueError as error:
        raise WireError(str(error)) from error
    if not isinstance(message, dict):
        raise WireError("not an object")
    return message, payload
