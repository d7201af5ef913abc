"""The mouth of a portrait: lips that part, widen, round, press and tuck, a jaw that follows, what is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatars.face_inner_mouth import InnerMouth
from app.avatars.face_shape import (
    CHIN,
    LIP_BOTTOM,
    LIP_TOP,
    MOUTH_BOTTOM,
    MOUTH_TOP,
    NOSE_BASE,
    Axes,
    Line,
    Ruler,
    brightness,
    colours,
    smooth,
)
from app.avatars.grid_warp import Grid, Moves, Overlay, Patch, Plane, Region, seen_part
from app.avatars.motion import Pose
from app.media.types import Pixels

if TYPE_CHECKING:
    from app.avatars.face import Points

# In half widths of the mouth.
_WIDEST_GAP = 0.8
_WIDE, _ROUND = 0.13, 0.36
_OPEN_AT_REST = 0.10  # a portrait's lips that are further apart are open
_UPPER_SHARE = 0.16
_LINE, _LINE_SHARE = 0.018, 0.6  # between lips that show none of their own
_JAW = 0.72  # the chin, against the lower lip


@dataclass(frozen=True, slots=True)
class _Lips:
    """Where the lips' inner edges are in one pose, for each mark of the ruler; they meet where ``gap`` is 0."""

    top: Line
    bottom: Line
    lowered: Line  # lower lip
    raised: Line  # upper lip
    jaw: Line
    rolled_in: bool
    hidden_top: Line
    hidden_bottom: Line


@dataclass(frozen=True, slots=True)
class _Flow:
    """Pixels around the mouth in one pose: where they come from, and for each of them the mark of the ruler it is at.

    Attributes:
        source: added to where each comes from.
        across: how far below the mouth's axis it is.
        index: its mark.
        top: the upper lip's edge there.
        bottom: the lower lip's edge there.
    """

    source: Moves
    across: Plane
    index: NDArray[np.intp]
    top: Plane
    bottom: Plane


class Mouth:
    """The mouth of one portrait at one size. Immutable; any thread.

    Everything is said in its own axes, in pixels: ``along`` it from its middle to the right, ``across`` it downwards.

    Args:
        picture: the portrait as it is drawn at rest.
        points: its landmarks, in pixels of it.
        grid: of the warp that it is drawn with.
    """

    def __init__(self, picture: Pixels, points: Points, grid: Grid) -> None:
        self._axes = Axes.between(points[MOUTH_TOP[0]], points[MOUTH_TOP[-1]])
        self._half = half = max(2.0, float(np.hypot(*(points[MOUTH_TOP[0]] - points[MOUTH_TOP[-1]]))) / 2)
        self._ruler = Ruler(2.8 * half)
        self._share: Line = (self._ruler.marks / half).astype(np.float32)
        marks = [self._ruler.curve(self._axes, points[list(line)]) for line in (MOUTH_TOP, MOUTH_BOTTOM)]
        outer = [self._ruler.curve(self._axes, points[list(line)]) for line in (LIP_TOP, LIP_BOTTOM)]
        inside = np.clip((1 - np.abs(self._share)) * 12, 0, 1).astype(np.float32)
        apart = np.maximum(marks[1] - marks[0], 0) * inside
        self.open_at_rest = float(apart.max()) > _OPEN_AT_REST * half
        if self.open_at_rest:
            self._top, self._bottom = marks[0], marks[0] + apart
            self._meet: Line = marks[0] + np.float32(0.4) * apart
        else:
            self._meet = self._seam(picture, marks[0] + np.float32(0.5) * (marks[1] - marks[0]))
            self._top = self._bottom = self._meet
        self._lip_top = _level(np.maximum(self._top - outer[0], 0) * inside, half)
        self._lip_bottom = _level(np.maximum(outer[1] - self._bottom, 0) * inside, half)
        self._chin = max(0.7 * half, float(self._across_of(points[CHIN])) - float(self._meet[len(self._meet) // 2]))
        self._nose = max(0.25 * half, -float(self._across_of(points[NOSE_BASE])))
        self._make_tables()
        self._inner = InnerMouth(*self._sampled(picture), half, float(self._meet[len(self._meet) // 2]))
        self._grid = grid

    def _across_of(self, point: Points) -> np.float32:
        return np.float32(self._axes.of(point[0], point[1])[1])

    def _seam(self, picture: Pixels, guess: Line) -> Line:
        """The dark line between closed lips: landmarks are a pixel or two off, and a lip must not keep both edges."""
        steps = np.linspace(-0.11, 0.11, 23, dtype=np.float32)[:, None] * np.float32(self._half)
        x, y = self._axes.place(self._ruler.marks + 0 * steps, guess + steps)
        light = brightness(colours(picture, x, y))
        light += 0.06 * np.abs(steps) / np.float32(self._half / 11) * 4
        weight = np.exp((light.min(axis=0) - light) / 8)
        found = (steps * weight).sum(axis=0) / weight.sum(axis=0)
        found *= np.clip((0.97 - np.abs(self._share)) * 8, 0, 1)
        return (guess + _level(found, 0.5 * self._half)).astype(np.float32)

    def _make_tables(self) -> None:
        """What depends on one coordinate alone."""
        half, distance = np.float32(self._half), np.abs(self._share)
        self._lens = np.maximum(1 - distance**2, 0).astype(np.float32)
        self._stretch = (self._share * np.exp(-1.3 * np.maximum(distance - 1, 0) ** 2 - 0.15 * distance)).astype(
            np.float32
        ) * (1 - smooth((distance - 1.6) / 0.8))
        self._inside = np.clip((0.99 - distance) * 12, 0, 1).astype(np.float32)
        self._jaw = smooth((2.35 - distance) / 1.9) * half
        # By the distance from the lips' edges, which only grows away from them.
        away = np.maximum(self._ruler.marks, 0)
        with_chin = smooth(away / np.float32(0.8 * self._chin))
        fall = 1 - smooth((away - np.float32(self._chin + 0.05 * half)) / (1.1 * half))
        self._lip_falls = (1 - with_chin) * fall
        self._jaw_falls = with_chin * fall
        self._upper_falls = 1 - smooth((away - np.float32(0.25 * self._nose)) / np.float32(self._nose * 1.2))
        # A lip that is rolled in draws the skin behind it along.
        self._top_falls, self._bottom_falls = (
            1 - smooth(away / (np.float32(1.2) * lip.max() + np.float32(0.6) * half))
            for lip in (self._lip_top, self._lip_bottom)
        )
        self._near = np.exp(-((self._ruler.marks / (1.0 * half)) ** 2)) * (
            1 - smooth((np.abs(self._ruler.marks) / half - 1.2) / 0.5)
        )

    def _sampled(self, picture: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The colours of the lower lip and of the skin below it."""
        inner = np.abs(self._share) < 0.6
        marks, edge, thick = self._ruler.marks[inner], self._bottom[inner], self._lip_bottom[inner]
        lip, skin = (
            np.median(colours(picture, *self._axes.place(marks, edge + below)), axis=0).astype(np.float32)
            for below in (np.float32(0.45) * thick, np.float32(0.55 * self._chin))
        )
        return lip, skin

    # ---- one pose

    def deform(self, moves: Moves, pose: Pose) -> tuple[Patch | None, Overlay | None]:
        """What the mouth of a face does in ``pose``, whose head moves by ``moves``."""
        if not (self.open_at_rest or pose.openness or pose.spread or pose.press or pose.tuck):
            return None, None
        half, turned = self._half, abs(self._axes.sin)
        region = self._around(moves, (2.4 + turned) * half, 1.7 * half, self._chin + (1.2 + turned) * half)
        middle = float(self._meet[len(self._meet) // 2])
        above, below = (0.45 + turned) * half - min(0.0, middle), (0.9 + turned) * half + max(0.0, middle)
        inner = self._around(moves, 1.25 * half, above, below)
        lips = self._lips(pose)
        # Away from the lips' edges everything changes slowly.
        rough = self._flow(*self._grid.before(moves, region, every=self._grid.step_px // 2), lips, pose.spread)
        size = (region.width, region.height)
        source = np.asarray(cv2.resize(rough.source, size, interpolation=cv2.INTER_CUBIC), np.float32)
        flow = self._flow(*self._grid.before(moves, inner), lips, pose.spread)
        source[inner.within(region)] = flow.source[region.within(inner)]
        return Patch(region, source), self._overlay(flow, inner, pose)

    def _around(self, moves: Moves, beside: float, above: float, below: float) -> Region:
        return self._grid.around(moves, self._axes.x, self._axes.y, (beside, above, beside, below))

    def _flow(self, x: Plane, y: Plane, lips: _Lips, spread: float) -> _Flow:
        """Where the pixels that show ``x``, ``y`` of the face at rest come from, and where the lips are there."""
        along, across = self._axes.of(x, y)
        drawn = np.float32(self._half * (_WIDE if spread > 0 else _ROUND) * spread)
        shift = (self._stretch * drawn)[self._ruler.index(along)] * self._near[self._ruler.index(across)]
        index = self._ruler.index(along - shift)
        top, bottom = lips.top[index], lips.bottom[index]
        below, above = across - bottom, top - across
        lower = below > above
        away = self._ruler.index(np.maximum(np.where(lower, below, above), 0))
        down = lips.lowered[index] * self._lip_falls[away] + lips.jaw[index] * self._jaw_falls[away]
        up = lips.raised[index] * self._upper_falls[away]
        if lips.rolled_in:
            down -= lips.hidden_bottom[index] * self._bottom_falls[away]
            up -= lips.hidden_top[index] * self._top_falls[away]
        source = np.stack(self._axes.back(-shift, np.where(lower, -down, up)), axis=-1)
        return _Flow(source, across, index, top, bottom)

    def _overlay(self, flow: _Flow, region: Region, pose: Pose) -> Overlay | None:
        """What is seen between the lips, ``flow`` being that of ``region``."""
        across, top, bottom = flow.across, flow.top, flow.bottom
        seen = np.minimum(across + np.float32(0.5), bottom) - np.maximum(across - np.float32(0.5), top)
        np.clip(seen, 0, 1, out=seen)
        # Where the line between the lips was rolled in, or never was, there is one all the same.
        dark = np.float32(_LINE_SHARE * max(pose.press, float(self.open_at_rest) * max(0.0, 1 - 6 * pose.openness)))
        if dark > 0:
            thick = np.float32(max(0.3, _LINE * self._half) + 0.5)
            np.maximum(seen, dark * np.clip(thick - np.abs(across - (top + bottom) / 2), 0, 1), out=seen)
        seen *= self._inside[flow.index]
        part = seen_part(seen)
        if part is None:
            return None
        colour = self._inner.seen(across[part], self._share[flow.index[part]], top[part], bottom[part], pose.spread)
        return Overlay(region.top + part[0].start, region.left + part[1].start, colour, seen[part])

    def _lips(self, pose: Pose) -> _Lips:
        half = np.float32(self._half)
        tuck, press = np.float32(pose.tuck), np.float32(pose.press)
        opened = np.float32(pose.openness * (1 - 0.12 * max(0.0, pose.spread)) * (1 - pose.press) * (1 - pose.tuck))
        gap = (
            np.float32(_WIDEST_GAP)
            * half
            * opened
            * self._lens ** np.float32(0.72 + (0.1 if pose.spread > 0 else 0.22) * pose.spread)
        )
        tucked = np.float32(0.14) * half * tuck * np.sqrt(self._lens)
        share = np.float32(_UPPER_SHARE - 0.06 * pose.spread)
        top = self._meet - share * gap - np.float32(0.7) * tucked
        bottom = self._meet + (1 - share) * gap + np.float32(0.3) * tucked
        fell = np.float32(_JAW * _WIDEST_GAP * (1 - share)) * opened - np.float32(0.03) * tuck
        return _Lips(
            top=top,
            bottom=bottom,
            lowered=bottom - self._bottom,
            raised=self._top - top,
            jaw=self._jaw * fell,
            rolled_in=pose.press > 0 or pose.tuck > 0,
            hidden_top=np.float32(0.42) * press * self._lip_top * self._lens,
            hidden_bottom=np.maximum(np.float32(0.42) * press, np.float32(0.6) * tuck) * self._lip_bottom * self._lens,
        )


def _level(line: NDArray[np.floating], marks: float) -> Line:
    """``line`` without what changes within so many marks."""
    wide = max(3, round(marks)) | 1
    padded = np.pad(line, wide // 2, mode="edge")
    return np.convolve(padded, np.ones(wide) / wide, mode="valid").astype(np.float32)
