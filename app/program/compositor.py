"""Puts the host onto the background."""

from __future__ import annotations

import threading

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.base.settings import ProgramSettings
from app.media.blend import mix, over
from app.media.pixels import ProgramPicture
from app.media.pool import PicturePool
from app.media.types import Pixels, ProgramFormat
from app.program.background import background
from app.program.card import card

OPAQUE = 0xFF


class Compositor:
    """Makes program pictures out of speech and idle pictures. Any thread.

    Every picture is a fresh array: sinks keep them as long as they like.

    Args:
        program: size of what it makes.
        settings: background and place of the host.

    Raises AppError if the background picture cannot be read.
    """

    def __init__(self, program: ProgramFormat, settings: ProgramSettings) -> None:
        self._program = program
        self._settings = settings
        self._background = background(program, settings)
        self._pool = PicturePool()
        self._scaler = VideoReformatter()
        self._scaling = threading.Lock()

    def avatar_size(self, aspect: float) -> tuple[int, int]:
        """Width and height in pixels of the place for a host that is ``aspect`` times as wide as high. Both even."""
        width, height = self._program.width_px, self._program.height_px
        fit = self._settings.avatar_fit
        wide = aspect > width / height
        if fit == "width" or (fit == "contain") == wide:
            across = _even(width * self._settings.avatar_scale)
            return across, _even(across / aspect)
        down = _even(height * self._settings.avatar_scale)
        return _even(down * aspect), down

    def compose(self, speech: Pixels | None, idle: Pixels | None, speech_weight: float) -> ProgramPicture:
        """The host over the background: ``speech`` at weight 1, ``idle`` at 0, the cross-fade between.

        A picture that is missing is replaced by the other one; without both it is the card. Pictures that do not
        fit their place (engines with a size of their own) are scaled to it.
        """
        if speech is None or idle is None:
            only = idle if speech is None else speech
            return card(self._program) if only is None else self._lay([(only, 256)])
        weight = round(256 * min(1.0, max(0.0, speech_weight)))
        return self._lay([(picture, part) for picture, part in ((idle, 256 - weight), (speech, weight)) if part])

    def _lay(self, hosts: list[tuple[Pixels, int]]) -> ProgramPicture:
        fitted = [(self._fitted(picture), part) for picture, part in hosts]
        if len({picture.shape for picture, _ in fitted}) == 1:
            pictures = [picture for picture, _ in fitted]
            host = pictures[0] if len(pictures) == 1 else mix(pictures, [part for _, part in fitted])
            return ProgramPicture(self._over_background(host))
        whole = [self._over_background(picture) for picture, _ in fitted]
        return ProgramPicture(mix(whole, [part for _, part in fitted]))

    def _fitted(self, picture: Pixels) -> Pixels:
        """``picture`` at the size of its place."""
        height, width, _ = picture.shape
        size = self.avatar_size(width / height)
        if abs(size[0] - width) <= 1 and abs(size[1] - height) <= 1:
            return picture
        frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="bgra")
        with self._scaling:
            frame = self._scaler.reformat(frame, *size, format="bgra", interpolation=Interpolation.BILINEAR)
        scaled: Pixels = frame.to_ndarray().astype(np.uint8, copy=False)
        return _within_alpha(scaled, opaque=bool(picture[..., 3].min() == OPAQUE))

    def _over_background(self, host: Pixels) -> Pixels:
        width, height = self._program.width_px, self._program.height_px
        left, top = self._place(host.shape[1], host.shape[0])
        columns = slice(max(0, left), min(width, left + host.shape[1]))
        rows = slice(max(0, top), min(height, top + host.shape[0]))
        out = self._pool.take(height, width)
        np.copyto(out, self._background)
        if columns.start < columns.stop and rows.start < rows.stop:
            seen = host[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
            over(out[rows, columns], seen, out[rows, columns])
        return out

    def _place(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Left and top of a host of this size. It stands on the lower edge while it is smaller than the program."""
        width, height = self._program.width_px, self._program.height_px
        left = round(self._settings.avatar_x * width - width_px / 2)
        top = height - height_px if height_px <= height else (height - height_px) // 2
        return left, top + round((self._settings.avatar_y - 0.5) * height)


def _even(size: float) -> int:
    return max(2, 2 * round(size / 2))


def _within_alpha(pixels: Pixels, *, opaque: bool) -> Pixels:
    # swscale rounds each channel for itself, by way of YUV: colour above its alpha would spill over when added.
    if opaque:
        pixels[..., 3] = OPAQUE
        return pixels
    alpha = (pixels.view(np.uint32) >> np.uint32(24)) * np.uint32(0x01010101)
    return np.minimum(pixels, alpha.view(np.uint8).reshape(pixels.shape))
