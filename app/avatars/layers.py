"""The pictures of a layered drawing, brought into the dense source of a ``RowWarp``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.media.blend import mix, over
from app.media.types import Pixels

STEP_FADE = 0.35
"""How much of the way from one opening of the mouth to the next shows both."""
SHAPE_FADE = 0.08
"""The same between two shapes of the mouth, which differ too much to be seen through each other."""
LID_FADE = 0.12
"""The same for the lids, which are quick."""
LOOK_FADE = 0.4
"""The same from one stage of an expression to the next."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Box:
    """Part of the dense source: left and width even."""

    left: int
    top: int
    width: int
    height: int

    def within(self, outer: Box) -> tuple[slice, slice]:
        """Where this box lies in an array that covers ``outer``."""
        left, top = self.left - outer.left, self.top - outer.top
        return slice(top, top + self.height), slice(left, left + self.width)


@dataclass(frozen=True, slots=True)
class Patch:
    """A premultiplied picture of the size of ``box``, where it lies in the dense source."""

    box: Box
    pixels: Pixels

    def over(self, box: Box) -> Pixels:
        """The picture over ``box``, which covers it; clear where it is not."""
        if box == self.box:
            return self.pixels
        wide = np.zeros((box.height, box.width, 4), np.uint8)
        wide[self.box.within(box)] = self.pixels
        return wide


def lay(face: Pixels, whole: Box, parts: list[tuple[Patch, int]]) -> None:
    """Lay the weighted mean of ``parts`` over ``face``, which covers ``whole``.

    Weights that sum to less than 256 let the face shine through.
    """
    box = parts[0][0].box
    for patch, _ in parts[1:]:
        box = union(box, patch.box)
    pictures, weights = [patch.over(box) for patch, _ in parts], [weight for _, weight in parts]
    if (left := 256 - sum(weights)) > 0:
        pictures, weights = [*pictures, np.zeros_like(pictures[0])], [*weights, left]
    layer = pictures[0] if len(pictures) == 1 else mix(pictures, weights)
    place = box.within(whole)
    under = np.ascontiguousarray(face[place])
    over(under, layer, under)
    face[place] = under


def on_ladder(place: float, steps: int, fading: float) -> dict[int, int]:
    """Which of so many steps are seen at ``place`` in 0..1, with their weights, which sum to 256."""
    along = min(max(place, 0.0), 1.0) * (steps - 1)
    step = min(int(along), steps - 2)
    weight = fade(along - step, fading)
    return {n: w for n, w in ((step, 256 - weight), (step + 1, weight)) if w}


def share_out(wanted: dict[Key, int]) -> dict[Key, int]:
    """``wanted`` weights, made less in proportion where they are more than 256 together."""
    total = sum(wanted.values())
    if total <= 256:
        return {key: weight for key, weight in wanted.items() if weight}
    return {key: weight * 256 // total for key, weight in wanted.items() if weight * 256 // total}


def fade(part: float, width: float) -> int:
    """Weight in 0..256 of the next picture, ``part`` of the way to it; both are seen for ``width`` of the way.

    It dwells on either picture and goes from one to the other quickly: a mouth that is half faded looks double.
    """
    part = min(max((part - 0.5) / width + 0.5, 0.0), 1.0)
    return round(256 * part * part * (3 - 2 * part))


def union(a: Box, b: Box) -> Box:
    """The smallest box around both."""
    left, top = min(a.left, b.left), min(a.top, b.top)
    right = max(a.left + a.width, b.left + b.width)
    return Box(left, top, right - left, max(a.top + a.height, b.top + b.height) - top)
