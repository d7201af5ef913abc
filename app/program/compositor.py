"""Puts the host before what is behind it, and label, pictures and words before both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.base.area import Area
from app.base.scenes import settings_background
from app.base.settings import ProgramSettings
from app.media.blend import mix, over
from app.media.pixels import ProgramPicture
from app.media.pool import PicturePool
from app.media.types import Pixels, ProgramFormat
from app.program.backdrop import Backdrop, Still
from app.program.background import still_background
from app.program.card import card
from app.program.label import Label
from app.program.patch import Patch, whole
from app.program.place import avatar_area, avatar_size

OPAQUE = 0xFF


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the host.

    Attributes:
        backdrop: behind everything.
        behind: before that, but behind the host.
        before: before the host; the last one lies on top.
        host: the host is seen.
    """

    backdrop: Backdrop
    behind: Sequence[Patch] = ()
    before: Sequence[Patch] = ()
    host: bool = True


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A picture of the host, and where in the program it lies."""

    pixels: Pixels
    area: Area


class Compositor:
    """Makes program pictures out of speech and idle pictures. Any thread.

    Every picture is a fresh array: sinks keep them as long as they like. What never changes is put together once;
    a slot costs a copy of that, and the drawing of the host's own part of it.

    Args:
        program: size of what it makes.
        settings: place of the host, label.
        around: what is around the host; None: the background of the settings.

    Raises AppError if the background picture of the settings cannot be read.
    """

    def __init__(self, program: ProgramFormat, settings: ProgramSettings, around: Surroundings | None = None) -> None:
        if around is None:
            around = Surroundings(Still(still_background(program, settings_background(settings), None, None)))
        self._program = program
        self._settings = settings
        self._backdrop = around.backdrop
        self._behind = tuple(around.behind)
        self._before = (*around.before, *((Label(program, settings),) if settings.ai_label else ()))
        self._pool = PicturePool()
        row = np.zeros((1, program.width_px, 4), np.uint8)
        self._clear = np.broadcast_to(row, (program.height_px, program.width_px, 4))
        self._below = self._still_below()
        # A picture more in memory, which pays where a scene has layers; a label by itself is soon laid.
        self._all = self._laid(self._before, self._below) if around.before and self._below is not None else None
        self._subtitle: tuple[int, Patch | None] = 0, None  # its number, and what it looks like
        self.shows_host = around.host
        """The host is seen; otherwise its pictures need not be drawn."""

    def avatar_size(self, aspect: float) -> tuple[int, int]:
        """Width and height in pixels of the place for a host that is ``aspect`` times as wide as high. Both even."""
        return avatar_size(self._program, self._settings, aspect)

    def show_subtitle(self, subtitle: Patch | None) -> None:
        """Lay this over the pictures that are made from now on, instead of the one before."""
        self._subtitle = self._subtitle[0] + 1, subtitle

    def mark(self, time_ns: int) -> tuple[int, int]:
        """What tells pictures apart that are made of the same host: what moves behind it, and what is written."""
        return self._backdrop.picture(time_ns)[0], self._subtitle[0]

    def compose(
        self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
    ) -> ProgramPicture:
        """The host over the background: ``speech`` at weight 1, ``idle`` at 0, the cross-fade between.

        A picture that is missing is replaced by the other one; without both it is the card. Pictures that do not
        fit their place (engines with a size of their own, scenes that have the host smaller) are scaled to it.
        ``time_ns`` is the slot's, by which backgrounds move; None: it is for no slot, what moves stands still and
        nothing is written.
        """
        if not self.shows_host:
            return self._lay([], time_ns)
        if speech is None or idle is None:
            only = idle if speech is None else speech
            return card(self._program) if only is None else self._lay([(only, 256)], time_ns)
        weight = round(256 * min(1.0, max(0.0, speech_weight)))
        return self._lay(
            [(picture, part) for picture, part in ((idle, 256 - weight), (speech, weight)) if part], time_ns
        )

    def _lay(self, hosts: list[tuple[Pixels, int]], time_ns: int | None) -> ProgramPicture:
        fitted = [(self._fitted(picture), part) for picture, part in hosts]
        if len({(host.area, host.pixels.shape) for host, _ in fitted}) == 1:
            pictures = [host.pixels for host, _ in fitted]
            host = pictures[0] if len(pictures) == 1 else mix(pictures, [part for _, part in fitted])
            fitted = [(_Fitted(host, fitted[0][0].area), 256)]
        subtitle = None if time_ns is None else self._subtitle[1]
        drawn = self._drawn(fitted, self._backdrop.picture(time_ns)[1], subtitle)
        return ProgramPicture(drawn, partial(self._cutout, fitted, subtitle))

    def _cutout(self, hosts: Sequence[tuple[_Fitted, int]], subtitle: Patch | None) -> Pixels:
        parts = hosts or _NOBODY
        return _mixed([(self._over(self._clear, host, self._behind, None, subtitle), part) for host, part in parts])

    def _drawn(self, hosts: Sequence[tuple[_Fitted, int]], backdrop: Pixels, subtitle: Patch | None) -> Pixels:
        if self._below is None:
            base, behind, ready = backdrop, self._behind, None
        else:
            base, behind, ready = self._below, (), self._all
        return _mixed([(self._over(base, host, behind, ready, subtitle), part) for host, part in hosts or _NOBODY])

    def _over(
        self, base: Pixels, host: _Fitted | None, behind: Sequence[Patch], ready: Pixels | None, subtitle: Patch | None
    ) -> Pixels:
        """Everything over ``base``. ``ready``: it with all that is before the host, if that is known."""
        out = self._pool.take(self._program.height_px, self._program.width_px)
        np.copyto(out, base if ready is None else ready)
        for patch in behind:
            patch.lay(out)
        at = None if host is None else host.area
        seen = None if at is None else whole(self._program).common(at)
        if host is not None and at is not None and seen is not None:
            part, place = seen.of(host.pixels, at.left, at.top), seen.of(out)
            # Over nothing it is what it is; blending would cost as much as all the rest of a cutout.
            if (base is self._clear and not behind) or part[..., 3].min() == OPAQUE:
                place[:] = part
            else:
                over(place if ready is None else seen.of(base), part, place)
        if ready is None or seen is not None:
            for patch in self._before:
                patch.lay(out, None if ready is None else seen)
        if subtitle is not None:
            subtitle.lay(out)
        return out

    def _still_below(self) -> Pixels | None:
        """What is behind the host; None: it moves."""
        still = self._backdrop.still
        return still if still is None else self._laid(self._behind, still)

    @staticmethod
    def _laid(patches: Sequence[Patch], base: Pixels) -> Pixels:
        if not patches:
            return base
        out = np.ascontiguousarray(base) if base.strides[0] == 0 else base.copy()
        for patch in patches:
            patch.lay(out)
        return out

    def _fitted(self, picture: Pixels) -> _Fitted:
        """``picture`` at the size of its place; of one that is larger than the program, what is seen of it."""
        height, width, _ = picture.shape
        size = self.avatar_size(width / height)
        if abs(size[0] - width) <= 1 and abs(size[1] - height) <= 1:
            return _Fitted(picture, avatar_area(self._program, self._settings, width, height))
        area = avatar_area(self._program, self._settings, *size)
        seen = whole(self._program).common(area)
        if seen is None:
            return _Fitted(picture, area)
        import cv2  # not at the top: 16 MB, which an engine that fills its place has no use for

        # Six times as fast as FFmpeg's, which takes one channel after the other by way of YUV.
        smooth = cv2.INTER_AREA if size[1] < height else cv2.INTER_LINEAR
        if seen == area or smooth == cv2.INTER_AREA:
            return _Fitted(cv2.resize(picture, size, interpolation=smooth).astype(np.uint8, copy=False), area)
        across, down = width / area.width, height / area.height
        left, top = seen.left - area.left + 0.5, seen.top - area.top + 0.5  # middles of pixels lie on each other
        place = np.array([[across, 0, left * across - 0.5], [0, down, top * down - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        part = cv2.warpAffine(picture, place, (seen.width, seen.height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return _Fitted(part.astype(np.uint8, copy=False), seen)


_NOBODY: Sequence[tuple[_Fitted | None, int]] = ((None, 256),)


def _mixed(pictures: list[tuple[Pixels, int]]) -> Pixels:
    if len(pictures) == 1:
        return pictures[0][0]
    return mix([picture for picture, _ in pictures], [part for _, part in pictures])
