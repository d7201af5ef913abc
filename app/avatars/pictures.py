"""Still pictures: decoding, premultiplying. Any thread; nothing is kept."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from app.avatars.exif import orientation, upright
from app.base.errors import AppError
from app.media.types import Pixels

MAX_PIXELS = 100_000_000
MAX_SIDE_PX = 65_535
MAX_FILE_BYTES = 256 * 2**20

_CODECS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "mjpeg", b"RIFF": "webp"}
"""First bytes of a file and its decoder. Anything else is refused, so that a file that only pretends to be a picture
(a playlist, say, which would make FFmpeg open other files) is never looked into."""

_DECODED_PIXELS = MAX_PIXELS * 13 // 10  # FFmpeg counts what it adds at the right for its own ease
_ANIMATED = 0x02  # of the flags of a WebP file's VP8X chunk


def load_picture(path: Path, max_side_px: int = 8192) -> Pixels:
    """Decode a PNG, JPEG or WebP file, premultiplied, upright, no side longer than ``max_side_px``.

    Raises AppError: ``picture.missing``, ``picture.unknown``, ``picture.broken``.
    """
    return decode_picture(read_picture(path), path.name, max_side_px)


def decode_picture(data: bytes, name: str, max_side_px: int) -> Pixels:
    """As ``load_picture``, from the content of the file ``name``."""
    codec = next((codec for magic, codec in _CODECS.items() if data.startswith(magic)), None)
    if codec is None or (codec == "webp" and data[8:12] != b"WEBP"):
        raise AppError(
            "picture.unknown",
            f"{name} is not a picture that can be read.",
            "Use a PNG, JPEG or WebP file.",
            permanent=True,
        )
    if data[12:16] == b"VP8X" and data[20:21] > b"" and data[20] & _ANIMATED:
        raise _broken(name, "it moves", "Use a still picture.")
    if codec == "mjpeg" and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda"):  # FFmpeg would fill it up with grey
        raise _broken(name, "it is cut off")
    if codec == "png":
        _check_size(name, int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
    frame = _decode(name, codec, data)
    _check_size(name, frame.width, frame.height)
    shrink = max(frame.width, frame.height) / max_side_px
    try:
        frame = VideoReformatter().reformat(
            frame,
            width=frame.width if shrink <= 1 else max(1, round(frame.width / shrink)),
            height=frame.height if shrink <= 1 else max(1, round(frame.height / shrink)),
            format="bgra",
            interpolation=Interpolation.AREA,
        )
    except (av.FFmpegError, ValueError) as error:
        raise _broken(name, "it is of an unusual kind") from error
    return premultiplied(upright(cast("Pixels", frame.to_ndarray()), orientation(data)))


def read_picture(path: Path) -> bytes:
    """The content of a picture file, not decoded. Raises AppError as ``load_picture``."""
    try:
        if not path.is_file():  # a pipe would have whoever reads it wait for ever
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _broken(path.name, f"its file is larger than {MAX_FILE_BYTES // 2**20} MB")
        return path.read_bytes()
    except OSError as error:
        raise AppError(
            "picture.missing",
            f"The picture {path.name} cannot be read: {error.strerror or error}.",
            "Put the file back, or choose another avatar.",
            permanent=True,
        ) from error


def _decode(name: str, codec: str, data: bytes) -> av.VideoFrame:
    decoder = cast("av.VideoCodecContext", av.CodecContext.create(codec, "r"))
    decoder.options = {"max_pixels": str(_DECODED_PIXELS)}
    reason = f"it is damaged, cut off, or larger than {MAX_PIXELS // 1_000_000} megapixels"
    try:
        for packet in (av.Packet(data), None):
            for frame in decoder.decode(packet):
                return frame
    except av.FFmpegError as error:
        raise _broken(name, reason) from error
    raise _broken(name, reason)


def _check_size(name: str, width_px: int, height_px: int) -> None:
    if max(width_px, height_px) > MAX_SIDE_PX:
        raise _broken(name, f"it has more than {MAX_SIDE_PX} pixels on a side")
    if width_px * height_px > MAX_PIXELS:
        raise _broken(name, f"it is larger than {MAX_PIXELS // 1_000_000} megapixels")


def _broken(name: str, reason: str, hint: str = "Save it again, smaller if need be, or use another one.") -> AppError:
    return AppError("picture.broken", f"The picture {name} cannot be decoded: {reason}.", hint, permanent=True)


def premultiplied(straight: NDArray[np.uint8]) -> Pixels:
    """B G R A with straight alpha to premultiplied, in place where possible."""
    alpha = straight[..., 3:].astype(np.uint16)
    if int(alpha.min()) < 255:
        straight[..., :3] = (straight[..., :3] * alpha + 127) // 255
    return straight
