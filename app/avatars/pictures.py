"""Still pictures: decoding, premultiplying, resampling. Any thread; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from app.avatars.exif import orientation, upright
from app.base.errors import AppError
from app.media.blend import BLOCK_BYTES
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


def is_opaque(pixels: Pixels) -> bool:
    """Whether nothing shines through ``pixels``."""
    return bool(pixels[..., 3].min() == 255)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where to sample a picture along one axis, in its own pixels: ``count`` samples, ``step`` apart.

    Attributes:
        first: place of the first sample; the picture's first pixel covers 0 to 1.
        step: distance between samples.
        count: how many.
        blur: smallest detail that survives, in source pixels; at least 1. Where samples are dense but will be used
            sparsely, it is the distance at which they will be used.
    """

    first: float
    step: float
    count: int
    blur: float = 1.0

    def moved(self, origin: float, fineness: float) -> Grid:
        """The same places in a picture that begins at ``origin`` and has ``fineness`` pixels for one of ours."""
        return Grid((self.first - origin) * fineness, self.step * fineness, self.count, self.blur * fineness)

    def taps(self, size: int, *, clear: bool) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Indices and weights of the source pixels of each sample, shapes ``(taps, count)``.

        Beyond its edge the source of ``size`` pixels is repeated, or ``clear``.
        """
        scale = max(1.0, self.blur)
        places = self.first + self.step * np.arange(self.count) - 0.5
        reach = int(np.ceil(2 * scale))
        index = np.floor(places).astype(np.intp)[None, :] + np.arange(1 - reach, reach + 1)[:, None]
        weight = _catmull_rom((index - places[None, :]) / scale)
        weight /= weight.sum(axis=0, keepdims=True)
        inside = (index >= 0) & (index < size)
        if clear:
            weight = np.where(inside, weight, 0.0)
        return np.clip(index, 0, size - 1), weight.astype(np.float32)


def _catmull_rom(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def resample(pixels: Pixels, across: Grid, down: Grid, *, clear: bool = False) -> Pixels:
    """``pixels`` at the places of two grids, cubic, shape ``(down.count, across.count, 4)``.

    Exact in colour (swscale goes through YUV) and in place to a fraction of a pixel, so that layers cut from one
    drawing still meet; meant for loading, not for every slot. ``clear``: see ``Grid.taps``.
    """
    height, width, _ = pixels.shape
    index, weight = down.taps(height, clear=clear)
    tall = _gather(pixels.reshape(height, -1), index, weight).reshape(down.count, width, 4)
    index, weight = across.taps(width, clear=clear)
    turned = np.ascontiguousarray(tall.transpose(1, 0, 2)).reshape(width, -1)
    wide = _gather(turned, index, weight).reshape(across.count, down.count, 4).transpose(1, 0, 2)
    # Cubic overshoot: where alpha is cut to 255, colour goes down with it, or soft edges would get a light line.
    wide /= np.maximum(wide[..., 3:] / 255.0, 1.0)
    np.clip(wide[..., 3], 0.0, 255.0, out=wide[..., 3])
    wide[..., :3] = np.clip(wide[..., :3], 0.0, wide[..., 3:])
    return np.ascontiguousarray((wide + 0.5).astype(np.uint8))


def _gather(
    rows: NDArray[np.uint8] | NDArray[np.float32], index: NDArray[np.intp], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    out = np.zeros((index.shape[1], rows.shape[1]), np.float32)
    step = max(1, BLOCK_BYTES // (rows.shape[1] * 4))
    for first in range(0, out.shape[0], step):
        block = out[first : first + step]
        for tap, factor in zip(index[:, first : first + step], weight[:, first : first + step], strict=True):
            block += rows[tap] * factor[:, None]
    return out


def fit(pixels: Pixels, width_px: int, height_px: int) -> Pixels:
    """``pixels`` stretched to the given size, in the quality of ``resample``."""
    height, width, _ = pixels.shape
    across, down = width / width_px, height / height_px
    return resample(
        pixels,
        Grid(across / 2, across, width_px, across),
        Grid(down / 2, down, height_px, down),
    )
