"""Puts the host onto the background, and the label onto both."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.base.settings import ProgramSettings
from app.media.blend import mix, over
from app.media.pixels import ProgramPicture
from app.media.pool import PicturePool
from app.media.types import Pixels, ProgramFormat
from app.program.background import background
from app.program.card import card
from app.program.label import Label

OPAQUE = 0xFF


class Compositor:
    """Makes program pictures out of speech and idle pictures. Any thread.

    Every picture is a fresh array: sinks keep them as long as they like.

    Args:
        program: size of what it makes.
        settings: background, place of the host, label.

    Raises AppError if the background picture cannot be read.
    """

    def __init__(self, program: ProgramFormat, settings: ProgramSettings) -> None:
        self._program = program
        self._settings = settings
        self._background = background(program, settings)
        self._nothing = np.broadcast_to(np.zeros(4, np.uint8), self._background.shape)
        self._label = Label(program, settings) if settings.ai_label else None
        self._pool = PicturePool()

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
        if len(fitted) > 1 and len({picture.shape for picture, _ in fitted}) == 1:
            fitted = [(mix([picture for picture, _ in fitted], [part for _, part in fitted]), 256)]
        return ProgramPicture(self._lay_on(self._background, fitted), partial(self._lay_on, self._nothing, fitted))

    def _lay_on(self, bottom: Pixels, hosts: list[tuple[Pixels, int]]) -> Pixels:
        whole = [self._over(bottom, picture) for picture, _ in hosts]
        return whole[0] if len(whole) == 1 else mix(whole, [part for _, part in hosts])

    def _fitted(self, picture: Pixels) -> Pixels:
        """``picture`` at the size of its place."""
        height, width, _ = picture.shape
        size = self.avatar_size(width / height)
        if abs(size[0] - width) <= 1 and abs(size[1] - height) <= 1:
            return picture
        import cv2  # not at the top: 16 MB, which an engine that fills its place has no use for

        # Six times as fast as FFmpeg's, which takes one channel after the other by way of YUV.
        smooth = cv2.INTER_AREA if size[1] < height else cv2.INTER_LINEAR
        return cv2.resize(picture, size, interpolation=smooth).astype(np.uint8, copy=False)

    def _over(self, bottom: Pixels, host: Pixels) -> Pixels:
        width, height = self._program.width_px, self._program.height_px
        left, top = self._place(host.shape[1], host.shape[0])
        columns = slice(max(0, left), min(width, left + host.shape[1]))
        rows = slice(max(0, top), min(height, top + host.shape[0]))
        out = self._pool.take(height, width)
        np.copyto(out, bottom)
        if columns.start < columns.stop and rows.start < rows.stop:
            seen = host[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
            if seen[..., 3].min() == OPAQUE:
                out[rows, columns] = seen
            else:
                over(out[rows, columns], seen, out[rows, columns])
        if self._label is not None:
            self._label.lay(out)
        return out

    def _place(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Left and top of a host of this size. It stands on the lower edge while it is smaller than the program."""
        width, height = self._program.width_px, self._program.height_px
        left = round(self._settings.avatar_x * width - width_px / 2)
        top = height - height_px if height_px <= height else (height - height_px) // 2
        return left, top + round((self._settings.avatar_y - 0.5) * height)


def _even(size: float) -> int:
    return max(2, 2 * round(size / 2))
