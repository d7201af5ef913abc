"""An eye of a portrait: a lid that comes down over it, and where it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.avatars.face_shape import Axes, Ruler, brightness, colours, smooth
from app.avatars.grid_warp import Grid, Moves, Overlay, Patch, Plane, Region, seen_part
from app.media.types import Pixels

if TYPE_CHECKING:
    from app.avatars.face import Points

# In half widths of the eye.
_GAZE_RIGHT, _GAZE_DOWN = 0.17, 0.06
_LASHES = 0.10
"""How far above the eye's upper edge lid and lashes go along as they are."""
_FOLD = 0.50
"""How far above it anything moves."""
_MEET = 0.97
"""Where the lids meet, from the upper one's rest to the lower one's."""

_THINNEST_PX = 0.7
"""Half of the thinnest line of lashes."""
_LIKE_CHEEK, _DARKEST = 0.45, 0.6
"""A lid's colour, against what is seen of it while it is folded away."""


class Eye:
    """One eye of one portrait at one size. Immutable; any thread.

    Its upper lid carries its lashes down. What appears above them is no stretched picture: a lid is folded away while
    the eye is open, so it is given the colour of what is seen of it, with its own soft shadows.

    Args:
        picture: the portrait as it is drawn at rest.
        points: its landmarks, in pixels of it.
        top: landmarks of the upper lid from left to right.
        bottom: landmarks of the lower lid.
        grid: of the warp that it is drawn with.
    """

    def __init__(self, picture: Pixels, points: Points, top: Sequence[int], bottom: Sequence[int], grid: Grid) -> None:
        self._axes = Axes.between(points[top[0]], points[top[-1]])
        self._half = half = max(2.0, float(np.hypot(*(points[top[0]] - points[top[-1]]))) / 2)
        self._ruler = Ruler(1.9 * half)
        self._top = self._ruler.curve(self._axes, points[list(top)])
        self._bottom = np.maximum(self._ruler.curve(self._axes, points[list(bottom)]), self._top)
        share = self._ruler.marks / np.float32(half)
        self._inside = np.clip((1 - np.abs(share)) * 6, 0, 1).astype(np.float32)
        self._way = (self._bottom - self._top) * np.float32(_MEET)
        self._lens = np.maximum(1 - share**2, 0).astype(np.float32)
        self._take_colours(picture)
        self._grid = grid

    def _take_colours(self, picture: Pixels) -> None:
        """The lid's colour for each mark, and the colour of the lashes."""
        above = np.array([[0.20], [0.26], [0.32]], np.float32) * np.float32(self._half)
        marks = np.clip(self._ruler.marks, -0.85 * self._half, 0.85 * self._half)
        x, y = self._axes.place(marks + 0 * above, self._top - above)
        lid = np.median(colours(picture, x, y), axis=0)
        below = colours(picture, *self._axes.place(marks, self._bottom + np.float32(0.8 * self._half)))
        cheek = np.median(below, axis=0).astype(np.float32)
        # Large drawn eyes may reach beyond what the landmarks say, and lids lie in their own shadow while they are
        # folded: no closed one is that much darker than the cheek.
        lid += (cheek - lid) * np.float32(_LIKE_CHEEK)
        lack = np.maximum(_DARKEST * brightness(cheek) - brightness(lid), 0) / np.maximum(brightness(cheek - lid), 1)
        lid += (cheek - lid) * np.clip(lack, 0, 1)[:, None]
        wide = max(3, round(3.2 * self._half)) | 1
        kernel = np.hanning(wide + 2)[1:-1]
        kernel /= kernel.sum()
        padded = np.pad(lid, ((wide // 2, wide // 2), (0, 0)), mode="edge")
        self._lid = np.stack(
            [np.convolve(padded[:, channel], kernel, mode="valid") for channel in range(4)], axis=1
        ).astype(np.float32)
        inner = np.abs(self._ruler.marks) < 0.7 * self._half
        steps = np.linspace(-0.08, 0.08, 7, dtype=np.float32)[:, None] * np.float32(self._half)
        edge = colours(picture, *self._axes.place(self._ruler.marks[inner] + 0 * steps, self._top[inner] + steps))
        light = brightness(edge)
        darkest = edge[light.argmin(axis=0), np.arange(edge.shape[1])]
        self._lash = np.median(darkest, axis=0).astype(np.float32)
        mean = self._lid.mean(axis=0)
        self._lash = np.minimum(self._lash, mean * np.float32(0.55)).astype(np.float32)

    def deform(self, moves: Moves, closed: float, gaze: tuple[float, float]) -> tuple[Patch, Overlay | None]:
        """What the eye does in a face whose head moves by ``moves``.

        Args:
            moves: of the cells of the grid.
            closed: 0..1.
            gaze: to the right and down, -1..1.
        """
        reach = (1 + abs(self._axes.sin)) * self._half
        around = (1.2 * reach, 1.15 * reach, 1.2 * reach, 0.7 * reach)
        region = self._grid.around(moves, self._axes.x, self._axes.y, around)
        x, y = self._grid.before(moves, region)
        half = np.float32(self._half)
        along, across = self._axes.of(x, y)
        index = self._ruler.index(along)
        top, bottom, lens = self._top[index], self._bottom[index], self._lens[index]
        way = self._way[index] * np.float32(closed)
        lid = top + way
        # Of the eyeball, by where it looks; the lid hides more of it than it takes along.
        seen = np.clip(np.minimum(across - lid, bottom - across) / max(1.0, 0.04 * self._half), 0, 1)
        seen *= lens
        shift = np.float32(gaze[0] * _GAZE_RIGHT) * half * seen
        fall = np.float32(gaze[1] * _GAZE_DOWN) * half * seen
        # Of the lid: the lashes go all the way, what is above them ever less.
        above = lid - across
        stretch = (top - np.float32(_FOLD) * half - across) / (np.float32(_LASHES - _FOLD) * half - way)
        fall += np.where(above > 0, way * np.clip(stretch, 0, 1), 0)
        right, down = self._axes.back(-shift, -fall)
        patch = Patch(region, np.stack((right, down), axis=-1))
        if closed <= 0:
            return patch, None
        return patch, self._lid_drawn(region, index, across, way)

    def _lid_drawn(self, region: Region, index: NDArray[np.intp], across: Plane, way: Plane) -> Overlay | None:
        """The lid's own skin and the line of its edge."""
        half, top = np.float32(self._half), self._top[index]
        lid = top + way
        out = np.clip(way / (np.float32(0.22) * half), 0, 1)  # how much of the lid has come out
        begin = smooth((across - top + np.float32(0.20) * half) / max(1.0, 0.16 * self._half))
        end = smooth((lid - np.float32(0.03) * half - across) / max(1.0, 0.10 * self._half))
        out *= self._inside[index]
        skin = begin * end * out
        # In a small face lashes are thinner than a pixel: a softer line, or it would be a flight of stairs.
        thick = max(_THINNEST_PX, 0.035 * self._half)
        soft = 1 - min(1.0, 0.035 * self._half / _THINNEST_PX)
        line = (np.float32(thick + 0.5 + 0.3 * soft) - np.abs(across - lid)) / np.float32(1 + 0.3 * soft)
        line = np.clip(line, 0, 1) * np.float32(0.75 - 0.15 * soft) * out
        share = np.maximum(skin, line)
        part = seen_part(share)
        if part is None:
            return None
        share, line, index, way = share[part], line[part], index[part], way[part]
        # A lid is round: lighter in its middle, darker where it folds and towards the lashes.
        round_ = np.clip((across[part] - top[part]) / np.maximum(way, 1), 0, 1)
        shade = np.float32(0.90) + np.float32(0.12) * np.sin(np.pi * round_).astype(np.float32)
        colour = self._lid[index] * shade[..., None]
        np.minimum(colour, 255, out=colour)
        colour += (self._lash - colour) * (line / np.maximum(share, 1e-3))[..., None]
        colour[..., 3] = 255
        return Overlay(region.top + part[0].start, region.left + part[1].start, colour, share)
